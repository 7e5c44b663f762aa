package org.burst4j.engine.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.burst4j.data.Batch;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.rewrite.Simplify;
import org.burst4j.graph.Activation;
import org.burst4j.graph.GraphFiles;
import org.burst4j.model.Burst2VecSettings;
import org.burst4j.model.CccAxis;
import org.burst4j.model.CccDdof;
import org.burst4j.model.ClassWeightScale;
import org.burst4j.model.CrossEntropyInput;
import org.burst4j.model.EncoderRegularization;
import org.burst4j.model.FreezeMode;
import org.burst4j.model.GraphNames;
import org.burst4j.model.LayerRule;
import org.burst4j.model.LossForm;
import org.burst4j.model.ModelSettings;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.NetKind;
import org.burst4j.model.PoolingRule;
import org.burst4j.model.RegressionLoss;
import org.burst4j.model.ReversalReach;
import org.burst4j.model.ReversalRule;
import org.burst4j.model.SmallNet;
import org.burst4j.model.TaskSettings;
import org.burst4j.model.TaskSpec;
import org.burst4j.model.TrainingGraph;
import org.burst4j.model.WeightingRule;
import org.burst4j.onnx.MaskUse;
import org.burst4j.onnx.OnnxEncoder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Whole nets are read as they are, with every loss and all that draws. */
class ReadNetsTest {
    private static final int CLIPS = 4;
    private static final EncoderRegularization ALL_THAT_DRAWS =
            new EncoderRegularization(
                    0.1, 0.2, 0.3, 0.1, 0.4, 0.5, 2, 1, 0.5, 2, 1, FreezeMode.TRAIN);

    private static OnnxEncoder encoder;

    @TempDir Path folder;

