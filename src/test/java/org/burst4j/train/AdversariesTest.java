package org.burst4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.burst4j.graph.GradientSession;
import org.burst4j.model.Burst2VecSettings;
import org.burst4j.model.GraphNames;
import org.burst4j.model.LayerRule;
import org.burst4j.model.LossForm;
import org.burst4j.model.ModelSettings;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.NetKind;
import org.burst4j.model.PoolingRule;
import org.burst4j.model.ReversalReach;
import org.burst4j.model.ReversalRule;
import org.burst4j.model.SmallNet;
import org.burst4j.model.TaskSettings;
import org.burst4j.model.TrainingGraph;
import org.burst4j.model.WeightingRule;
import org.burst4j.onnx.MaskUse;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.train.optim.AdamW;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Who descends and who ascends the adversarial losses of Burst2Vec, one step at a time.
 *
 * <p>What a term asks of a weight is the gradient with the term less that without it.
 */
class AdversariesTest {
    private static final int CLIPS = 12;
    private static final double STRENGTH = 0.8;
    private static final double ALPHA_1 = 0.5;
    private static final double ALPHA_2 = 0.25;
    private static final String SHARED = "extractors/shared/";
    private static final String PROJECTION = "pooled_projection/";
    private static final String DISCRIMINATOR = "discriminator/";

    private static final Map<Setting, Session> SESSIONS = new LinkedHashMap<>();

    private static OnnxEncoder encoder;
    private static Map<String, INDArray> start;

    /** Of all graphs, which share them. */
    private static Map<String, INDArray> weights;

    /** The weights of the terms, and how far their gradients reach. */
    private record Setting(double alpha1, double alpha2, ReversalReach reach) {}

    /** A graph above fixed embeddings. */
    private record Session(MultitaskNet net, TrainingGraph graph, GradientSession gradients) {}

    @BeforeAll
    static void open() {
        encoder = OnnxEncoder.read(SmallNet.encoderFile());
        weights = net(new Setting(ALPHA_1, ALPHA_2, ReversalReach.ALL)).initialWeights(7);
        start = new LinkedHashMap<>();
        weights.forEach((name, array) -> start.put(name, array.dup('c')));
    }

    @AfterAll
    static void close() {
        SESSIONS.values().forEach(session -> session.gradients().close());
        SESSIONS.clear();
        weights.values().forEach(INDArray::close);
        start.values().forEach(INDArray::close);
        encoder.close();
    }

    @BeforeEach
    void restore() {
        start.forEach((name, array) -> weights.get(name).assign(array));
    }

    private static MultitaskNet net(Setting setting) {
        Burst2VecSettings own =
                new Burst2VecSettings(
                        16,
                        0,
                        false,
                        12,
                        setting.alpha1(),
                        setting.alpha2(),
                        ReversalRule.CONSTANT,
                        STRENGTH,
                        setting.reach());
        ModelSettings settings =
                new ModelSettings(
                        NetKind.BURST2VEC,
                        SmallNet.HEAD_UNITS,
                        MaskUse.AS_EXPORTED,
                        PoolingRule.VALID,
                        LayerRule.LAST,
                        WeightingRule.FIXED,
                        List.of(),
                        true,
                        own,
                        TaskSettings.DEFAULTS,
                        Map.of());
        return new MultitaskNet(encoder, settings, SmallNet.specs(settings));
    }

    private static Session session(Setting setting) {
        MultitaskNet net = net(setting);
        TrainingGraph graph = net.headsGraph(weights, LossForm.TRAINING);
        return new Session(
                net,
                graph,
                new GradientSession(
                        graph.graph(), graph.trainable(), GraphNames.LOSS, graph.numbers()));
    }

    /** Gradients of the joined loss, and its terms. */
    private record Outcome(Map<String, INDArray> gradients, Map<String, Double> terms) {
        /** What the other has less of, for the weights whose names start so. */
        Map<String, INDArray> lessThan(Outcome more, String prefix) {
            Map<String, INDArray> differences = new LinkedHashMap<>();
            more.gradients.forEach(
                    (name, gradient) -> {
                        if (name.startsWith(prefix)) {
                            INDArray own = gradients.get(name);
                            differences.put(name, own == null ? gradient : gradient.sub(own));
                        }
                    });
            return differences;
        }
    }

    private static Outcome outcome(String task, double alpha1, double alpha2) {
        return outcome(task, alpha1, alpha2, ReversalReach.ALL);
    }

