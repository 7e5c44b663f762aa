package org.burst4j.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.burst4j.ModelException;
import org.burst4j.engine.ir.Shape;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a graph by plans: one for each set of shapes that it meets, the most recent kept. All share
 * one arena. Weights are read where they are, so that changes in place are seen.
 */
final class PlannedSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PlannedSession.class);

    /** Enough for clips of up to 15 s in steps of half a second. */
    private static final int MOST_PLANS = 32;

    private final SameDiff sd;
    private final KernelChoice kernels;
    private final Function<Map<String, Shape>, Plan> compiler;
    private final Function<String, INDArray> results;
    private final Arena arena = new Arena();
    private final Map<Map<String, Shape>, Plan> plans = lru();
    private final Map<Map<String, Shape>, BoundPlan> bound = lru();
    private NodeTimes times;

    /**
     * @param sd the graph
     * @param kernels what runs the steps
     * @param compiler makes the plan for given shapes of the placeholders
     * @param results arrays of the outputs that outlive a run
     */
    PlannedSession(
            SameDiff sd,
            KernelChoice kernels,
            Function<Map<String, Shape>, Plan> compiler,
            Function<String, INDArray> results) {
        this.sd = sd;
        this.kernels = kernels;
        this.compiler = compiler;
        this.results = results;
    }

    private static <V> Map<Map<String, Shape>, V> lru() {
        return new LinkedHashMap<>(16, 0.75f, true);
    }

    void profile(NodeTimes listener) {
        times = listener;
    }

    /** Runs the plan for the shapes of what is fed. Outputs are those of the returned plan. */
    BoundPlan run(Map<String, INDArray> feeds, long seed) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        feeds.forEach((name, array) -> shapes.put(name, Shape.of(array.shape())));
        BoundPlan plan = bind(plan(shapes), shapes);
        if (times == null) {
            plan.run(feeds, seed);
        } else {
            plan.run(feeds, seed, times);
        }
        return plan;
    }

    /** The plan for given shapes of the placeholders. */
    Plan plan(Map<String, Shape> shapes) {
        Plan plan = plans.get(shapes);
        if (plan == null) {
            long start = System.nanoTime();
            plan = compiler.apply(shapes);
            plans.put(Map.copyOf(shapes), plan);
            LOG.debug(
                    "planned {}: {} nodes, arena of {} MB, in {} ms",
                    shapes,
                    plan.program().nodes().size(),
                    plan.arenaBytes() / 1_000_000,
                    (System.nanoTime() - start) / 1_000_000);
            trim(plans);
        }
        return plan;
    }

    private BoundPlan bind(Plan plan, Map<String, Shape> shapes) {
        Map<String, INDArray> weights = weights(plan);
        arena.ensure(plan.memory().arenaElements());
        BoundPlan now = bound.get(shapes);
        if (now != null && now.isBoundTo(arena, weights)) {
            return now;
        }
        if (now != null) {
            now.close();
        }
        now = new BoundPlan(plan, arena, weights, results, kernels);
        bound.put(Map.copyOf(shapes), now);
        BoundPlan oldest = trim(bound);
        if (oldest != null) {
            oldest.close();
        }
        return now;
    }

    /** Takes out what was not used for longest, if there are too many. */
    private static <V> V trim(Map<Map<String, Shape>, V> all) {
        return all.size() <= MOST_PLANS ? null : all.remove(all.keySet().iterator().next());
    }

    private Map<String, INDArray> weights(Plan plan) {
        Map<String, INDArray> weights = new LinkedHashMap<>();
        plan.program()
                .weights()
                .forEach(
                        (name, value) -> weights.put(name, dense(name, sd.getArrForVarName(name))));
        return weights;
    }

    private static INDArray dense(String name, INDArray array) {
        if (array.dataType() != DataType.FLOAT
                || array.ordering() != 'c'
                || array.isView()
                || (array.rank() > 0 && array.elementWiseStride() != 1)) {
            throw new ModelException(
                    "the array of " + name + " is not dense, row-major FLOAT",
                    "Give it as a copy (dup('c')), or use --engine samediff.");
        }
        return array;
    }

    /** Bytes of the arena for given shapes. */
    long plannedBytes(Map<String, long[]> placeholders) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        placeholders.forEach((name, sizes) -> shapes.put(name, Shape.of(sizes)));
        return plan(shapes).arenaBytes();
    }

    @Override
    public void close() {
        bound.values().forEach(BoundPlan::close);
        bound.clear();
        arena.close();
    }
}
