package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import java.util.List;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.kernel.Blas.Layout;
import org.burst4j.engine.kernel.Blas.Sizes;

/**
 * Runs {@link Op.GroupedConv}: each group of each clip is a part, a sum of one product for each
 * tap, whose factors are where they are.
 */
final class GroupedConvKernel implements Step {
    private final Workers workers;
    private final GroupGeometry geometry;
    private final List<Operands> operands;
    private final Zeros zeros;

    /** The matrices of one thread. */
    private record Operands(Matrix x, Matrix weight, Matrix y) {}

    GroupedConvKernel(
            Node node, List<FloatBuffer> inputs, List<FloatBuffer> outputs, Workers workers) {
        this.workers = workers;
        geometry = GroupGeometry.of(node, (Op.GroupedConv) node.op());
        zeros = new Zeros(outputs.get(0), geometry.outputs(), geometry.outputColumns());
        operands =
                workers.each(
                        () ->
                                new Operands(
                                        new Matrix(inputs.get(0), geometry.inputColumns()),
                                        new Matrix(inputs.get(1), geometry.outputColumns()),
                                        new Matrix(outputs.get(0), geometry.outputColumns())));
    }

    @Override
    public void run(long seed) {
        Blas.run(() -> workers.run(geometry.clips() * geometry.groups(), this::part));
    }

    private void part(int part, int slot) {
        Operands of = operands.get(slot);
        int clip = part / geometry.groups();
        int group = part % geometry.groups();
        zeros.fill(geometry.output(clip, 0, group), geometry.outputFrames());
        for (int tap = 0; tap < geometry.taps(); tap++) {
            int count = geometry.count(tap);
            if (count > 0) {
                int frame = geometry.first(tap);
                // y [n,Cout/g] += x [n,C/g] weight [C/g,Cout/g]
                Blas.multiply(
                        new Sizes(count, geometry.outputs(), geometry.inputs()),
                        1,
                        of.x.at(geometry.input(clip, frame + geometry.shift(tap), group)),
                        Layout.AS_IS,
                        of.weight.at(geometry.weight(tap, group)),
                        Layout.AS_IS,
                        of.y.at(geometry.output(clip, frame, group)),
                        true);
            }
        }
    }
}
