package org.burst4j.engine.kernel;

import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;

/**
 * Sizes of a grouped convolution: where its clips, groups and taps lie in memory, and which frames
 * a tap connects.
 *
 * @param clips B
 * @param groups number of groups
 * @param taps k
 * @param padding zeros before the first frame
 * @param inputs channels of a group, of x
 * @param outputs channels of a group, of the result
 * @param inputFrames T of x
 * @param outputFrames T' of the result
 */
record GroupGeometry(
        int clips,
        int groups,
        int taps,
        int padding,
        int inputs,
        int outputs,
        int inputFrames,
        int outputFrames) {
    /** Of a node whose first inputs are x [B,T,C] and the weight [k,C/g,Cout]. */
    static GroupGeometry of(Node node, Op.GroupedConv op) {
        Shape x = node.input(0).shape();
        Shape weight = node.input(1).shape();
        int taps = weight.size(0);
        return new GroupGeometry(
                x.size(0),
                op.groups(),
                taps,
                op.padding(),
                weight.size(1),
                weight.size(2) / op.groups(),
                x.size(1),
                x.size(1) + 2 * op.padding() - taps + 1 - op.crop());
    }

    /** C. */
    int inputColumns() {
        return groups * inputs;
    }

    /** Cout. */
    int outputColumns() {
        return groups * outputs;
    }

    /** Where a group's channels of a frame of x begin. */
    long input(int clip, int frame, int group) {
        return ((long) clip * inputFrames + frame) * inputColumns() + (long) group * inputs;
    }

    /** Where a group's channels of a frame of the result begin. */
    long output(int clip, int frame, int group) {
        return ((long) clip * outputFrames + frame) * outputColumns() + (long) group * outputs;
    }

    /** Where a group's weights of a tap begin, [C/g,Cout/g] in rows of Cout. */
    long weight(int tap, int group) {
        return (long) tap * inputs * outputColumns() + (long) group * outputs;
    }

    /** The frame of x that a tap sees for frame 0 of the result; may be negative. */
    int shift(int tap) {
        return tap - padding;
    }

    /** First frame of the result for which a tap sees no padding. */
    int first(int tap) {
        return Math.max(0, -shift(tap));
    }

    /** Number of frames of the result for which it sees none; 0 or less: none. */
    int count(int tap) {
        return Math.min(outputFrames, inputFrames - shift(tap)) - first(tap);
    }
}