    private static Outcome outcome(String task, double alpha1, double alpha2, ReversalReach reach) {
        Session session =
                SESSIONS.computeIfAbsent(
                        new Setting(alpha1, alpha2, reach), AdversariesTest::session);
        Map<String, INDArray> feeds =
                BatchFeeds.labels(
                        SmallNet.batch(CLIPS, 3).forTask(task), session.net().tasks(), null);
        feeds.put(GraphNames.EMBEDDING, embeddings());
        try (GradientSession.Result result = session.gradients().run(feeds)) {
            Map<String, INDArray> gradients = new LinkedHashMap<>();
            result.gradients().forEach((name, gradient) -> gradients.put(name, gradient.dup('c')));
            Map<String, Double> terms = new LinkedHashMap<>();
            session.graph()
                    .terms()
                    .get(task)
                    .forEach(
                            (term, name) ->
                                    terms.put(term, result.outputs().get(name).getDouble(0)));
            return new Outcome(gradients, terms);
        }
    }

    /** The same each time, [B,D]. */
    private static INDArray embeddings() {
        Random random = new Random(11);
        float[] values = new float[CLIPS * SmallNet.WIDTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return BatchFeeds.array(values, SmallNet.WIDTH);
    }

    /** One step of the optimiser by some gradients, or against them, and what comes of a term. */
    private static double after(
            String task, String term, Map<String, INDArray> gradients, double sign) {
        assertThat(gradients).isNotEmpty();
        try (AdamW optimiser = new AdamW(new AdamW.Options(0.9, 0.999, 1e-8, 0))) {
            gradients.forEach(
                    (name, gradient) ->
                            optimiser.step(name, weights.get(name), gradient.mul(sign), 1e-3));
        }
        return outcome(task, ALPHA_1, ALPHA_2).terms().get(term);
    }

    @ParameterizedTest
    @ValueSource(strings = {"emotions", "age", "kind"})
    void a_step_of_the_discriminator_lowers_its_loss_on_fixed_features(String task) {
        Outcome before = outcome(task, ALPHA_1, ALPHA_2);
        Map<String, INDArray> asked = outcome(task, 0, ALPHA_2).lessThan(before, DISCRIMINATOR);
        assertThat(asked).hasSize(4);
        assertThat(after(task, "discriminator", asked, 1))
                .isLessThan(before.terms().get("discriminator") - 1e-4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"emotions", "age", "kind"})
    void a_step_of_the_shared_extractor_raises_the_loss_of_a_fixed_discriminator(String task) {
        Outcome before = outcome(task, ALPHA_1, ALPHA_2);
        Map<String, INDArray> asked = outcome(task, 0, ALPHA_2).lessThan(before, SHARED);
        assertThat(asked).hasSize(2);
        assertThat(after(task, "discriminator", asked, 1))
                .isGreaterThan(before.terms().get("discriminator") + 1e-4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"emotions", "age", "kind"})
    void a_step_of_a_head_lowers_its_loss_on_the_other_tasks_fixed_features(String task) {
        Outcome before = outcome(task, ALPHA_1, ALPHA_2);
        Map<String, INDArray> asked =
                outcome(task, ALPHA_1, 0).lessThan(before, GraphNames.head(task) + "/");
        assertThat(asked).hasSize(2);
        assertThat(after(task, "adversarial", asked, 1))
                .isLessThan(before.terms().get("adversarial") - 1e-4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"emotions", "age", "kind"})
    void a_step_of_the_other_tasks_extractors_raises_the_loss_of_a_fixed_head(String task) {
        Outcome before = outcome(task, ALPHA_1, ALPHA_2);
        Map<String, INDArray> asked = othersExtractors(task, before);
        assertThat(asked).hasSize(4);
        assertThat(after(task, "adversarial", asked, 1))
                .isGreaterThan(before.terms().get("adversarial") + 1e-4);
    }

    /** Nothing else asks anything of them. */
    private static Map<String, INDArray> othersExtractors(String task, Outcome outcome) {
        Map<String, INDArray> found = new LinkedHashMap<>(outcome.gradients());
        found.keySet()
                .removeIf(
                        name ->
                                !name.startsWith("extractors/")
                                        || name.startsWith(SHARED)
                                        || name.startsWith("extractors/" + task + "/"));
        return found;
    }

    /** Both minus signs of equation 8 with the reversal besides: the control of the tests above. */
    @ParameterizedTest
    @ValueSource(strings = {"emotions", "age", "kind"})
    void with_the_terms_taken_off_as_well_as_reversed_all_four_would_go_the_other_way(String task) {
        Outcome before = outcome(task, ALPHA_1, ALPHA_2);
        double discriminator = before.terms().get("discriminator");
        double adversarial = before.terms().get("adversarial");
        Outcome without = outcome(task, 0, 0);
        assertThat(after(task, "discriminator", without.lessThan(before, DISCRIMINATOR), -1))
                .isGreaterThan(discriminator + 1e-4);
        restore();
        Map<String, INDArray> ofShared = outcome(task, 0, ALPHA_2).lessThan(before, SHARED);
        assertThat(after(task, "discriminator", ofShared, -1)).isLessThan(discriminator - 1e-4);
        restore();
        Map<String, INDArray> ofHead =
                outcome(task, ALPHA_1, 0).lessThan(before, GraphNames.head(task) + "/");
        assertThat(after(task, "adversarial", ofHead, -1)).isGreaterThan(adversarial + 1e-4);
        restore();
        assertThat(after(task, "adversarial", othersExtractors(task, before), -1))
                .isLessThan(adversarial - 1e-4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"emotions", "age", "kind"})
    void what_the_shared_extractor_is_asked_is_the_discriminators_slope_reversed(String task) {
        Outcome before = outcome(task, ALPHA_1, ALPHA_2);
        Map<String, INDArray> asked = outcome(task, 0, ALPHA_2).lessThan(before, SHARED);
        assertThat(slope(task, "discriminator", asked))
                .isCloseTo(-length(asked) / (ALPHA_1 * STRENGTH), withinPercentage(2));
        Map<String, INDArray> ofDiscriminator =
                outcome(task, 0, ALPHA_2).lessThan(before, DISCRIMINATOR);
        assertThat(slope(task, "discriminator", ofDiscriminator))
                .isCloseTo(length(ofDiscriminator) / ALPHA_1, withinPercentage(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"emotions", "age", "kind"})
    void what_the_other_extractors_are_asked_is_the_slope_of_the_heads_loss_reversed(String task) {
        Map<String, INDArray> asked = othersExtractors(task, outcome(task, ALPHA_1, ALPHA_2));
        assertThat(slope(task, "adversarial", asked))
                .isCloseTo(-length(asked) / (ALPHA_2 * STRENGTH), withinPercentage(2));
    }

    private static double length(Map<String, INDArray> arrays) {
        return Math.sqrt(
                arrays.values().stream()
                        .mapToDouble(array -> Math.pow(array.norm2Number().doubleValue(), 2))
                        .sum());
    }

    /** How fast a term rises along some direction, by central differences. */
    private static double slope(String task, String term, Map<String, INDArray> direction) {
        double step = 5e-3;
        double factor = step / length(direction);
        direction.forEach((name, array) -> weights.get(name).addi(array.mul(factor)));
        double above = outcome(task, ALPHA_1, ALPHA_2).terms().get(term);
        direction.forEach((name, array) -> weights.get(name).subi(array.mul(2 * factor)));
        double below = outcome(task, ALPHA_1, ALPHA_2).terms().get(term);
        direction.forEach((name, array) -> weights.get(name).addi(array.mul(factor)));
        return (above - below) / (2 * step);
    }

    @ParameterizedTest
    @ValueSource(strings = {"emotions", "age", "kind"})
    void a_reversed_gradient_stops_at_the_extractors_where_it_is_told_to(String task) {
        Outcome all = outcome(task, ALPHA_1, ALPHA_2);
        Outcome stopped = outcome(task, ALPHA_1, ALPHA_2, ReversalReach.EXTRACTORS);
        Outcome without = outcome(task, 0, 0);
        assertThat(length(without.lessThan(stopped, PROJECTION))).isCloseTo(0, within(1e-6));
        assertThat(length(without.lessThan(all, PROJECTION))).isGreaterThan(1e-3);
        for (String prefix : List.of(SHARED, "extractors/", DISCRIMINATOR, "heads/")) {
            assertThat(length(stopped.lessThan(all, prefix))).isCloseTo(0, within(1e-6));
            assertThat(length(without.lessThan(stopped, prefix))).isGreaterThan(1e-3);
        }
        stopped.terms()
                .forEach(
                        (term, value) ->
                                assertThat(value)
                                        .as(term)
                                        .isCloseTo(all.terms().get(term), within(1e-6)));
    }
}
