package org.burst4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.ConfigException;
import org.burst4j.graph.ForwardSession;
import org.burst4j.graph.GradientSession;
import org.burst4j.onnx.OnnxEncoder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What stands above the embedding: intermediate tasks and every form of loss. */
class HeadsGraphTest {
    private static final int CLIPS = 5;
    private static final double[] CLASS_WEIGHTS = {0.5, 0.3, 0.2};

    private static OnnxEncoder encoder;

    @BeforeAll
    static void open() {
        encoder = OnnxEncoder.read(SmallNet.encoderFile());
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    private static ModelSettings settings(
            List<String> intermediate, boolean gradient, TaskSettings tasks) {
        return new ModelSettings(
                SmallNet.HEAD_UNITS,
                PoolingRule.VALID,
                LayerRule.LAST,
                WeightingRule.FIXED,
                intermediate,
                gradient,
                tasks,
                Map.of("age", new TaskSettings(RegressionLoss.MSE, null, null, null, null)));
    }

    private static MultitaskNet net(ModelSettings settings) {
        return new MultitaskNet(
                encoder,
                settings,
                List.of(
                        TaskSpec.regression(SmallNet.EMOTIONS, settings.of("emotions"), 0, 1),
                        TaskSpec.regression(SmallNet.AGE, settings.of("age"), 18, 60),
                        TaskSpec.classes(SmallNet.KIND, settings.of("kind"), CLASS_WEIGHTS)));
    }

    private static Map<String, INDArray> feeds() {
        Map<String, INDArray> feeds = new LinkedHashMap<>();
        float[][] embedding = new float[CLIPS][SmallNet.WIDTH];
        float[][] emotions = new float[CLIPS][3];
        float[][] ages = new float[CLIPS][1];
        float[][] kinds = new float[CLIPS][3];
        for (int row = 0; row < CLIPS; row++) {
            for (int k = 0; k < SmallNet.WIDTH; k++) {
                embedding[row][k] = (float) Math.sin(1 + row * 17 + k * 3);
            }
            for (int k = 0; k < 3; k++) {
                emotions[row][k] = ((row * 7 + k * 3) % 5) / 5f;
            }
            ages[row][0] = row / 5f;
            kinds[row][row % 3] = 1;
        }
        feeds.put(GraphNames.EMBEDDING, Nd4j.createFromArray(embedding));
        feeds.put(GraphNames.target("emotions"), Nd4j.createFromArray(emotions));
        feeds.put(GraphNames.mask("emotions"), Nd4j.ones(CLIPS, 3));
        feeds.put(GraphNames.target("age"), Nd4j.createFromArray(ages));
        feeds.put(GraphNames.mask("age"), Nd4j.ones(CLIPS, 1));
        feeds.put(GraphNames.target("kind"), Nd4j.createFromArray(kinds));
        feeds.put(GraphNames.mask("kind"), Nd4j.ones(CLIPS));
        return feeds;
    }

    private static Map<String, double[]> run(
            TrainingGraph graph, Map<String, INDArray> feeds, List<String> more) {
        List<String> outputs = new ArrayList<>(graph.taskLosses().values());
        outputs.addAll(graph.scores().values());
        outputs.addAll(more);
        Map<String, double[]> values = new LinkedHashMap<>();
        try (ForwardSession session = new ForwardSession(graph.graph(), outputs)) {
            session.run(feeds)
                    .forEach((name, array) -> values.put(name, array.dup('c').data().asDouble()));
        }
        return values;
    }

    @Test
    void heads_behind_intermediate_tasks_are_wider_and_see_their_scores() {
        MultitaskNet net = net(settings(List.of("kind"), true, TaskSettings.DEFAULTS));
        Map<String, INDArray> weights = net.initialWeights(1);
        assertThat(weights.get("heads/kind/dense/weight").shape())
                .containsExactly(SmallNet.WIDTH, SmallNet.HEAD_UNITS);
        INDArray wide = weights.get("heads/emotions/dense/weight");
        assertThat(wide.shape()).containsExactly(SmallNet.WIDTH + 3, SmallNet.HEAD_UNITS);

        Map<String, double[]> before =
                run(net.headsGraph(weights, LossForm.TRAINING), feeds(), List.of());
        weights.get("heads/kind/output/bias").putScalar(0, 3);
        Map<String, double[]> after =
                run(net.headsGraph(weights, LossForm.TRAINING), feeds(), List.of());
        for (String task : List.of("kind", "emotions", "age")) {
            assertThat(after.get(GraphNames.score(task)))
                    .as(task)
                    .isNotEqualTo(before.get(GraphNames.score(task)));
        }

        // Without the rows that meet the scores, the other heads do not see them any more.
        for (int row = SmallNet.WIDTH; row < SmallNet.WIDTH + 3; row++) {
            for (String task : List.of("emotions", "age")) {
                weights.get("heads/" + task + "/dense/weight").getRow(row).assign(0);
            }
        }
        Map<String, double[]> blind =
                run(net.headsGraph(weights, LossForm.TRAINING), feeds(), List.of());
        weights.get("heads/kind/output/bias").putScalar(0, 0);
        Map<String, double[]> still =
                run(net.headsGraph(weights, LossForm.TRAINING), feeds(), List.of());
        assertThat(still.get(GraphNames.score("emotions")))
                .isEqualTo(blind.get(GraphNames.score("emotions")));
        assertThat(still.get(GraphNames.score("kind")))
                .isNotEqualTo(blind.get(GraphNames.score("kind")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void other_losses_reach_intermediate_heads_only_if_they_may(boolean gradient) {
        TaskSettings defaults = TaskSettings.DEFAULTS;
        // The kind's own loss counts nothing: all gradient comes by way of the others.
        ModelSettings settings =
                new ModelSettings(
                        SmallNet.HEAD_UNITS,
                        PoolingRule.VALID,
                        LayerRule.LAST,
                        WeightingRule.FIXED,
                        List.of("kind"),
                        gradient,
                        defaults,
                        Map.of("kind", new TaskSettings(null, null, null, null, 0.0)));
        MultitaskNet net = net(settings);
        Map<String, INDArray> weights = net.initialWeights(1);
        TrainingGraph graph = net.headsGraph(weights, LossForm.TRAINING);
        try (GradientSession session =
                        new GradientSession(
                                graph.graph(), graph.trainable(), GraphNames.LOSS, List.of());
                GradientSession.Result result = session.run(feeds())) {
            double norm =
                    result.gradients().get("heads/kind/output/weight").norm2Number().doubleValue();
            assertThat(norm > 1e-6).isEqualTo(gradient);
            double direct =
                    result.gradients()
                            .get("heads/emotions/output/weight")
                            .norm2Number()
                            .doubleValue();
            assertThat(direct).isGreaterThan(1e-6);
        }
    }

    @Test
    void intermediate_tasks_that_are_not_there_are_refused() {
        assertThatThrownBy(() -> net(settings(List.of("type"), true, TaskSettings.DEFAULTS)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("intermediateTasks")
                .hasMessageContaining("'type'");
        assertThatThrownBy(
                        () ->
                                net(
                                        settings(
                                                List.of("kind", "age", "emotions"),
                                                true,
                                                TaskSettings.DEFAULTS)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("every task");
        assertThatThrownBy(() -> settings(List.of("kind", "kind"), true, TaskSettings.DEFAULTS))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("twice");
    }

    @Test
    void one_output_has_no_concordance_of_a_clip() {
        TaskSettings perClip =
                new TaskSettings(
                        null, CccAxis.CLIP, null, null, null, null, null, null, null, null, null);
        ModelSettings settings =
                new ModelSettings(4, PoolingRule.VALID, WeightingRule.FIXED, perClip, Map.of());
        assertThatThrownBy(() -> net(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'age' has one output");
    }

    private static TaskSettings released() {
        return new TaskSettings(
                RegressionLoss.CCC,
                CccAxis.CLIP,
                CccDdof.MIXED,
                0.0,
                null,
                true,
                null,
                CrossEntropyInput.PROBABILITIES,
                0.1,
                true,
                1.0);
    }

    @Test
    void losses_of_the_released_code_are_those_of_plain_loops() {
        MultitaskNet net = net(settings(List.of(), true, released()));
        Map<String, INDArray> weights = net.initialWeights(1);
        Map<String, INDArray> feeds = feeds();
        for (LossForm form : LossForm.values()) {
            Map<String, double[]> values = run(net.headsGraph(weights, form), feeds, List.of());
            double[] probabilities = values.get(GraphNames.score("kind"));
            double[] kinds = feeds.get(GraphNames.target("kind")).dup('c').data().asDouble();
            boolean training = form == LossForm.TRAINING;
            double expected = 0;
            for (int row = 0; row < CLIPS; row++) {
                double sum = 0;
                for (int k = 0; k < 3; k++) {
                    sum += Math.exp(probabilities[row * 3 + k]);
                }
                for (int k = 0; k < 3; k++) {
                    double one = kinds[row * 3 + k];
                    double label = training ? 0.9 * one + 0.1 / 3 : one;
                    double weight = training ? CLASS_WEIGHTS[k] : 1.0 / 3;
                    double log = probabilities[row * 3 + k] - Math.log(sum);
                    expected -= weight * label * log / CLIPS;
                }
            }
            assertThat(values.get(GraphNames.loss("kind"))[0])
                    .as(form.toString())
                    .isCloseTo(expected, within(1e-6));

            double[] scores = values.get(GraphNames.score("emotions"));
            double[] labels = feeds.get(GraphNames.target("emotions")).dup('c').data().asDouble();
            double perClip = 0;
            for (int row = 0; row < CLIPS; row++) {
                perClip += (1 - clipCcc(scores, labels, row)) / CLIPS;
            }
            assertThat(values.get(GraphNames.loss("emotions"))[0]).isCloseTo(perClip, within(1e-5));
        }
    }

    /** Variances over n-1, covariance over n. */
    private static double clipCcc(double[] p, double[] t, int row) {
        double meanP = 0;
        double meanT = 0;
        for (int k = 0; k < 3; k++) {
            meanP += p[row * 3 + k] / 3;
            meanT += t[row * 3 + k] / 3;
        }
        double varP = 0;
        double varT = 0;
        double cov = 0;
        for (int k = 0; k < 3; k++) {
            double a = p[row * 3 + k] - meanP;
            double b = t[row * 3 + k] - meanT;
            varP += a * a / 2;
            varT += b * b / 2;
            cov += a * b / 3;
        }
        return 2 * cov / (varP + varT + (meanP - meanT) * (meanP - meanT));
    }

    @Test
    void a_clip_with_a_missing_label_is_left_out_of_the_concordance_of_clips() {
        MultitaskNet net = net(settings(List.of(), true, released()));
        TrainingGraph graph = net.headsGraph(net.initialWeights(1), LossForm.TRAINING);
        Map<String, INDArray> feeds = feeds();
        feeds.get(GraphNames.mask("emotions")).putScalar(1, 2, 0);
        feeds.get(GraphNames.target("emotions")).putScalar(1, 2, 0);
        Map<String, double[]> values = run(graph, feeds, List.of());
        double[] scores = values.get(GraphNames.score("emotions"));
        double[] labels = feeds.get(GraphNames.target("emotions")).dup('c').data().asDouble();
        double expected = 0;
        for (int row = 0; row < CLIPS; row++) {
            expected += row == 1 ? 0 : (1 - clipCcc(scores, labels, row)) / (CLIPS - 1);
        }
        assertThat(values.get(GraphNames.loss("emotions"))[0]).isCloseTo(expected, within(1e-5));
    }
}
