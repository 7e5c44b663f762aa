package org.burst4j.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.ModelException;
import org.burst4j.model.GraphNames;
import org.burst4j.model.TrainingGraph;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.BaseListener;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;

/** Watches one forward and backward pass and notes its matrix products and convolutions. */
final class OperationRecorder extends BaseListener {
    private final Map<ProductOperation, Integer> counts = new LinkedHashMap<>();
    private int operations;

    private OperationRecorder() {}

    /**
     * Runs the gradient function of a training graph once, in a stock session.
     *
     * @param training a graph of which a GradientSession was made
     * @param feeds its inputs
     * @return each different product with the number of its calls
     */
    static Map<ProductOperation, Integer> record(
            TrainingGraph training, Map<String, INDArray> feeds) {
        SameDiff function = training.graph().getFunction("grad");
        List<String> wanted = new ArrayList<>();
        wanted.add(GraphNames.LOSS);
        for (String name : training.trainable()) {
            SDVariable gradient = training.graph().getVariable(name).getGradient();
            wanted.add(gradient.name());
        }
        OperationRecorder recorder = new OperationRecorder();
        new InferenceSession(function)
                .output(
                        wanted,
                        feeds,
                        null,
                        null,
                        List.of(recorder),
                        At.defaultAt(Operation.INFERENCE));
        if (recorder.counts.isEmpty()) {
            throw new ModelException(
                    "none of "
                            + recorder.operations
                            + " operations is one of "
                            + ProductOperation.KINDS,
                    "See what the graph multiplies with and add it to ProductOperation.");
        }
        return recorder.counts;
    }

    @Override
    public boolean isActive(Operation operation) {
        return true;
    }

    @Override
    public void preOpExecution(SameDiff sd, At at, SameDiffOp operation, OpContext context) {
        operations++;
        String name = operation.getOp().opName();
        if (ProductOperation.KINDS.contains(name)) {
            counts.merge(ProductOperation.of(name, context), 1, Integer::sum);
        }
    }
}
