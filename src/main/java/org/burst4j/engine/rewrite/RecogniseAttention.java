package org.burst4j.engine.rewrite;

import java.util.ArrayList;
import java.util.List;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.Value;

/**
 * Attention of all heads, from the split of queries, keys and values into heads to the permutation
 * that joins the heads again.
 */
final class RecogniseAttention implements Rule {
    private static final List<Integer> SWAP = List.of(0, 2, 1, 3);

    /** Scores before the softmax, and what was found on the way to them. */
    private record Scores(Value query, Value key, double scale, Value bias) {}

    /** Rows [B*T,D] that were split into heads, times a factor. */
    private record Rows(Value rows, double scale) {}

    @Override
    public List<Value> replace(Node node, List<Value> inputs, ProgramBuilder builder) {
        if (!node.op().equals(new Op.Permute(SWAP))) {
            return null;
        }
        Look look = new Look(builder);
        Shape heads = inputs.get(0).shape(); // [B,H,T,d]
        Look.Line context = look.multiple(inputs.get(0));
        Node product = look.made(context.base(), Op.MatMul.class);
        if (product == null || !product.op().equals(new Op.MatMul(false, false))) {
            return null;
        }
        Rows values = rows(look, product.input(1), heads);
        Look.Line keys = look.multiple(product.input(0));
        Node drop = look.made(keys.base(), Op.Dropout.class);
        Look.Line weights = drop == null ? keys : look.multiple(drop.input(0));
        Node softmax = look.made(weights.base(), Op.Softmax.class);
        if (values == null || softmax == null) {
            return null;
        }
        int clips = heads.size(0);
        int frames = heads.size(2);
        Shape shape = Shape.of(clips, heads.size(1), frames, frames); // [B,H,T,T]
        boolean square =
                softmax.output().shape().columns() == frames
                        && softmax.output().shape().elements() == shape.elements();
        Scores scores = square ? scores(look, softmax.input(0), shape, heads) : null;
        double outside =
                context.scale()
                        * values.scale()
                        * keys.scale()
                        * (drop == null ? 1 : weights.scale());
        if (scores == null) {
            return null;
        }
        Op.Dropout dropout = drop == null ? new Op.Dropout("", 0) : (Op.Dropout) drop.op();
        Op.Attention op =
                new Op.Attention(
                        clips,
                        heads.size(1),
                        (float) scores.scale(),
                        scores.bias() != null,
                        dropout.name(),
                        dropout.rate());
        List<Value> all = new ArrayList<>(List.of(scores.query(), scores.key(), values.rows()));
        if (scores.bias() != null) {
            all.add(scores.bias());
        }
        Value y = look.affine(builder.addAll(op, all).get(0), outside, 0); // [B*T,D]
        return List.of(look.reshaped(y, node.output().shape())); // [B,T,H,d]
    }

    private static Scores scores(Look look, Value masked, Shape shape, Shape heads) {
        Scores plain = product(look, masked, heads, null);
        List<Value> terms = look.binary(look.whole(masked), BinaryKind.ADD);
        for (int side = 0; plain == null && terms != null && side < 2; side++) {
            Value bias = bias(look, terms.get(1 - side), shape);
            boolean whole = terms.get(side).shape().equals(shape);
            plain = bias == null || !whole ? null : product(look, terms.get(side), heads, bias);
        }
        return plain;
    }

    private static Scores product(Look look, Value value, Shape heads, Value bias) {
        Look.Line line = look.multiple(value);
        Node product = look.made(line.base(), Op.MatMul.class);
        if (product == null || !product.op().equals(new Op.MatMul(false, true))) {
            return null;
        }
        Rows query = rows(look, product.input(0), heads);
        Rows key = rows(look, product.input(1), heads);
        return query == null || key == null
                ? null
                : new Scores(
                        query.rows(), key.rows(), line.scale() * query.scale() * key.scale(), bias);
    }

    /** The number for each clip and key, if a value is that for all heads and queries. */
    private static Value bias(Look look, Value value, Shape shape) {
        Value now = value;
        Node broadcast = look.made(now, Op.Broadcast.class);
        if (broadcast != null && now.shape().equals(shape)) {
            now = broadcast.input(0);
        }
        int clips = shape.size(0);
        int frames = shape.size(3);
        Shape expected = Shape.of(clips, 1, 1, frames); // [B,1,1,T]
        boolean same = now.shape().equals(expected);
        boolean one =
                clips == 1 && now.shape().elements() == frames && now.shape().columns() == frames;
        return same || one ? look.whole(now) : null;
    }

    /** The rows [B*T,D] that became [B,H,T,d] (or [B*H,T,d]). */
    private static Rows rows(Look look, Value split, Shape heads) {
        if (split.shape().columns() != heads.size(3)
                || split.shape().size(-2) != heads.size(2)
                || split.shape().elements() != heads.elements()) {
            return null;
        }
        Look.Line after = look.multiple(split);
        Node permute = look.made(after.base(), Op.Permute.class);
        if (permute == null
                || !permute.op().equals(new Op.Permute(SWAP))
                || !permute.output().shape().equals(heads)) {
            return null;
        }
        Look.Line before = look.multiple(permute.input(0));
        Shape rows =
                Shape.of(heads.size(0) * heads.size(2), heads.size(1) * heads.size(3)); // [B*T,D]
        return new Rows(look.reshaped(before.base(), rows), before.scale() * after.scale());
    }
}
