package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;

/** {@link Op.ArgMax}: for the few scores of a model's heads. */
final class ArgMaxKernel implements Step {
    private final FloatBuffer from;
    private final FloatBuffer to;
    private final int results;
    private final int size;
    private final int after;

    ArgMaxKernel(Node node, FloatBuffer from, FloatBuffer to) {
        this.from = from;
        this.to = to;
        int axis = ((Op.ArgMax) node.op()).axis();
        Shape shape = node.input(0).shape();
        size = shape.size(axis);
        after = Strides.dense(shape)[axis];
        results = shape.elements() / size;
    }

    @Override
    public void run(long seed) {
        for (int result = 0; result < results; result++) {
            int start = result / after * size * after + result % after;
            int best = 0;
            for (int i = 1; i < size; i++) {
                if (from.get(start + i * after) > from.get(start + best * after)) {
                    best = i;
                }
            }
            to.put(result, best);
        }
    }
}
