package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import java.util.List;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.kernel.Blas.Layout;
import org.burst4j.engine.kernel.Blas.Sizes;

/**
 * Runs {@link Op.GroupedConvGradient}. dx is a sum over taps, each group of each clip a part;
 * dweight one over clips in their order, each group of each tap a part. All are products whose
 * factors are where they are.
 */
final class GroupedConvGradientKernel implements Step {
    private final Workers workers;
    private final GroupGeometry geometry;
    private final List<Operands> operands;
    private final Zeros zerosOfX;
    private final Zeros zerosOfWeight;

    /** The matrices of one thread. */
    private record Operands(Matrix x, Matrix weight, Matrix dy, Matrix dx, Matrix dweight) {}

    GroupedConvGradientKernel(
            Node node, List<FloatBuffer> inputs, List<FloatBuffer> outputs, Workers workers) {
        this.workers = workers;
        geometry = GroupGeometry.of(node, ((Op.GroupedConvGradient) node.op()).forward());
        int in = geometry.inputColumns();
        int out = geometry.outputColumns();
        zerosOfX = new Zeros(outputs.get(0), geometry.inputs(), in);
        zerosOfWeight = new Zeros(outputs.get(1), geometry.outputs(), out);
        operands =
                workers.each(
                        () ->
                                new Operands(
                                        new Matrix(inputs.get(0), in),
                                        new Matrix(inputs.get(1), out),
                                        new Matrix(inputs.get(2), out),
                                        new Matrix(outputs.get(0), in),
                                        new Matrix(outputs.get(1), out)));
    }

    @Override
    public void run(long seed) {
        Blas.run(
                () -> {
                    workers.run(geometry.clips() * geometry.groups(), this::ofInput);
                    workers.run(geometry.taps() * geometry.groups(), this::ofWeight);
                });
    }

    private void ofInput(int part, int slot) {
        Operands of = operands.get(slot);
        int clip = part / geometry.groups();
        int group = part % geometry.groups();
        zerosOfX.fill(geometry.input(clip, 0, group), geometry.inputFrames());
        for (int tap = 0; tap < geometry.taps(); tap++) {
            int count = geometry.count(tap);
            if (count > 0) {
                int frame = geometry.first(tap);
                // dx [n,C/g] += dy [n,Cout/g] weight [C/g,Cout/g]^T
                Blas.multiply(
                        new Sizes(count, geometry.inputs(), geometry.outputs()),
                        1,
                        of.dy.at(geometry.output(clip, frame, group)),
                        Layout.AS_IS,
                        of.weight.at(geometry.weight(tap, group)),
                        Layout.TRANSPOSED,
                        of.dx.at(geometry.input(clip, frame + geometry.shift(tap), group)),
                        true);
            }
        }
    }

    private void ofWeight(int part, int slot) {
        Operands of = operands.get(slot);
        int tap = part / geometry.groups();
        int group = part % geometry.groups();
        int count = geometry.count(tap);
        if (count <= 0) {
            zerosOfWeight.fill(geometry.weight(tap, group), geometry.inputs());
            return;
        }
        int frame = geometry.first(tap);
        of.dweight.at(geometry.weight(tap, group));
        for (int clip = 0; clip < geometry.clips(); clip++) {
            // dweight [C/g,Cout/g] (+)= x [n,C/g]^T dy [n,Cout/g]
            Blas.multiply(
                    new Sizes(geometry.inputs(), geometry.outputs(), count),
                    1,
                    of.x.at(geometry.input(clip, frame + geometry.shift(tap), group)),
                    Layout.TRANSPOSED,
                    of.dy.at(geometry.output(clip, frame, group)),
                    Layout.AS_IS,
                    of.dweight,
                    clip > 0);
        }
    }
}
