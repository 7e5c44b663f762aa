package org.burst4j.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.ConfigException;
import org.burst4j.ModelException;
import org.burst4j.graph.FrameMask;
import org.burst4j.graph.Graphs;
import org.burst4j.graph.Init;
import org.burst4j.graph.LayerSum;
import org.burst4j.graph.Pooling;
import org.burst4j.onnx.EncoderHooks;
import org.burst4j.onnx.EncoderOptions;
import org.burst4j.onnx.EncoderOutputs;
import org.burst4j.onnx.OnnxEncoder;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A multitask net: encoder, mean over frames, and above that embedding either one head a task
 * (linear, GELU, linear) or Burst2Vec's features and adversaries.
 *
 * <p>It holds no weights: training and inference graphs are built over one map of arrays, whose
 * memory they share. Sources: Hallmen et al. 2022, section II; Anuchitanukul and Specia 2022,
 * section 3.
 */
public final class MultitaskNet {
    private final OnnxEncoder encoder;
    private final ModelSettings settings;
    private final List<TaskSpec> tasks;
    private final NetTop top;

    /**
     * Describes a net.
     *
     * @param encoder the encoder; it stays the caller's
     * @param settings the net above it
     * @param tasks the tasks, one head each, at least one
     * @throws org.burst4j.ConfigException if the settings name tasks that are not there
     */
    public MultitaskNet(OnnxEncoder encoder, ModelSettings settings, List<TaskSpec> tasks) {
        if (tasks.isEmpty()) {
            throw new ModelException("the net has no task", "Give at least one task with labels.");
        }
        this.encoder = encoder;
        this.settings = settings;
        this.tasks = List.copyOf(tasks);
        this.top =
                switch (settings.net()) {
                    case HEADS -> new TaskHeads(settings, this.tasks);
                    case BURST2VEC -> new Burst2VecTop(settings, this.tasks);
                };
        for (TaskSpec task : this.tasks) {
            requireConcordance(task);
        }
    }

    private static void requireConcordance(TaskSpec task) {
        TaskSettings own = task.settings();
        boolean perClip = own.loss() == RegressionLoss.CCC && own.cccAxis() == CccAxis.CLIP;
        if (!task.isClasses() && perClip && task.task().size() < 2) {
            throw new ConfigException(
                    "task '"
                            + task.name()
                            + "' has one output, over which no CCC of a clip can be taken",
                    "Set model.perTask." + task.name() + ".cccAxis to batch, or its loss to mse.");
        }
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
        weights.putAll(top.init(seed, width));
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
        Freezing freezing = freezing(weights, freeze, regularization);
        SameDiff sd = Graphs.create();
        WeightVariables variables = new WeightVariables(sd, weights, freezing.frozen());
        SDVariable embedding = embedding(sd, variables, freezing.active());
        return withLoss(sd, embedding, variables, LossForm.TRAINING, freezing.active());
    }

    /**
     * Builds the graph above the embedding, which is an input here.
     *
     * @param weights all weights by name
     * @param form for what the loss is computed
     * @return the graph over the given arrays; inputs {@code embedding} [B,D] and the labels
     */
    public TrainingGraph headsGraph(Map<String, INDArray> weights, LossForm form) {
        SameDiff sd = Graphs.create();
        WeightVariables variables = new WeightVariables(sd, weights, Set.of());
        SDVariable embedding =
                sd.placeHolder(GraphNames.EMBEDDING, DataType.FLOAT, -1, width()); // [B,D]
        return withLoss(sd, embedding, variables, form, EncoderRegularization.NONE);
    }

    /**
     * Builds the graph below the heads.
     *
     * @param weights all weights by name
     * @param freeze groups of the encoder whose weights become constants
     * @param regularization as for {@link #trainingGraph(Map, Collection, EncoderRegularization)}
     * @return the graph over the given arrays
     * @throws org.burst4j.ConfigException if a group is unknown
     */
    public EmbeddingGraph embeddingGraph(
            Map<String, INDArray> weights,
            Collection<String> freeze,
            EncoderRegularization regularization) {
        Freezing freezing = freezing(weights, freeze, regularization);
        SameDiff sd = Graphs.create();
        WeightVariables variables = new WeightVariables(sd, weights, freezing.frozen());
        SDVariable embedding = embedding(sd, variables, freezing.active()); // [B,D]
        SDVariable gradient =
                sd.placeHolder(GraphNames.EMBEDDING_GRADIENT, DataType.FLOAT, -1, width()); // [B,D]
        sd.identity(GraphNames.EMBEDDING_LOSS, embedding.mul(gradient).sum()); // scalar
        sd.setLossVariables(GraphNames.EMBEDDING_LOSS);
        return new EmbeddingGraph(sd, variables.trainable(), freezing.active());
    }

