package org.burst4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.ModelException;
import org.burst4j.data.Batch;
import org.burst4j.graph.ForwardSession;
import org.burst4j.graph.Heads;
import org.burst4j.onnx.OnnxEncoder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class MultitaskNetTest {
    private static final int CLIPS = 4;

    private static OnnxEncoder encoder;

    @BeforeAll
    static void open() {
        encoder = OnnxEncoder.read(SmallNet.encoderFile());
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    private static Map<String, INDArray> feeds(Batch batch) {
        Map<String, INDArray> feeds = new LinkedHashMap<>();
        feeds.put(
                GraphNames.INPUT_VALUES,
                Nd4j.createFromArray(batch.inputValues())
                        .reshape('c', batch.size(), batch.paddedSamples()));
        feeds.put(
                GraphNames.ATTENTION_MASK,
                Nd4j.createFromArray(batch.attentionMask())
                        .reshape('c', batch.size(), batch.paddedSamples()));
        return feeds;
    }

    /** Inputs of a training graph with labels made up here. */
    private static Map<String, INDArray> trainingFeeds(Batch batch) {
        Map<String, INDArray> feeds = feeds(batch);
        float[][] emotions = new float[CLIPS][3];
        float[][] ages = new float[CLIPS][1];
        float[][] kinds = new float[CLIPS][3];
        for (int row = 0; row < CLIPS; row++) {
            kinds[row][row % 3] = 1;
            ages[row][0] = row / 4f;
            for (int k = 0; k < 3; k++) {
                emotions[row][k] = ((row * 7 + k * 3) % 5) / 5f;
            }
        }
        put(feeds, "emotions", emotions);
        put(feeds, "age", ages);
        feeds.put(GraphNames.target("kind"), Nd4j.createFromArray(kinds));
        feeds.put(GraphNames.mask("kind"), Nd4j.createFromArray(new float[] {1, 1, 1, 1}));
        return feeds;
    }

    private static void put(Map<String, INDArray> feeds, String task, float[][] labels) {
        INDArray target = Nd4j.createFromArray(labels);
        feeds.put(GraphNames.target(task), target);
        feeds.put(GraphNames.mask(task), Nd4j.onesLike(target));
    }

    private static Map<String, double[]> run(
            SameDiff graph, Map<String, INDArray> feeds, List<String> outputs) {
        Map<String, double[]> values = new LinkedHashMap<>();
        try (ForwardSession session = new ForwardSession(graph, outputs)) {
            session.run(feeds)
                    .forEach((name, array) -> values.put(name, array.dup('c').data().asDouble()));
        }
        return values;
    }

    private static List<String> scores() {
        return SmallNet.TASKS.stream().map(task -> GraphNames.score(task.name())).toList();
    }

    private static long count(Map<String, INDArray> weights, List<String> names) {
        return names.stream().mapToLong(name -> weights.get(name).length()).sum();
    }

    @Test
    void stage_one_trains_the_heads_and_the_log_sigmas_and_nothing_else() {
        MultitaskNet net = SmallNet.net(encoder, WeightingRule.UNCERTAINTY);
        Map<String, INDArray> weights = net.initialWeights(1);
        List<String> trainable = net.trainingGraph(weights, true).trainable();
        long heads = 0;
        for (int outputs : List.of(3, 1, 3)) {
            heads += 16 * 8 + 8 + 8 * outputs + outputs;
        }
        assertThat(count(weights, trainable)).isEqualTo(heads + 3);
        assertThat(trainable).noneMatch(name -> name.startsWith(GraphNames.ENCODER_PREFIX));
    }

    @Test
    void stage_two_trains_every_weight_once() {
        MultitaskNet net = SmallNet.net(encoder, WeightingRule.UNCERTAINTY);
        Map<String, INDArray> weights = net.initialWeights(1);
        assertThat(net.trainingGraph(weights, false).trainable())
                .containsExactlyInAnyOrderElementsOf(weights.keySet());
    }

    @Test
    void four_heads_over_768_features_have_the_number_of_weights_that_the_paper_implies() {
        long weights = 0;
        for (int outputs : List.of(4, 8, 10, 40)) {
            weights +=
                    Heads.init(1, "head", 768, 256, outputs).named("head").values().stream()
                            .mapToLong(INDArray::length)
                            .sum();
        }
        assertThat(weights).isEqualTo(803_390);
    }

    @Test
    void scores_are_in_the_range_of_their_task() {
        MultitaskNet net = SmallNet.net(encoder, WeightingRule.FIXED);
        Map<String, INDArray> weights = net.initialWeights(2);
        // Far out, so that a range that is not kept shows.
        weights.get("heads/age/output/weight").muli(500);
        weights.get("heads/emotions/output/weight").muli(500);
        Map<String, double[]> out =
                run(net.inferenceGraph(weights), feeds(SmallNet.batch(CLIPS, 1)), scores());
        assertThat(out.get("emotions/score"))
                .hasSize(CLIPS * 3)
                .satisfies(all -> assertThat(all).doesNotContain(Double.NaN))
                .satisfies(
                        all -> {
                            for (double score : all) {
                                assertThat(score).isBetween(0.0, 1.0);
                            }
                        });
        for (double years : out.get("age/score")) {
            assertThat(years).isBetween(18.0, 60.0);
        }
        double[] kinds = out.get("kind/score");
        for (int row = 0; row < CLIPS; row++) {
            assertThat(kinds[3 * row] + kinds[3 * row + 1] + kinds[3 * row + 2])
                    .isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void training_and_inference_graph_give_the_same_scores_before_and_after_a_change_in_place() {
        MultitaskNet net = SmallNet.net(encoder, WeightingRule.UNCERTAINTY);
        Map<String, INDArray> weights = net.initialWeights(3);
        Map<String, INDArray> feeds = trainingFeeds(SmallNet.batch(CLIPS, 1));
        Map<String, INDArray> audio = feeds(SmallNet.batch(CLIPS, 1));
        SameDiff training = net.trainingGraph(weights, true).graph();
        SameDiff inference = net.inferenceGraph(weights);
        Map<String, double[]> before = run(inference, audio, scores());
        assertSame(run(training, feeds, scores()), before);

        weights.get("heads/kind/output/bias").putScalar(1, 3f);
        String first =
                weights.keySet().stream()
                        .filter(name -> name.startsWith(GraphNames.ENCODER_PREFIX))
                        .filter(name -> name.endsWith("out_proj.weight"))
                        .findFirst()
                        .orElseThrow();
        weights.get(first).muli(3);

        Map<String, double[]> after = run(inference, audio, scores());
        assertSame(run(training, feeds, scores()), after);
        assertThat(after.get("kind/score")[1]).isGreaterThan(before.get("kind/score")[1] + 0.1);
        assertThat(after.get("emotions/score")).isNotEqualTo(before.get("emotions/score"));
    }

    private static void assertSame(Map<String, double[]> one, Map<String, double[]> other) {
        assertThat(one.keySet()).isEqualTo(other.keySet());
        one.forEach((name, values) -> assertThat(values).as(name).isEqualTo(other.get(name)));
    }

    @Test
    void the_joined_loss_is_the_weighted_sum_of_the_parts() {
        MultitaskNet net = SmallNet.net(encoder, WeightingRule.UNCERTAINTY);
        Map<String, INDArray> weights = net.initialWeights(4);
        double[] s = {0.3, -0.2, 0.5};
        List<String> names = new ArrayList<>(List.of(GraphNames.LOSS));
        for (int k = 0; k < 3; k++) {
            String task = SmallNet.TASKS.get(k).name();
            weights.get(GraphNames.logSigma(task)).assign(s[k]);
            names.add(GraphNames.loss(task));
        }
        Map<String, double[]> out =
                run(
                        net.trainingGraph(weights, true).graph(),
                        trainingFeeds(SmallNet.batch(CLIPS, 2)),
                        names);
        double expected = 0;
        for (int k = 0; k < 3; k++) {
            double part = out.get(GraphNames.loss(SmallNet.TASKS.get(k).name()))[0];
            assertThat(part).isPositive();
            expected += Math.exp(-2 * s[k]) * part + s[k];
        }
        assertThat(out.get(GraphNames.LOSS)[0]).isCloseTo(expected, within(1e-5));
    }

    @Test
    void fixed_weights_multiply_the_parts() {
        TaskSettings half = new TaskSettings(RegressionLoss.MSE, null, null, null, 0.5);
        ModelSettings settings =
                new ModelSettings(
                        8,
                        PoolingRule.ALL,
                        WeightingRule.FIXED,
                        TaskSettings.DEFAULTS,
                        Map.of("age", half));
        MultitaskNet net = new MultitaskNet(encoder, settings, SmallNet.specs(settings));
        Map<String, double[]> out =
                run(
                        net.trainingGraph(net.initialWeights(4), true).graph(),
                        trainingFeeds(SmallNet.batch(CLIPS, 2)),
                        List.of("loss", "loss/emotions", "loss/age", "loss/kind", "age/score"));
        double squares = 0;
        for (int row = 0; row < CLIPS; row++) {
            double unit = (out.get("age/score")[row] - 18) / 42;
            squares += (unit - row / 4.0) * (unit - row / 4.0) / CLIPS;
        }
        assertThat(out.get("loss/age")[0]).isCloseTo(squares, within(1e-5));
        assertThat(out.get("loss")[0])
                .isCloseTo(
                        out.get("loss/emotions")[0]
                                + 0.5 * out.get("loss/age")[0]
                                + out.get("loss/kind")[0],
                        within(1e-5));
    }

    @Test
    void a_clips_scores_do_not_depend_on_the_others_of_its_batch() {
        MultitaskNet net = SmallNet.net(encoder, WeightingRule.FIXED);
        SameDiff graph = net.inferenceGraph(net.initialWeights(5));
        Batch batch = SmallNet.batch(CLIPS, 3);
        double[] together = run(graph, feeds(batch), scores()).get("kind/score");
        for (int row = 0; row < CLIPS; row++) {
            int start = row * SmallNet.SAMPLES;
            Batch alone =
                    new Batch(
                            batch.clips().subList(row, row + 1),
                            SmallNet.SAMPLES,
                            Arrays.copyOfRange(
                                    batch.inputValues(), start, start + SmallNet.SAMPLES),
                            new int[] {batch.lengthsSamples()[row]},
                            Map.of());
            assertThat(run(graph, feeds(alone), scores()).get("kind/score"))
                    .containsExactly(
                            Arrays.copyOfRange(together, 3 * row, 3 * row + 3), within(1e-5));
        }
    }

    @Test
    void the_same_seed_gives_the_same_heads_and_another_one_others() {
        MultitaskNet net = SmallNet.net(encoder, WeightingRule.UNCERTAINTY);
        String name = "heads/age/dense/weight";
        assertThat(net.initialWeights(7).get(name)).isEqualTo(net.initialWeights(7).get(name));
        assertThat(net.initialWeights(8).get(name)).isNotEqualTo(net.initialWeights(7).get(name));
    }

    @Test
    void a_missing_weight_is_named() {
        MultitaskNet net = SmallNet.net(encoder, WeightingRule.FIXED);
        Map<String, INDArray> weights = net.initialWeights(1);
        weights.remove("heads/age/dense/bias");
        assertThatThrownBy(() -> net.inferenceGraph(weights))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("'heads/age/dense/bias' is missing");
    }

    @Test
    void a_net_without_tasks_is_refused() {
        assertThatThrownBy(() -> new MultitaskNet(encoder, ModelSettings.DEFAULTS, List.of()))
                .isInstanceOf(ModelException.class)
                .hasMessage("the net has no task");
    }
}
