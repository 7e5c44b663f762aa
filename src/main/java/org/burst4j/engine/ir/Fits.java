package org.burst4j.engine.ir;

import java.util.List;
import org.burst4j.ModelException;

/** Whether what an operation reads lies within its input. */
final class Fits {
    private Fits() {}

    /**
     * Frames of a convolution.
     *
     * @param x [B,T,C]
     * @param weight [k,C,Cout]
     * @param stride at least 1
     * @param padding zeros on each side
     * @return at least 1
     * @throws ModelException if the kernel is longer than the padded input
     */
    static int frames(Shape x, Shape weight, int stride, int padding) {
        int more = x.size(1) + 2 * padding - weight.size(0);
        if (more < 0) {
            throw new ModelException(
                    "a convolution of kernel "
                            + weight.size(0)
                            + " gets "
                            + x.size(1)
                            + " frames with "
                            + padding
                            + " zeros on each side, fewer than its kernel has",
                    "Give longer clips: one is too short for this network.");
        }
        return more / stride + 1;
    }

    /**
     * A slice, within what it is a slice of.
     *
     * @param begin for each axis
     * @param stride for each axis
     * @param part shape of the slice
     * @param whole shape of what it is a slice of
     * @throws ModelException if it reaches over an edge
     */
    static void slice(List<Integer> begin, List<Integer> stride, Shape part, Shape whole) {
        boolean fits =
                begin.size() == whole.rank()
                        && stride.size() == whole.rank()
                        && part.rank() == whole.rank();
        for (int axis = 0; fits && axis < whole.rank(); axis++) {
            long last = begin.get(axis) + (part.size(axis) - 1L) * stride.get(axis);
            fits = begin.get(axis) >= 0 && stride.get(axis) >= 1 && last < whole.size(axis);
        }
        if (!fits) {
            throw new ModelException(
                    "a slice of shape "
                            + part
                            + " from "
                            + begin
                            + " in steps of "
                            + stride
                            + " is not within an array of shape "
                            + whole,
                    "Give longer clips, or check the graph.");
        }
    }
}
