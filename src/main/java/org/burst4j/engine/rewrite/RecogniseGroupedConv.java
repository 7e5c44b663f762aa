package org.burst4j.engine.rewrite;

import java.util.Collections;
import java.util.List;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.Value;

/**
 * Convolutions of a group's channels with a group's kernels, one after the other, are one grouped
 * convolution; and frames taken off its end are its crop.
 */
final class RecogniseGroupedConv implements Rule {
    private static final int CHANNELS = 2;
    private static final List<Integer> ORIGIN = Collections.nCopies(3, 0);
    private static final List<Integer> ONES = Collections.nCopies(3, 1);

    @Override
    public List<Value> replace(Node node, List<Value> inputs, ProgramBuilder builder) {
        Look look = new Look(builder);
        Value y = null;
        if (node.op().equals(new Op.Concat(CHANNELS)) && inputs.size() > 1) {
            y = joined(look, inputs);
        } else if (node.op() instanceof Op.Slice slice) {
            y = cropped(look, slice, inputs.get(0));
        }
        return y == null || !y.shape().equals(node.output().shape()) ? null : List.of(y);
    }

    private static Value joined(Look look, List<Value> parts) {
        Value x = null;
        Value weight = null;
        int padding = 0;
        for (int group = 0; group < parts.size(); group++) {
            Node conv = look.made(parts.get(group), Op.Conv.class);
            if (conv == null || ((Op.Conv) conv.op()).stride() != 1) {
                return null;
            }
            Value ofX = part(look, conv.input(0), group, parts.size());
            Value ofWeight = part(look, conv.input(1), group, parts.size());
            int itsPadding = ((Op.Conv) conv.op()).padding();
            if (ofX == null || ofWeight == null) {
                return null;
            }
            if (group > 0 && (ofX != x || ofWeight != weight || itsPadding != padding)) {
                return null;
            }
            x = ofX;
            weight = ofWeight;
            padding = itsPadding;
        }
        return look.builder().add(new Op.GroupedConv(parts.size(), padding, 0), x, weight);
    }

    /** The whole of which a value is one of equal parts of the last axis. */
    private static Value part(Look look, Value value, int group, int groups) {
        Node slice = look.made(value, Op.Slice.class);
        if (slice == null || value.shape().rank() != 3) {
            return null;
        }
        Shape whole = slice.input(0).shape();
        int width = value.shape().columns();
        Op wanted =
                new Op.Slice(
                        List.of(0, 0, group * width),
                        ONES,
                        Shape.of(whole.size(0), whole.size(1), width));
        return width * groups == whole.columns() && slice.op().equals(wanted)
                ? slice.input(0)
                : null;
    }

    private static Value cropped(Look look, Op.Slice slice, Value value) {
        Node conv = look.made(look.whole(value), Op.GroupedConv.class);
        if (conv == null
                || !(conv.op() instanceof Op.GroupedConv op)
                || !conv.output().shape().equals(value.shape())
                || !slice.begin().equals(ORIGIN)
                || !slice.stride().equals(ONES)) {
            return null;
        }
        int crop = value.shape().size(1) - slice.shape().size(1);
        return look.builder()
                .addAll(
                        new Op.GroupedConv(op.groups(), op.padding(), op.crop() + crop),
                        conv.inputs())
                .get(0);
    }
}
