package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ReduceKind;
import org.burst4j.engine.ir.Shape;

/** Binds {@link Op.Reduce}: groups of neighbouring axes go one after the other, the last first. */
final class Reductions {
    private Reductions() {}

    static Step bind(Node node, FloatBuffer from, FloatBuffer to, Workers workers) {
        Op.Reduce op = (Op.Reduce) node.op();
        Shape shape = node.input(0).shape();
        List<Group> groups = groups(op, shape);
        float scale =
                op.kind() == ReduceKind.MEAN
                        ? (float) node.output().shape().elements() / shape.elements()
                        : 1f;
        List<Step> steps = new ArrayList<>();
        FloatBuffer now = from;
        for (int i = groups.size() - 1; i >= 0; i--) {
            Group group = groups.get(i);
            int outer = shape.elements() / group.size() / group.after();
            boolean last = i == 0;
            FloatBuffer next = last ? to : workers.memory(i % 2, outer * group.kept());
            float factor = last ? scale : 1f;
            steps.add(
                    group.kept() == 1
                            ? new RowReduction(
                                    op.kind(), now, next, outer, group.size(), factor, workers)
                            : new ColumnReduction(
                                    op.kind(),
                                    now,
                                    next,
                                    new int[] {outer, group.size(), group.kept()},
                                    factor,
                                    workers));
            now = next;
        }
        return steps.size() == 1
                ? steps.get(0)
                : seed -> workers.together(() -> steps.forEach(step -> step.run(seed)));
    }

    /**
     * Neighbouring axes that go.
     *
     * @param size elements of them
     * @param after elements of all axes behind them
     * @param kept elements of those behind them that stay
     */
    private record Group(int size, int after, int kept) {}

    private static List<Group> groups(Op.Reduce op, Shape shape) {
        List<Group> groups = new ArrayList<>();
        int after = 1;
        int kept = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            int size = shape.size(axis);
            if (size == 1) {
                continue;
            }
            if (!op.axes().contains(axis)) {
                kept *= size;
            } else if (!groups.isEmpty() && groups.get(0).after() * groups.get(0).size() == after) {
                Group group = groups.remove(0);
                groups.add(0, new Group(group.size() * size, group.after(), group.kept()));
            } else {
                groups.add(0, new Group(size, after, kept));
            }
            after *= size;
        }
        return groups.isEmpty() ? List.of(new Group(1, after, kept)) : groups;
    }
}
