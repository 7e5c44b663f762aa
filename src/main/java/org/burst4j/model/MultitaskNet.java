package org.burst4j.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.ModelException;
import org.burst4j.graph.FrameMask;
import org.burst4j.graph.Graphs;
import org.burst4j.graph.Heads;
import org.burst4j.graph.Init;
import org.burst4j.graph.LayerSum;
import org.burst4j.graph.Pooling;
import org.burst4j.onnx.EncoderHooks;
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
     * The width of the encoder and of the embedding.
     *
     * @return D
     */
    public int width() {
        return encoder.info().hiddenSize();
    }

    /**
     * The frames that the encoder makes of a clip.
     *
     * @param samples length of the clip, or of the padded batch
     * @return T, 0 for a clip shorter than what one frame sees
     */
    public int frames(int samples) {
        return (int)
                FrameMask.frames(
                        samples,
                        encoder.info().receptiveFieldSamples(),
                        encoder.info().strideSamples());
    }

    /**
     * Weights to start from, for training without {@link EncoderRegularization}.
     *
     * @param seed seed of the heads
     * @return new arrays by name, in a fixed order; the caller owns them
     */
    public Map<String, INDArray> initialWeights(long seed) {
        return initialWeights(seed, EncoderRegularization.NONE);
    }

    /**
     * Weights to start from: the encoder's own, PyTorch's default for the heads, 0 for each log
     * sigma and each layer's weight; where frames are masked and the encoder does not say what they
     * become, numbers of [0, 1) as in Hugging Face's classes.
     *
     * @param seed seed of the heads and of what masked frames become
     * @param regularization what the encoder does in training
     * @return new arrays by name, in a fixed order; the caller owns them
     */
    public Map<String, INDArray> initialWeights(long seed, EncoderRegularization regularization) {
        Map<String, INDArray> weights = new LinkedHashMap<>();
        encoder.weights()
                .forEach(
                        (name, array) ->
                                weights.put(GraphNames.ENCODER_PREFIX + name, array.dup('c')));
        int width = width();
        if (regularization.masksFrames()) {
            weights.computeIfAbsent(
                    GraphNames.MASKED_FRAME,
                    name -> Init.uniform(seed, name, 0.5, width).addi(0.5));
        }
        if (settings.layers() == LayerRule.WEIGHTED) {
            weights.put(
                    GraphNames.LAYER_WEIGHTS,
                    Nd4j.zeros(DataType.FLOAT, encoder.info().layers() + 1L));
        }
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
     * Builds the training graph without regularisation of the encoder.
     *
     * @param weights all weights by name, as {@link #initialWeights} names them
     * @param freezeEncoder whether the encoder's weights become constants
     * @return the graph over the given arrays
     */
    public TrainingGraph trainingGraph(Map<String, INDArray> weights, boolean freezeEncoder) {
        return trainingGraph(
                weights,
                freezeEncoder ? List.of(WeightGroups.ENCODER) : List.of(),
                EncoderRegularization.NONE);
    }

    /**
     * Builds the training graph.
     *
     * @param weights all weights by name, as {@link #initialWeights} names them
     * @param freeze groups of the encoder whose weights become constants, see {@link WeightGroups}
     * @param regularization what the encoder does; if all of it is frozen, only where {@link
     *     FreezeMode#TRAIN} says so
     * @return the graph over the given arrays
     * @throws org.burst4j.ConfigException if a group is unknown
     */
    public TrainingGraph trainingGraph(
            Map<String, INDArray> weights,
            Collection<String> freeze,
            EncoderRegularization regularization) {
        WeightGroups groups = new WeightGroups(weights.keySet());
        Set<String> frozen = groups.frozen(freeze);
        boolean all = frozen.equals(groups.frozen(List.of(WeightGroups.ENCODER)));
        EncoderRegularization active =
                all && regularization.freezeMode() == FreezeMode.EVAL
                        ? EncoderRegularization.NONE
                        : regularization;
        SameDiff sd = Graphs.create();
        WeightVariables variables = new WeightVariables(sd, weights, frozen);
        SDVariable embedding = embedding(sd, variables, active);
        Map<String, String> losses = new LinkedHashMap<>();
        Map<String, String> scores = new LinkedHashMap<>();
        List<String> trainable = variables.trainable();
        JoinedLoss joined = new JoinedLoss(sd, settings.weighting(), weights, trainable);
        for (TaskSpec task : tasks) {
            SDVariable logits = head(sd, embedding, task, variables); // [B,K]
            scores.put(task.name(), score(sd, task, logits).name());
            losses.put(task.name(), joined.add(task, logits));
        }
        joined.finish();
        return new TrainingGraph(sd, List.copyOf(trainable), losses, scores, active);
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
        WeightVariables variables = new WeightVariables(sd, weights, Set.of());
        SDVariable embedding = embedding(sd, variables, EncoderRegularization.NONE);
        for (TaskSpec task : tasks) {
            SDVariable logits = head(sd, embedding, task, variables);
            outputs.add(logits.name());
            outputs.add(score(sd, task, logits).name());
        }
        outputs.addAll(
                List.of(GraphNames.LAST_HIDDEN_STATE, GraphNames.FRAME_MASK, GraphNames.EMBEDDING));
        sd.setOutputs(outputs);
        return sd;
    }

    private SDVariable embedding(
            SameDiff sd, WeightVariables variables, EncoderRegularization regularization) {
        EncoderHooks hooks =
                new TrainingHooks(
                        sd, regularization, width(), () -> variables.bind(GraphNames.MASKED_FRAME));
        EncoderOutputs outputs =
                EncoderGraph.addTo(
                        sd,
                        encoder,
                        (graph, name, imported) -> variables.bind(GraphNames.ENCODER_PREFIX + name),
                        hooks);
        SDVariable hidden =
                settings.layers() == LayerRule.LAST
                        ? outputs.lastHiddenState()
                        : LayerSum.weighted(
                                sd,
                                outputs.hiddenStates(),
                                variables.bind(GraphNames.LAYER_WEIGHTS)); // [B,T,D]
        SDVariable frameMask = outputs.frameMask(); // [B,T]
        return settings.pooling() == PoolingRule.VALID
                ? Pooling.maskedMean(sd, hidden, frameMask, GraphNames.EMBEDDING) // [B,D]
                : Pooling.mean(hidden, GraphNames.EMBEDDING); // [B,D]
    }

    private static SDVariable head(
            SameDiff sd, SDVariable embedding, TaskSpec task, WeightVariables variables) {
        String prefix = GraphNames.head(task.name());
        Map<String, INDArray> weights = variables.weights();
        Heads.Weights head =
                new Heads.Weights(
                        require(weights, prefix + "/dense/weight"),
                        require(weights, prefix + "/dense/bias"),
                        require(weights, prefix + "/output/weight"),
                        require(weights, prefix + "/output/bias"));
        variables.trainable().addAll(head.named(prefix).keySet());
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
