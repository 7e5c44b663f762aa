package org.burst4j.graph;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.SplitMix64;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.config.ExecutionResult;
import org.nd4j.autodiff.samediff.config.SDValue;
import org.nd4j.autodiff.samediff.internal.FrameIter;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.imports.VariableUtils;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.impl.shape.Reshape;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.api.ops.random.custom.DistributionUniform;

/**
 * An inference session that finds what it has to run in time linear in the graph's size, counts the
 * operations it runs, and seeds those that draw random numbers. Reshapes look into their input's
 * memory, and the error function runs in {@link ErfKernel}.
 *
 * <p>ND4J 1.0.0-M2.1 walks back from the outputs without remembering what it has queued. Where many
 * equally long ways lead to one variable it queues that variable, and all before it, once for each
 * way: five grouped convolutions of 16 groups, one after the other, are a million ways.
 */
class LinearSession extends InferenceSession {
    private final ArrayPool memory;
    private int operations;
    private long seed;

    LinearSession(SameDiff graph, ArrayPool memory) {
        super(graph);
        this.memory = memory;
        setMmgr(memory);
    }

    /** Operations run since the last reset. */
    int operations() {
        return operations;
    }

    /** What the random operations of the next runs draw from. */
    void setSeed(long seed) {
        this.seed = seed;
    }

    void resetOperations() {
        operations = 0;
    }

    @Override
    protected void initSubgraph(Set<String> variables) {
        Deque<String> queue = new ArrayDeque<>(variables);
        Set<String> queued = new HashSet<>(variables);
        while (!queue.isEmpty()) {
            String name = queue.remove();
            DifferentialFunction function = sameDiff.getVariableOutputOp(name);
            List<String> controls = sameDiff.getVariables().get(name).getControlDeps();
            subgraph.add(name);
            if (controls != null) {
                enqueue(controls, queue, queued);
            }
            if (function == null) {
                continue;
            }
            String operation = VariableUtils.stripVarSuffix(function.getOwnName());
            subgraphOps.add(operation);
            String[] inputs = sameDiff.getInputsForOp(function);
            boolean noInputs = inputs == null || inputs.length == 0;
            if (noInputs && (controls == null || controls.isEmpty())) {
                zeroInputOpsInSubgraph.add(operation);
            }
            if (inputs != null) {
                enqueue(Arrays.asList(inputs), queue, queued);
            }
            List<String> before = sameDiff.getOps().get(operation).getControlDeps();
            if (before != null) {
                enqueue(before, queue, queued);
            }
        }
    }

    private static void enqueue(List<String> names, Deque<String> queue, Set<String> queued) {
        for (String name : names) {
            if (queued.add(name)) {
                queue.add(name);
            }
        }
    }

    @Override
    public ExecutionResult doExec(
            DifferentialFunction operation,
            OpContext context,
            FrameIter frame,
            Set<VarId> inputs,
            Set<VarId> inputsOfAllIterations,
            Set<String> constants,
            Map<String, SDValue> otherPlaceholders) {
        operations++;
        if (operation instanceof DistributionUniform) {
            seed(operation, context);
        }
        if (operation instanceof Reshape && lookInstead(context)) {
            return ExecutionResult.createFrom(operation, context);
        }
        if (operation instanceof Erf
                && ErfKernel.fits(context.getInputArray(0), context.getOutputArray(0))) {
            ErfKernel.run(context.getInputArray(0), context.getOutputArray(0));
            return ExecutionResult.createFrom(operation, context);
        }
        return super.doExec(
                operation,
                context,
                frame,
                inputs,
                inputsOfAllIterations,
                constants,
                otherPlaceholders);
    }

    /**
     * Stock sessions leave the generator's state in the operation's context as the process found
     * it: each run draws the same numbers, each process others. Here they follow from the seed and
     * the name of the result, not from the order in which operations happen to run.
     */
    private void seed(DifferentialFunction operation, OpContext context) {
        String name = sameDiff.getOps().get(operation.getOwnName()).getOutputsOfOp().get(0);
        long stream = SplitMix64.stream(seed, name);
        context.setRngStates(stream, SplitMix64.mix(stream + SplitMix64.GOLDEN));
    }

    /**
     * Makes the output of a reshape an array that looks into the input's memory, where ND4J's
     * operation copies. Nothing writes into an array once it is made.
     */
    private boolean lookInstead(OpContext context) {
        INDArray from = context.getInputArray(0);
        INDArray to = context.getOutputArray(0);
        boolean plain =
                from.ordering() == 'c'
                        && to.ordering() == 'c'
                        && from.length() == to.length()
                        && from.rank() > 0
                        && to.rank() > 0
                        && from.dataType() == to.dataType()
                        && from.elementWiseStride() == 1;
        if (plain) {
            INDArray view = from.reshape('c', to.shape());
            memory.share(from, view);
            memory.release(to);
            context.setOutputArray(0, view);
        }
        return plain;
    }
}