    /**
     * Whether a clip's embedding stays the same while such a stage trains the heads.
     *
     * @param weights all weights by name
     * @param freeze groups of the encoder that stay as they are
     * @param regularization what the encoder does in training
     * @return true if nothing below the heads is trained or drawn
     * @throws org.burst4j.ConfigException if a group is unknown
     */
    public boolean embeddingIsFixed(
            Map<String, INDArray> weights,
            Collection<String> freeze,
            EncoderRegularization regularization) {
        Freezing freezing = freezing(weights, freeze, regularization);
        return freezing.whole() && freezing.active().off() && settings.layers() == LayerRule.LAST;
    }

    /** What is frozen, whether that is the whole encoder, and what it does in training then. */
    private record Freezing(Set<String> frozen, boolean whole, EncoderRegularization active) {}

    private static Freezing freezing(
            Map<String, INDArray> weights,
            Collection<String> freeze,
            EncoderRegularization regularization) {
        WeightGroups groups = new WeightGroups(weights.keySet());
        Set<String> frozen = groups.frozen(freeze);
        boolean whole = frozen.equals(groups.frozen(List.of(WeightGroups.ENCODER)));
        boolean still = whole && regularization.freezeMode() == FreezeMode.EVAL;
        return new Freezing(frozen, whole, still ? EncoderRegularization.NONE : regularization);
    }

    private TrainingGraph withLoss(
            SameDiff sd,
            SDVariable embedding,
            WeightVariables variables,
            LossForm form,
            EncoderRegularization regularization) {
        NetTop.LossNames losses = top.train(sd, embedding, variables, form);
        List<String> trainable = List.copyOf(variables.trainable());
        Map<String, String> scores = new LinkedHashMap<>();
        Map<String, Set<String>> idle = new LinkedHashMap<>();
        for (TaskSpec task : tasks) {
            scores.put(task.name(), GraphNames.score(task.name()));
            idle.put(task.name(), idle(task.name(), trainable));
        }
        return new TrainingGraph(
                sd,
                trainable,
                losses.taskLosses(),
                losses.terms(),
                scores,
                idle,
                form == LossForm.TRAINING && top.takesProgress(),
                regularization);
    }

    /** The weights that have no part in a batch of one task. */
    private Set<String> idle(String task, List<String> trainable) {
        Set<String> layers = top.idleLayers(task);
        Set<String> idle = new LinkedHashSet<>();
        for (String name : trainable) {
            boolean otherSigma =
                    tasks.stream()
                            .filter(other -> !other.name().equals(task))
                            .anyMatch(other -> name.equals(GraphNames.logSigma(other.name())));
            if (otherSigma || layers.stream().anyMatch(layer -> name.startsWith(layer + "/"))) {
                idle.add(name);
            }
        }
        return idle;
    }

    /**
     * Names of the numbers that training graphs give for each task beside its loss.
     *
     * @return empty for heads side by side
     */
    public List<String> terms() {
        return top.terms();
    }

    /**
     * The weights of a saved model. An adversary that only training has is none of it; a learned
     * log sigma and what masked frames become are, for further training.
     *
     * @param weights all weights by name
     * @return those to save, the same arrays in the same order
     */
    public Map<String, INDArray> savedWeights(Map<String, INDArray> weights) {
        Set<String> left = top.trainingLayers();
        Map<String, INDArray> saved = new LinkedHashMap<>(weights);
        saved.keySet().removeIf(name -> left.stream().anyMatch(l -> name.startsWith(l + "/")));
        return saved;
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
        top.predict(sd, embedding, variables);
        for (TaskSpec task : tasks) {
            outputs.add(GraphNames.logits(task.name()));
            outputs.add(GraphNames.score(task.name()));
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
                        new EncoderOptions(settings.maskUse(), hooks));
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
