package org.burst4j.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.burst4j.ModelException;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Value;
import org.burst4j.engine.kernel.Kernels;
import org.burst4j.engine.kernel.Step;
import org.burst4j.engine.kernel.Workers;
import org.burst4j.engine.read.StockNode;
import org.burst4j.engine.schedule.Place;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A plan whose every step holds the memory that it reads and writes. A run is one loop over them.
 */
final class BoundPlan implements AutoCloseable {
    private final Plan plan;
    private final int arenaVersion;
    private final Map<String, INDArray> weights;
    private final Map<String, INDArray> placeholders = new LinkedHashMap<>();
    private final Memory memory;
    private final StockOperations operations = new StockOperations();
    private final NativeSteps natives = new NativeSteps(operations);
    private final List<Node> nodes = new ArrayList<>();
    private final Step[] steps;

    BoundPlan(
            Plan plan,
            Arena arena,
            Map<String, INDArray> weights,
            Function<String, INDArray> results,
            KernelChoice kernels) {
        this.plan = plan;
        this.weights = Map.copyOf(weights);
        arenaVersion = arena.version();
        plan.program()
                .placeholders()
                .forEach(
                        (name, value) ->
                                placeholders.put(
                                        name,
                                        Nd4j.createUninitialized(
                                                DataType.FLOAT, value.shape().longs(), 'c')));
        memory = new Memory(plan.memory(), arena.memory(), weights, placeholders, results);
        try {
            steps = bind(kernels);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private Step[] bind(KernelChoice kernels) {
        List<Step> bound = new ArrayList<>();
        for (Node node : plan.program().nodes()) {
            if (!node.isAlias()) {
                nodes.add(node);
                bound.add(bind(node, kernels));
            }
        }
        return bound.toArray(new Step[0]);
    }

    private Step bind(Node node, KernelChoice kernels) {
        if (kernels == KernelChoice.JAVA && ConvProducts.handles(node)) {
            return new ConvProducts(operations, Workers.shared())
                    .bind(node, memory, plan.memory().workspace(node));
        }
        if (NativeSteps.handles(node.op())
                && !(kernels == KernelChoice.JAVA && Kernels.isFaster(node))) {
            return natives.bind(node, arrays(node.inputs()), arrays(node.outputs()));
        }
        if (node.op() instanceof Op.Stock stock) {
            Runnable operation =
                    ((StockNode) stock.operation())
                            .bind(arrays(node.inputs()), arrays(node.outputs()), operations::own);
            return seed -> operation.run();
        }
        if (kernels == KernelChoice.STOCK) {
            return new StockSteps(operations)
                    .bind(node, arrays(node.inputs()), arrays(node.outputs()));
        }
        return Kernels.bind(
                node,
                node.inputs().stream().map(memory::buffer).toList(),
                node.outputs().stream().map(memory::buffer).toList(),
                Workers.shared());
    }

    private List<INDArray> arrays(List<Value> values) {
        return values.stream().map(memory::array).toList();
    }

    /** Whether it is bound to this arena as it is now, and to a graph's arrays. */
    boolean isBoundTo(Arena arena, SameDiff sd) {
        if (arena.version() != arenaVersion) {
            return false;
        }
        for (Map.Entry<String, INDArray> weight : weights.entrySet()) {
            if (sd.getArrForVarName(weight.getKey()) != weight.getValue()) {
                return false;
            }
        }
        return true;
    }

    /** Runs all steps. */
    void run(Map<String, INDArray> feeds, long seed) {
        feed(feeds);
        for (int i = 0; i < steps.length; i++) {
            run(i, seed);
        }
    }

    private void run(int step, long seed) {
        try {
            steps[step].run(seed);
        } catch (RuntimeException e) {
            throw new ModelException(
                    "step " + step + " of the plan failed, " + nodes.get(step) + ": " + e,
                    "Try --engine samediff; this is a defect of the planned engine.",
                    e);
        }
    }

    /** Runs all steps and tells how long each took. */
    void run(Map<String, INDArray> feeds, long seed, NodeTimes times) {
        feed(feeds);
        for (int i = 0; i < steps.length; i++) {
            long start = System.nanoTime();
            run(i, seed);
            times.took(nodes.get(i), System.nanoTime() - start);
        }
    }

    private void feed(Map<String, INDArray> feeds) {
        placeholders.forEach((name, array) -> array.assign(feeds.get(name)));
    }

    /** The elements of an output: a view that the next run writes over. */
    INDArray output(String name) {
        return memory.array(plan.program().outputs().get(name));
    }

    /**
     * Whether an output is computed where its own array is. Not so where it is the same value as
     * another output, or as an input.
     */
    boolean writes(String output) {
        Value value = plan.program().outputs().get(output);
        return plan.memory().place(value) instanceof Place.OfResult result
                && result.output().equals(output);
    }

    @Override
    public void close() {
        operations.close();
        placeholders.values().forEach(INDArray::close);
    }
}
