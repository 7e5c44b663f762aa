package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import java.util.List;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.kernel.Blas.Layout;
import org.burst4j.engine.kernel.Blas.Sizes;

/**
 * Runs {@link Op.Conv} without padding as products of matrices that lie in memory as they are. Seen
 * as rows of s C elements, s the stride, row t of a clip begins with the first s taps of result t,
 * row t + 1 with the next s, and so on: with k taps the convolution is a sum of ceil(k / s)
 * products, and nothing is copied. Some frames of a clip's result are a part.
 */
final class WindowConvKernel implements Step {
    /** Frames of a part, at most: what it reads and writes stays in a processor's own cache. */
    private static final int PART_FRAMES = 400;

    private final Workers workers;
    private final int stride;
    private final int taps; // k
    private final int channels; // C
    private final int outputs; // Cout
    private final int clips; // B
    private final int inputFrames; // T
    private final int outputFrames; // T'
    private final int parts; // of a clip
    private final List<Operands> operands;

    /** The matrices of one thread. */
    private record Operands(Matrix x, Matrix weight, Matrix y) {}

    WindowConvKernel(
            Node node, List<FloatBuffer> inputs, List<FloatBuffer> outputs, Workers workers) {
        this.workers = workers;
        stride = ((Op.Conv) node.op()).stride();
        Shape x = node.input(0).shape(); // [B,T,C]
        Shape weight = node.input(1).shape(); // [k,C,Cout]
        taps = weight.size(0);
        channels = weight.size(1);
        this.outputs = weight.size(2);
        clips = x.size(0);
        inputFrames = x.size(1);
        outputFrames = node.output().shape().size(1);
        parts = (outputFrames + PART_FRAMES - 1) / PART_FRAMES;
        operands =
                workers.each(
                        () ->
                                new Operands(
                                        new Matrix(inputs.get(0), stride * channels),
                                        new Matrix(inputs.get(1), this.outputs),
                                        new Matrix(outputs.get(0), this.outputs)));
    }

    /** Whether it can run a node, and is faster than ND4J's own operation. */
    static boolean handles(Node node) {
        return node.op() instanceof Op.Conv conv
                && conv.padding() == 0
                && BlasLibrary.knowsProcessor();
    }

    @Override
    public void run(long seed) {
        Blas.run(() -> workers.run(clips * parts, this::part));
    }

    private void part(int part, int slot) {
        Operands of = operands.get(slot);
        int clip = part / parts;
        int frame = (int) ((long) outputFrames * (part % parts) / parts);
        int end = (int) ((long) outputFrames * (part % parts + 1) / parts);
        of.y.at(((long) clip * outputFrames + frame) * outputs);
        for (int tap = 0; tap < taps; tap += stride) {
            int columns = Math.min(stride, taps - tap) * channels;
            // y [n,Cout] (+)= x [n,columns] weight [columns,Cout]
            Blas.multiply(
                    new Sizes(end - frame, outputs, columns),
                    1,
                    of.x.at(((long) clip * inputFrames + (long) frame * stride + tap) * channels),
                    Layout.AS_IS,
                    of.weight.at((long) tap * channels * outputs),
                    Layout.AS_IS,
                    of.y,
                    tap > 0);
        }
    }
}