    @BeforeAll
    static void open() {
        encoder = OnnxEncoder.read(SmallNet.encoderFile());
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    /** Two nets side by side whose tasks take all losses, and one with Burst2Vec's top. */
    static List<ModelSettings> nets() {
        TaskSettings perClip =
                new TaskSettings(
                        RegressionLoss.CCC,
                        CccAxis.CLIP,
                        CccDdof.POPULATION,
                        1e-6,
                        Activation.CLAMP,
                        true,
                        ClassWeightScale.SUM,
                        CrossEntropyInput.LOGITS,
                        0.1,
                        true,
                        0.5);
        TaskSettings mse = with(RegressionLoss.MSE);
        TaskSettings mae = with(RegressionLoss.MAE);
        Burst2VecSettings burst2vec =
                new Burst2VecSettings(
                        5, 0.2, true, 4, 0.5, 0.25, ReversalRule.RAMP, 1, ReversalReach.ALL);
        Burst2VecSettings extractors =
                new Burst2VecSettings(
                        5, 0, false, 0, 0.5, 0.25, ReversalRule.CONSTANT, 0.7,
                        ReversalReach.EXTRACTORS);
        return List.of(
                settings(WeightingRule.UNCERTAINTY, TaskSettings.DEFAULTS, mse, burst2vec, false),
                settings(WeightingRule.FIXED, perClip, mae, burst2vec, false),
                settings(WeightingRule.FIXED, mse, TaskSettings.DEFAULTS, burst2vec, true),
                settings(WeightingRule.UNCERTAINTY, mae, mae, extractors, true));
    }

    private static TaskSettings with(RegressionLoss loss) {
        return new TaskSettings(loss, null, null, null, null).over(TaskSettings.DEFAULTS);
    }

    private static ModelSettings settings(
            WeightingRule weighting,
            TaskSettings all,
            TaskSettings age,
            Burst2VecSettings burst2vec,
            boolean isBurst2Vec) {
        return new ModelSettings(
                isBurst2Vec ? NetKind.BURST2VEC : NetKind.HEADS,
                SmallNet.HEAD_UNITS,
                MaskUse.AS_EXPORTED,
                isBurst2Vec ? PoolingRule.ALL : PoolingRule.VALID,
                isBurst2Vec ? LayerRule.LAST : LayerRule.WEIGHTED,
                weighting,
                isBurst2Vec ? List.of() : List.of("kind"),
                false,
                burst2vec,
                all,
                Map.of("age", age));
    }

    private static MultitaskNet net(ModelSettings settings) {
        return new MultitaskNet(encoder, settings, SmallNet.specs(settings));
    }

    private static Map<String, INDArray> weights(MultitaskNet net) {
        Map<String, INDArray> weights = net.initialWeights(1);
        weights.put(GraphNames.MASKED_FRAME, some(9, 1, SmallNet.WIDTH).reshape(SmallNet.WIDTH));
        return weights;
    }

    /** All inputs, those that a graph does not have included. */
    private static Map<String, INDArray> feeds(MultitaskNet net, SameDiff sd) {
        Batch batch = SmallNet.batch(CLIPS, 1);
        Map<String, INDArray> feeds = new LinkedHashMap<>();
        long[] shape = {CLIPS, batch.paddedSamples()};
        feeds.put(
                GraphNames.INPUT_VALUES,
                Nd4j.createFromArray(batch.inputValues()).reshape('c', shape));
        feeds.put(
                GraphNames.ATTENTION_MASK,
                Nd4j.createFromArray(batch.attentionMask()).reshape('c', shape));
        feeds.put(GraphNames.PROGRESS, Nd4j.scalar(0.3f));
        feeds.put(GraphNames.FRAME_SPANS, some(1, CLIPS, 3).gt(0).castTo(Nd4j.dataType()));
        feeds.put(
                GraphNames.FEATURE_SPANS,
                some(2, CLIPS, SmallNet.WIDTH).gt(0.5).castTo(Nd4j.dataType()));
        feeds.put(GraphNames.EMBEDDING, some(3, CLIPS, SmallNet.WIDTH));
        for (TaskSpec task : net.tasks()) {
            int columns = task.task().size();
            INDArray labels = some(4 + columns, CLIPS, columns).mul(0.5).add(0.5);
            INDArray mask = Nd4j.ones(CLIPS, columns);
            mask.putScalar(1, 0, 0);
            if (task.isClasses()) {
                float[][] kinds = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1, 0, 0}};
                labels = Nd4j.createFromArray(kinds);
                mask = Nd4j.createFromArray(1f, 1f, 0f, 1f);
            }
            feeds.put(GraphNames.target(task.name()), labels);
            feeds.put(GraphNames.mask(task.name()), mask);
        }
        feeds.keySet().retainAll(sd.inputs());
        return feeds;
    }

    /** Numbers of -1 to 1. */
    private static INDArray some(int seed, int rows, int columns) {
        float[][] numbers = new float[rows][columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                numbers[row][column] = (float) Math.sin(seed + row * 17 + column * 3);
            }
        }
        return Nd4j.createFromArray(numbers);
    }

    private static List<String> results(TrainingGraph graph) {
        List<String> results = new ArrayList<>(graph.numbers());
        results.add(GraphNames.LOSS);
        results.addAll(graph.scores().values());
        return results;
    }

    private static Stream<Op> operations(Program program) {
        return program.nodes().stream().map(node -> node.op());
    }

    @ParameterizedTest
    @MethodSource("nets")
    void training_graphs(ModelSettings settings) {
        MultitaskNet net = net(settings);
        TrainingGraph graph =
                net.trainingGraph(weights(net), List.of(), ALL_THAT_DRAWS);
        Map<String, INDArray> feeds = feeds(net, graph.graph());
        Program program =
                Agreement.check(
                        graph.graph(), feeds, results(graph), Simplify.READ::apply);
        assertThat(program.weights()).containsKeys(graph.trainable().toArray(new String[0]));
        assertThat(operations(program)).noneMatch(Op.Stock.class::isInstance);
        assertThat(operations(program)).anyMatch(Op.Uniform.class::isInstance);
        Program simple = Simplify.READ.apply(program);
        assertThat(simple.nodes()).hasSizeLessThan(program.nodes().size());
        // Which clips count is asked for each label where the CCC is of a clip.
        assertThat(operations(simple).filter(Op.Broadcast.class::isInstance))
                .hasSizeLessThanOrEqualTo(1)
                .allMatch(op -> op.equals(new Op.Broadcast(Shape.of(CLIPS, 3))));
    }

    @ParameterizedTest
    @MethodSource("nets")
    void gradients_of_training_graphs(ModelSettings settings) {
        MultitaskNet net = net(settings);
        TrainingGraph graph =
                net.trainingGraph(weights(net), List.of(), ALL_THAT_DRAWS);
        Agreement.checkGradients(
                graph.graph(), feeds(net, graph.graph()), graph.trainable(), GraphNames.LOSS);
    }

    @ParameterizedTest
    @EnumSource(LossForm.class)
    void graphs_of_heads(LossForm form) {
        for (ModelSettings settings : nets()) {
            MultitaskNet net = net(settings);
            TrainingGraph graph = net.headsGraph(net.initialWeights(2), form);
            Agreement.check(
                    graph.graph(),
                    feeds(net, graph.graph()),
                    results(graph),
                    Simplify.READ::apply);
        }
    }

    @ParameterizedTest
    @MethodSource("nets")
    void shipped_graphs_built_and_loaded(ModelSettings settings) {
        MultitaskNet net = net(settings);
        SameDiff built = net.inferenceGraph(net.initialWeights(3));
        Map<String, INDArray> feeds = feeds(net, built);
        List<String> outputs = built.outputs();
        Program program = Agreement.check(built, feeds, outputs, Simplify.READ::apply);
        Path file = folder.resolve("graph.fb");
        GraphFiles.save(built, file);
        for (SameDiff loaded :
                List.of(GraphFiles.load(file), SameDiff.load(file.toFile(), false))) {
            Program again = Agreement.check(loaded, feeds, outputs, Simplify.READ::apply);
            assertThat(again).hasToString(program.toString());
        }
    }

    @Test
    void frozen_weights_of_equal_numbers_stay_weights() {
        MultitaskNet net = SmallNet.net(encoder, WeightingRule.FIXED);
        Map<String, INDArray> weights = net.initialWeights(1);
        String gamma = "encoder/feature_projection.layer_norm.weight";
        weights.get(gamma).assign(1);
        TrainingGraph graph = net.trainingGraph(weights, true);
        Program program =
                Agreement.read(
                        graph.graph(), feeds(net, graph.graph()), List.of(GraphNames.LOSS));
        assertThat(graph.trainable()).doesNotContain(gamma);
        assertThat(program.weights()).containsKey(gamma);
    }

    @Test
    void attention_without_its_neighbours() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", Nd4j.dataType(), -1, -1, 4);
        SDVariable split = sd.permute(sd.reshape(x, 2, -1, 2, 2), 0, 2, 1, 3);
        sd.mmul("y", split, split, false, true, false);
        Map<String, INDArray> feeds = Map.of("x", some(5, 6, 4).reshape('c', 2, 3, 4));
        Program program = Agreement.check(sd, feeds, List.of("y"), Simplify.READ::apply);
        assertThat(operations(program)).contains(new Op.MatMul(false, true));
        assertThat(program.outputs().get("y").shape().sizes()).containsExactly(2, 2, 3, 3);
    }
}
