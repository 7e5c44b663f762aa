package org.burst4j.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.ModelException;
import org.burst4j.graph.Graphs;
import org.burst4j.graph.Heads;
import org.burst4j.graph.Pooling;
import org.burst4j.onnx.EncoderOutputs;
import org.burst4j.onnx.OnnxEncoder;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The multitask net: encoder, mean over frames, one head a task (linear, GELU, linear).
 *
 * <p>It holds no weights: training and inference graphs are built over one map of arrays, whose
 * memory they share. Source: Hallmen et al. 2022, section II.
 */
public final class MultitaskNet {
    private final OnnxEncoder encoder;
    private final ModelSettings settings;
    private final List<TaskSpec> tasks;

    /**
     * Describes a net.
     *
     * @param encoder the encoder; it stays the caller's
     * @param settings the net above it
     * @param tasks the tasks, one head each, at least one
     */
    public MultitaskNet(OnnxEncoder encoder, ModelSettings settings, List<TaskSpec> tasks) {
        if (tasks.isEmpty()) {
            throw new ModelException("the net has no task", "Give at least one task with labels.");
        }
        this.encoder = encoder;
        this.settings = settings;
        this.tasks = List.copyOf(tasks);
    }

    /**
     * The tasks, in the order of their heads.
     *
     * @return at least one
     */
    public List<TaskSpec> tasks() {
        return tasks;
    }

    /**
     * The settings above the encoder.
     *
     * @return the settings
     */
    public ModelSettings settings() {
        return settings;
    }

    /**
     * Weights to start from: the encoder's own, PyTorch's default for the heads, 0 for each log
     * sigma.
     *
     * @param seed seed of the heads
     * @return new arrays by name, in a fixed order; the caller owns them
     */
    public Map<String, INDArray> initialWeights(long seed) {
        Map<String, INDArray> weights = new LinkedHashMap<>();
        encoder.weights()
                .forEach(
                        (name, array) ->
                                weights.put(GraphNames.ENCODER_PREFIX + name, array.dup('c')));
        int width = encoder.info().hiddenSize();
        for (TaskSpec task : tasks) {
            String prefix = GraphNames.head(task.name());
            weights.putAll(
                    Heads.init(seed, prefix, width, settings.headUnits(), task.task().size())
                            .named(prefix));
        }
        if (settings.weighting() == WeightingRule.UNCERTAINTY) {
            tasks.forEach(
                    task ->
                            weights.put(
                                    GraphNames.logSigma(task.name()),
                                    Nd4j.scalar(DataType.FLOAT, 0)));
        }
        return weights;
    }

    /**
     * Builds the training graph.
     *
     * @param weights all weights by name, as {@link #initialWeights} names them
     * @param freezeEncoder whether the encoder's weights become constants
     * @return the graph over the given arrays
     */
    public TrainingGraph trainingGraph(Map<String, INDArray> weights, boolean freezeEncoder) {
        SameDiff sd = Graphs.create();
        List<String> trainable = new ArrayList<>();
        SDVariable embedding = encode(sd, weights, freezeEncoder, trainable);
        Map<String, String> losses = new LinkedHashMap<>();
        Map<String, String> scores = new LinkedHashMap<>();
        JoinedLoss joined = new JoinedLoss(sd, settings.weighting(), weights, trainable);
        for (TaskSpec task : tasks) {
            SDVariable logits = head(sd, embedding, task, weights, trainable); // [B,K]
            scores.put(task.name(), score(sd, task, logits).name());
            losses.put(task.name(), joined.add(task, logits));
        }
        joined.finish();
        return new TrainingGraph(sd, List.copyOf(trainable), losses, scores);
    }

    /**
     * Builds the graph that is shipped: {@code input_values} and {@code attention_mask} in, the
     * encoder's outputs, the embedding and each task's logits and scores out. Only stock ops.
     *
     * @param weights all weights by name
     * @return the graph over the given arrays
     */
    public SameDiff inferenceGraph(Map<String, INDArray> weights) {
        SameDiff sd = Graphs.create();
        List<String> outputs = new ArrayList<>();
        SDVariable embedding = encode(sd, weights, false, new ArrayList<>());
        for (TaskSpec task : tasks) {
            SDVariable logits = head(sd, embedding, task, weights, new ArrayList<>());
            outputs.add(logits.name());
            outputs.add(score(sd, task, logits).name());
        }
        outputs.addAll(
                List.of(GraphNames.LAST_HIDDEN_STATE, GraphNames.FRAME_MASK, GraphNames.EMBEDDING));
        sd.setOutputs(outputs);
        return sd;
    }

    private SDVariable encode(
            SameDiff sd, Map<String, INDArray> weights, boolean freeze, List<String> trainable) {
        EncoderOutputs outputs =
                EncoderGraph.addTo(
                        sd,
                        encoder,
                        (graph, name, imported) -> {
                            String full = GraphNames.ENCODER_PREFIX + name;
                            INDArray array = require(weights, full);
                            if (freeze) {
                                return graph.constant(full, array);
                            }
                            trainable.add(full);
                            return graph.var(full, array);
                        });
        SDVariable hidden = outputs.lastHiddenState(); // [B,T,D]
        SDVariable frameMask = outputs.frameMask(); // [B,T]
        return settings.pooling() == PoolingRule.VALID
                ? Pooling.maskedMean(sd, hidden, frameMask, GraphNames.EMBEDDING) // [B,D]
                : Pooling.mean(hidden, GraphNames.EMBEDDING); // [B,D]
    }

    private static SDVariable head(
            SameDiff sd,
            SDVariable embedding,
            TaskSpec task,
            Map<String, INDArray> weights,
            List<String> trainable) {
        String prefix = GraphNames.head(task.name());
        Heads.Weights head =
                new Heads.Weights(
                        require(weights, prefix + "/dense/weight"),
                        require(weights, prefix + "/dense/bias"),
                        require(weights, prefix + "/output/weight"),
                        require(weights, prefix + "/output/bias"));
        trainable.addAll(head.named(prefix).keySet());
        return Heads.mlp(sd, embedding, head, prefix)
                .rename(GraphNames.logits(task.name())); // [B,K]
    }

    private static SDVariable score(SameDiff sd, TaskSpec task, SDVariable logits) {
        String name = GraphNames.score(task.name());
        if (task.isClasses()) {
            return sd.nn().softmax(name, logits, 1); // [B,K]
        }
        String unit = task.name() + "/unit";
        SDVariable inUnit = task.settings().activation().apply(sd, logits, unit); // [B,K]
        return inUnit.mul(task.high() - task.low()).add(name, task.low()); // [B,K]
    }

    static INDArray require(Map<String, INDArray> weights, String name) {
        INDArray array = weights.get(name);
        if (array == null) {
            throw new ModelException(
                    "weight '" + name + "' is missing; there are " + weights.size() + " others",
                    "The weights must come from a net of the same encoder and tasks.");
        }
        return array;
    }
}
