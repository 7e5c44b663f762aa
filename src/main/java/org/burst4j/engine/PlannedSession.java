package org.burst4j.engine;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.UnplannableGraphException;
import org.burst4j.engine.ir.Value;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a graph by plans: one for each set of shapes that it meets. Plans are kept, and those used
 * last stay bound to memory. All share one arena. Weights are read where they are, so that changes
 * in place are seen; arrays put in their stead are seen too.
 */
final class PlannedSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PlannedSession.class);

    /** Enough for clips of up to 15 s in steps of half a second, in two sizes of batches. */
    private static final int MOST_PLANS = 64;

    /** Bound plans hold native contexts; to bind one again takes milliseconds. */
    private static final int MOST_BOUND = 12;

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
        BoundPlan plan = bound(shapes);
        if (times == null) {
            plan.run(feeds, seed);
        } else {
            plan.run(feeds, seed, times);
        }
        return plan;
    }

    /** Bytes of the arena for given shapes. */
    long plannedBytes(Map<String, long[]> placeholders) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        placeholders.forEach((name, sizes) -> shapes.put(name, Shape.of(sizes)));
        return plan(shapes).arenaBytes();
    }

    private Plan plan(Map<String, Shape> shapes) {
        Plan plan = plans.get(shapes);
        if (plan == null) {
            long start = System.nanoTime();
            plan = compiler.apply(shapes);
            LOG.debug(
                    "planned {}: {} steps, arena of {} MB, in {} ms",
                    shapes,
                    plan.program().nodes().size(),
                    megabytes(plan),
                    (System.nanoTime() - start) / 1_000_000);
            plans.put(Map.copyOf(shapes), plan);
            if (plans.size() > MOST_PLANS) {
                removeOldest(plans);
            }
        }
        return plan;
    }

    private static long megabytes(Plan plan) {
        return plan.arenaBytes() / 1_000_000;
    }

    @SuppressWarnings("try") // the scope is left by closing it
    private BoundPlan bound(Map<String, Shape> shapes) {
        BoundPlan now = bound.get(shapes);
        if (now != null && now.isBoundTo(arena, sd)) {
            return now;
        }
        if (now != null) {
            bound.remove(shapes);
            now.close();
        }
        Plan plan = plan(shapes);
        Map<String, INDArray> weights = weights(plan);
        if (weights == null) { // a weight has another shape than when the plan was made
            plans.clear();
            plan = plan(shapes);
            weights = weights(plan);
        }
        // What outlives a run must not lie in a workspace that the caller may have open.
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            if (arena.grows(plan.memory().arenaElements())) {
                LOG.info("arena of {} MB for inputs of {}", megabytes(plan), shapes);
            }
            arena.ensure(plan.memory().arenaElements());
            now = new BoundPlan(plan, arena, weights, results, kernels);
        }
        bound.put(Map.copyOf(shapes), now);
        if (bound.size() > MOST_BOUND) {
            removeOldest(bound).close();
        }
        return now;
    }

    private static <V> V removeOldest(Map<Map<String, Shape>, V> all) {
        Iterator<V> oldest = all.values().iterator();
        V value = oldest.next();
        oldest.remove();
        return value;
    }

    /** The arrays of a plan's weights; null if one does not have the shape that was planned. */
    private Map<String, INDArray> weights(Plan plan) {
        Map<String, INDArray> weights = new LinkedHashMap<>();
        for (Map.Entry<String, Value> weight : plan.program().weights().entrySet()) {
            INDArray array = sd.getArrForVarName(weight.getKey());
            checkDense(weight.getKey(), array);
            if (!Shape.of(array.shape()).equals(weight.getValue().shape())) {
                return null;
            }
            weights.put(weight.getKey(), array);
        }
        return weights;
    }

    private static void checkDense(String name, INDArray array) {
        boolean dense = array.rank() == 0 || array.elementWiseStride() == 1;
        if (array.dataType() != DataType.FLOAT
                || array.ordering() != 'c'
                || array.isView()
                || !dense) {
            throw new UnplannableGraphException(
                    "the array of "
                            + name
                            + " is "
                            + array.dataType()
                            + " in '"
                            + array.ordering()
                            + "' order"
                            + (array.isView() || !dense ? ", a view" : "")
                            + ", expected dense, row-major FLOAT");
        }
    }

    /** Frees all native memory; plans are kept. */
    void release() {
        bound.values().forEach(BoundPlan::close);
        bound.clear();
        arena.close();
    }

    @Override
    public void close() {
        release();
        plans.clear();
    }
}
