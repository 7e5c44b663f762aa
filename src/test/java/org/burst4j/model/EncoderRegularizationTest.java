package org.burst4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.ConfigException;
import org.burst4j.data.Batch;
import org.burst4j.graph.ForwardSession;
import org.burst4j.graph.GradientSession;
import org.burst4j.onnx.OnnxEncoder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.random.custom.DistributionUniform;
import org.nd4j.linalg.factory.Nd4j;

/** Regularisation, frozen groups and the weighted sum in the graphs of a small net. */
class EncoderRegularizationTest {
    private static final int CLIPS = 4;
    private static final List<String> ALL = List.of(WeightGroups.ENCODER);
    private static final EncoderRegularization EVERYTHING =
            new EncoderRegularization(
                    0.1, 0.1, 0.1, 0.1, 0.3, 0.2, 1, 1, 0.2, 3, 1, FreezeMode.TRAIN);

    private static OnnxEncoder encoder;
    private static MultitaskNet net;

    @BeforeAll
    static void open() {
        encoder = OnnxEncoder.read(SmallNet.encoderFile());
        net = SmallNet.net(encoder, WeightingRule.FIXED);
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    @Test
    void with_everything_off_the_graph_is_as_without() {
        Map<String, INDArray> weights = net.initialWeights(1);
        SameDiff plain = net.trainingGraph(weights, false).graph();
        TrainingGraph none = net.trainingGraph(weights, List.of(), EncoderRegularization.NONE);
        assertThat(none.graph().ops()).hasSameSizeAs(plain.ops());
        assertThat(net.inferenceGraph(weights).ops())
                .noneMatch(operation -> operation instanceof DistributionUniform);
        assertThat(draws(none)).isEmpty();
        assertThat(none.regularization().off()).isTrue();
        assertThat(net.initialWeights(1, EncoderRegularization.NONE))
                .doesNotContainKey(GraphNames.MASKED_FRAME);
    }

    @Test
    void every_place_of_hugging_faces_classes_draws_under_its_own_name() {
        TrainingGraph graph =
                net.trainingGraph(net.initialWeights(1, EVERYTHING), List.of(), EVERYTHING);
        List<String> expected =
                new ArrayList<>(List.of("dropout/feature_projection", "dropout/encoder"));
        for (int layer = 0; layer < encoder.info().layers(); layer++) {
            String prefix = "dropout/layer." + layer;
            expected.add(prefix + "/probabilities");
            expected.add(prefix + "/attention");
            expected.add(prefix + "/activation");
            expected.add(prefix + "/feed_forward");
            expected.add("layer_drop/" + layer);
        }
        assertThat(draws(graph)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(graph.trainable()).contains(GraphNames.MASKED_FRAME);
        EncoderRegularization attentionOnly =
                new EncoderRegularization(0, 0.1, 0, 0, 0, 0, 10, 2, 0, 10, 0, FreezeMode.EVAL);
        assertThat(draws(net.trainingGraph(net.initialWeights(1), List.of(), attentionOnly)))
                .allMatch(name -> name.endsWith("/probabilities"))
                .hasSize(encoder.info().layers());
    }

    /** Along the gradient itself the loss of the same draws rises by the gradient's norm. */
    @Test
    void the_gradient_through_the_whole_net_is_that_of_the_drawn_masks() {
        Map<String, INDArray> weights = net.initialWeights(1, EVERYTHING);
        TrainingGraph graph = net.trainingGraph(weights, List.of(), EVERYTHING);
        Map<String, INDArray> feeds = spans(trainingFeeds(1));
        try (GradientSession gradients =
                        new GradientSession(
                                graph.graph(), graph.trainable(), GraphNames.LOSS, List.of());
                ForwardSession forward =
                        new ForwardSession(graph.graph(), List.of(GraphNames.LOSS))) {
            for (long seed = 1; seed <= 3; seed++) {
                try (GradientSession.Result result = gradients.run(feeds, seed)) {
                    assertThat(loss(forward, feeds, seed)).isEqualTo(result.loss(), within(1e-6));
                    double slope = slope(weights, result.gradients(), forward, feeds, seed);
                    double norm = norm(result.gradients());
                    assertThat(slope).as("seed " + seed).isEqualTo(norm, within(0.02 * norm));
                }
            }
            assertThat(loss(forward, feeds, 1)).isNotEqualTo(loss(forward, feeds, 2));
        }
    }

    @Test
    void a_layer_left_out_has_zero_gradients_and_the_others_have_not() {
        EncoderRegularization drop =
                new EncoderRegularization(0, 0, 0, 0, 0.5, 0, 10, 2, 0, 10, 0, FreezeMode.EVAL);
        Map<String, INDArray> weights = net.initialWeights(1);
        TrainingGraph graph = net.trainingGraph(weights, List.of(), drop);
        String weight = "encoder/encoder.layers.0.feed_forward.output_dense.weight";
        int left = 0;
        try (GradientSession session =
                new GradientSession(
                        graph.graph(),
                        graph.trainable(),
                        GraphNames.LOSS,
                        List.of("layer_drop/0"))) {
            for (long seed = 0; seed < 12; seed++) {
                try (GradientSession.Result result = session.run(trainingFeeds(1), seed)) {
                    boolean kept = result.outputs().get("layer_drop/0").getDouble(0) >= 1;
                    double largest = result.gradients().get(weight).amaxNumber().doubleValue();
                    assertThat(largest > 0).isEqualTo(kept);
                    left += kept ? 0 : 1;
                }
            }
        }
        assertThat(left).isBetween(1, 11);
    }

    @Test
    void where_all_frames_are_masked_the_audio_is_not_heard() {
        EncoderRegularization mask =
                new EncoderRegularization(0, 0, 0, 0, 0, 0.5, 1, 1, 0, 10, 0, FreezeMode.EVAL);
        Map<String, INDArray> weights = net.initialWeights(1, mask);
        assertThat(weights.get(GraphNames.MASKED_FRAME).minNumber().doubleValue()).isNotNegative();
        assertThat(weights.get(GraphNames.MASKED_FRAME).maxNumber().doubleValue()).isLessThan(1);
        SameDiff graph = net.trainingGraph(weights, List.of(), mask).graph();
        Map<String, INDArray> one = spans(trainingFeeds(1));
        Map<String, INDArray> other = spans(trainingFeeds(2));
        one.remove(GraphNames.FEATURE_SPANS);
        other.remove(GraphNames.FEATURE_SPANS);
        try (ForwardSession session = new ForwardSession(graph, List.of("emotions/score"))) {
            assertThat(session.run(one).get("emotions/score"))
                    .isNotEqualTo(session.run(other).get("emotions/score"));
            one.get(GraphNames.FRAME_SPANS).assign(1);
            other.get(GraphNames.FRAME_SPANS).assign(1);
            assertThat(session.run(one).get("emotions/score"))
                    .isEqualTo(session.run(other).get("emotions/score"));
        }
    }

    @Test
    void a_frozen_encoder_is_noisy_only_where_that_is_asked_for() {
        Map<String, INDArray> weights = net.initialWeights(1, EVERYTHING);
        TrainingGraph noisy = net.trainingGraph(weights, ALL, EVERYTHING);
        assertThat(draws(noisy)).isNotEmpty();
        assertThat(noisy.trainable()).allMatch(name -> name.startsWith("heads/"));
        EncoderRegularization quiet =
                new EncoderRegularization(
                        0.1, 0.1, 0.1, 0.1, 0.3, 0.2, 1, 1, 0.2, 3, 1, FreezeMode.EVAL);
        assertThat(draws(net.trainingGraph(weights, ALL, quiet))).isEmpty();
        assertThat(draws(net.trainingGraph(weights, List.of("convs"), quiet))).isNotEmpty();
    }

    @Test
    void frozen_groups_are_constants_and_the_others_are_trained() {
        Map<String, INDArray> weights = net.initialWeights(1);
        List<String> trainable =
                net.trainingGraph(
                                weights, List.of("convs", "positional"), EncoderRegularization.NONE)
                        .trainable();
        assertThat(trainable)
                .noneMatch(name -> name.startsWith("encoder/feature_extractor."))
                .noneMatch(name -> name.startsWith("encoder/encoder.pos_conv_embed."))
                .anyMatch(name -> name.startsWith("encoder/encoder.layers.0."))
                .anyMatch(name -> name.startsWith("encoder/feature_projection."));
        assertThat(net.trainingGraph(weights, ALL, EncoderRegularization.NONE).trainable())
                .isEqualTo(net.trainingGraph(weights, true).trainable());
    }

    @Test
    void all_layers_can_be_pooled_by_learnt_weights() {
        ModelSettings settings =
                new ModelSettings(
                        8,
                        PoolingRule.ALL,
                        LayerRule.WEIGHTED,
                        WeightingRule.FIXED,
                        List.of(),
                        true,
                        TaskSettings.DEFAULTS,
                        Map.of());
        MultitaskNet weighted = new MultitaskNet(encoder, settings, SmallNet.specs(settings));
        Map<String, INDArray> weights = weighted.initialWeights(1);
        INDArray shares = weights.get(GraphNames.LAYER_WEIGHTS);
        int states = encoder.info().layers() + 1;
        assertThat(shares.toFloatVector()).containsExactly(new float[states]);
        for (int i = 0; i < states; i++) {
            shares.putScalar(i, 0.7 * i - 1);
        }
        Map<String, INDArray> audio = audio(SmallNet.batch(CLIPS, 1));

        double[] exp = new double[states];
        Arrays.setAll(exp, i -> Math.exp(shares.getDouble(i)));
        List<String> names = new ArrayList<>();
        for (int i = 0; i < states; i++) {
            names.add(GraphNames.hiddenState(i));
        }
        INDArray expected = Nd4j.zeros(DataType.FLOAT, CLIPS, SmallNet.WIDTH);
        try (ForwardSession session =
                new ForwardSession(EncoderGraph.build(encoder, true), names)) {
            Map<String, INDArray> hidden = session.run(audio);
            for (int i = 0; i < states; i++) {
                double share = exp[i] / Arrays.stream(exp).sum();
                expected.addi(hidden.get(GraphNames.hiddenState(i)).mean(1).mul(share));
            }
        }
        try (ForwardSession session =
                new ForwardSession(
                        weighted.inferenceGraph(weights), List.of(GraphNames.EMBEDDING))) {
            assertThat(session.run(audio).get(GraphNames.EMBEDDING).equalsWithEps(expected, 1e-5))
                    .isTrue();
        }
        TrainingGraph graph = weighted.trainingGraph(weights, true);
        assertThat(graph.trainable()).contains(GraphNames.LAYER_WEIGHTS);
        try (GradientSession session =
                        new GradientSession(
                                graph.graph(), graph.trainable(), GraphNames.LOSS, List.of());
                GradientSession.Result result = session.run(trainingFeeds(1))) {
            INDArray gradient = result.gradients().get(GraphNames.LAYER_WEIGHTS);
            assertThat(gradient.amaxNumber().doubleValue()).isPositive();
            // A softmax does not change when all of its inputs rise alike.
            assertThat(gradient.sumNumber().doubleValue()).isEqualTo(0, within(1e-7));
        }
    }

    @Test
    void hugging_faces_defaults_are_these_and_nonsense_is_refused() {
        EncoderRegularization usual = EncoderRegularization.HUGGING_FACE;
        assertThat(usual.hiddenDropout()).isEqualTo(0.1);
        assertThat(usual.featureProjectionDropout()).isZero();
        assertThat(usual.layerDrop()).isEqualTo(0.1);
        assertThat(usual.frameSpans().probability()).isEqualTo(0.05);
        assertThat(usual.masksFeatures()).isFalse();
        assertThatThrownBy(
                        () ->
                                new EncoderRegularization(
                                        0, 1, 0, 0, 0, 0, 10, 2, 0, 10, 0, FreezeMode.EVAL))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("train.encoder.attentionDropout is 1.0")
                .hasMessageContaining("0 to below 1");
        assertThatThrownBy(
                        () ->
                                new EncoderRegularization(
                                        0, 0, 0, 0, 0, 0, 0, 2, 0, 10, 0, FreezeMode.EVAL))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("train.encoder.maskTimeLength is 0");
        assertThatThrownBy(() -> new EncoderRegularization(0, 0, 0, 0, 0, 0, 10, 2, 0, 10, 0, null))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("freezeMode");
    }

    private static List<String> draws(TrainingGraph graph) {
        return Arrays.stream(graph.graph().ops())
                .filter(operation -> operation instanceof DistributionUniform)
                .map(operation -> operation.outputVariables()[0].name())
                .toList();
    }

    private static double slope(
            Map<String, INDArray> weights,
            Map<String, INDArray> gradients,
            ForwardSession forward,
            Map<String, INDArray> feeds,
            long seed) {
        double step = 1e-3;
        double scale = step / norm(gradients);
        Map<String, INDArray> before = new LinkedHashMap<>();
        gradients.keySet().forEach(name -> before.put(name, weights.get(name).dup()));
        gradients.forEach((name, g) -> weights.get(name).addi(g.mul(scale)));
        double above = loss(forward, feeds, seed);
        gradients.forEach((name, g) -> weights.get(name).subi(g.mul(2 * scale)));
        double below = loss(forward, feeds, seed);
        before.forEach((name, array) -> weights.get(name).assign(array));
        return (above - below) / (2 * step);
    }

    private static double loss(ForwardSession session, Map<String, INDArray> feeds, long seed) {
        return session.run(feeds, seed).get(GraphNames.LOSS).getDouble(0);
    }

    private static double norm(Map<String, INDArray> gradients) {
        double sum = 0;
        for (INDArray gradient : gradients.values()) {
            double part = gradient.norm2Number().doubleValue();
            sum += part * part;
        }
        return Math.sqrt(sum);
    }

    private static Map<String, INDArray> spans(Map<String, INDArray> feeds) {
        int frames = net.frames(SmallNet.SAMPLES);
        INDArray time = Nd4j.zeros(DataType.FLOAT, CLIPS, frames);
        INDArray feature = Nd4j.zeros(DataType.FLOAT, CLIPS, SmallNet.WIDTH);
        for (int row = 0; row < CLIPS; row++) {
            time.putScalar(row, row % frames, 1);
            feature.putScalar(row, 2L * row, 1);
        }
        feeds.put(GraphNames.FRAME_SPANS, time);
        feeds.put(GraphNames.FEATURE_SPANS, feature);
        return feeds;
    }

    private static Map<String, INDArray> audio(Batch batch) {
        Map<String, INDArray> feeds = new LinkedHashMap<>();
        feeds.put(GraphNames.INPUT_VALUES, rows(batch.inputValues()));
        feeds.put(GraphNames.ATTENTION_MASK, rows(batch.attentionMask()));
        return feeds;
    }

    private static Map<String, INDArray> trainingFeeds(long seed) {
        Map<String, INDArray> feeds = audio(SmallNet.batch(CLIPS, seed));
        feeds.put(GraphNames.target("emotions"), rows(rising(3 * CLIPS)));
        feeds.put(GraphNames.mask("emotions"), Nd4j.ones(DataType.FLOAT, CLIPS, 3));
        feeds.put(GraphNames.target("age"), rows(rising(CLIPS)));
        feeds.put(GraphNames.mask("age"), Nd4j.ones(DataType.FLOAT, CLIPS, 1));
        feeds.put(
                GraphNames.target("kind"),
                rows(new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0})); // the last one is missing
        feeds.put(GraphNames.mask("kind"), Nd4j.createFromArray(new float[] {1, 1, 1, 0}));
        return feeds;
    }

    private static float[] rising(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (i * 7 % count) / (float) count;
        }
        return values;
    }

    private static INDArray rows(float[] values) {
        return Nd4j.createFromArray(values).reshape('c', CLIPS, values.length / CLIPS);
    }
}
