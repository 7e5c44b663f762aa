package org.burst4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.ConfigException;
import org.burst4j.graph.ForwardSession;
import org.burst4j.graph.GradientSession;
import org.burst4j.graph.GraphFiles;
import org.burst4j.onnx.MaskUse;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Burst2Vec above the embedding, against a plain program and its finite differences. */
class Burst2VecTest {
    private static final int CLIPS = 6;
    private static final int UNITS = 5;
    private static final double STEP = 1e-6;

    private static OnnxEncoder encoder;

    @TempDir java.nio.file.Path folder;

    @BeforeAll
    static void open() {
        encoder = OnnxEncoder.read(SmallNet.encoderFile());
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    private static Burst2VecSettings adversarial(double alpha1, double alpha2) {
        return new Burst2VecSettings(
                UNITS, 0, false, 4, alpha1, alpha2, ReversalRule.CONSTANT, 1, ReversalReach.ALL);
    }

    private static MultitaskNet net(Burst2VecSettings own) {
        return net(own, WeightingRule.FIXED, List.of());
    }

    private static MultitaskNet net(
            Burst2VecSettings own, WeightingRule weighting, List<String> intermediate) {
        ModelSettings settings =
                new ModelSettings(
                        NetKind.BURST2VEC,
                        1,
                        MaskUse.AS_EXPORTED,
                        PoolingRule.VALID,
                        LayerRule.LAST,
                        weighting,
                        intermediate,
                        true,
                        own,
                        TaskSettings.DEFAULTS,
                        Map.of(
                                "age",
                                new TaskSettings(RegressionLoss.MAE, null, null, null, null)));
        return new MultitaskNet(encoder, settings, SmallNet.specs(settings));
    }

    private static double[][] embedding() {
        double[][] rows = new double[CLIPS][SmallNet.WIDTH];
        for (int row = 0; row < CLIPS; row++) {
            for (int k = 0; k < SmallNet.WIDTH; k++) {
                rows[row][k] = (float) Math.sin(1 + row * 17 + k * 3);
            }
        }
        return rows;
    }

    private static double[][] targets(TaskSpec task) {
        double[][] rows = new double[CLIPS][task.task().size()];
        for (int row = 0; row < CLIPS; row++) {
            for (int k = 0; k < rows[row].length; k++) {
                rows[row][k] =
                        task.isClasses()
                                ? (row % 3 == k ? 1 : 0)
                                : (float) (((row * 7 + k * 3) % 5) / 5.0);
            }
        }
        return rows;
    }

    /** A batch for one task: the labels of all others are masked. */
    private static Map<String, INDArray> feeds(MultitaskNet net, TaskSpec of) {
        Map<String, INDArray> feeds = new LinkedHashMap<>();
        feeds.put(GraphNames.EMBEDDING, Nd4j.create(embedding()).castTo(Nd4j.dataType()));
        for (TaskSpec task : net.tasks()) {
            float there = task.equals(of) ? 1 : 0;
            INDArray labels = Nd4j.create(targets(task)).castTo(Nd4j.dataType()).mul(there);
            feeds.put(GraphNames.target(task.name()), labels);
            feeds.put(
                    GraphNames.mask(task.name()),
                    task.isClasses()
                            ? Nd4j.valueArrayOf(new long[] {CLIPS}, there)
                            : Nd4j.valueArrayOf(new long[] {CLIPS, task.task().size()}, there));
        }
        return feeds;
    }

    static List<Burst2VecSettings> variants() {
        Burst2VecSettings usual = adversarial(0.5, 0.25);
        return List.of(
                usual,
                adversarial(0, 0),
                adversarial(0, 0.25),
                adversarial(0.5, 0),
                new Burst2VecSettings(
                        UNITS,
                        0,
                        true,
                        0,
                        0.7,
                        0.3,
                        ReversalRule.CONSTANT,
                        0.6,
                        ReversalReach.EXTRACTORS));
    }

    /** What a weight's gradient takes each term with: descent 1, ascent -lambda, 0 not at all. */
    private static double sign(String weight, String term, Burst2VecSettings own) {
        boolean reversed = term.equals("discriminator") || term.equals("adversarial");
        if (!reversed) {
            return 1;
        }
        double alpha =
                term.equals("discriminator") ? own.discriminatorWeight() : own.adversarialWeight();
        if (weight.startsWith("heads/") || weight.startsWith("discriminator/")) {
            return alpha;
        }
        if (weight.startsWith("extractors/")) {
            return -own.reversalStrength() * alpha;
        }
        return own.reversalReach() == ReversalReach.ALL ? -own.reversalStrength() * alpha : 0;
    }

    @ParameterizedTest
    @MethodSource("variants")
    void terms_and_gradients_are_those_of_the_paper_with_the_right_signs(Burst2VecSettings own) {
        MultitaskNet net = net(own);
        Map<String, INDArray> weights = net.initialWeights(3);
        TrainingGraph graph = net.headsGraph(weights, LossForm.TRAINING);
        try (GradientSession session =
                new GradientSession(
                        graph.graph(), graph.trainable(), GraphNames.LOSS, graph.numbers())) {
            for (TaskSpec task : net.tasks()) {
                Burst2VecOracle oracle =
                        new Burst2VecOracle(net.tasks(), own, weights, embedding());
                Map<String, Double> expected = oracle.terms(task, targets(task));
                try (GradientSession.Result result = session.run(feeds(net, task))) {
                    Map<String, String> names = graph.terms().get(task.name());
                    assertThat(List.copyOf(names.keySet())).isEqualTo(net.terms());
                    names.forEach(
                            (term, name) ->
                                    assertThat(result.outputs().get(name).getDouble(0))
                                            .as(task.name() + " " + term)
                                            .isCloseTo(expected.get(term), within(2e-6)));
                    double sum =
                            expected.get("shared")
                                    + expected.get("specific")
                                    + expected.get("combined")
                                    + own.discriminatorWeight() * expected.get("discriminator")
                                    + own.adversarialWeight() * expected.get("adversarial");
                    assertThat(result.loss()).isCloseTo(sum, within(5e-6));
                    assertThat(
                                    result.outputs()
                                            .get(graph.taskLosses().get(task.name()))
                                            .getDouble(0))
                            .isCloseTo(expected.get("combined"), within(2e-6));
                    for (String name : graph.trainable()) {
                        requireGradient(
                                result.gradients().get(name),
                                differences(oracle, task, name, own),
                                task.name() + " " + name,
                                graph.idle().get(task.name()).contains(name));
                    }
                }
            }
        }
    }

    private static void requireGradient(
            INDArray gradient, double[] expected, String what, boolean idle) {
        double[] actual = gradient.dup('c').data().asDouble();
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).as(what).isCloseTo(expected[i], within(2e-5));
            if (idle) {
                assertThat(actual[i]).as("idle " + what).isZero();
            }
        }
    }

    private static double[] differences(
            Burst2VecOracle oracle, TaskSpec task, String name, Burst2VecSettings own) {
        double[] values = oracle.weights().get(name);
        double[] gradient = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            double old = values[i];
            values[i] = old + STEP;
            Map<String, Double> above = oracle.terms(task, targets(task));
            values[i] = old - STEP;
            Map<String, Double> below = oracle.terms(task, targets(task));
            values[i] = old;
            for (Map.Entry<String, Double> term : above.entrySet()) {
                if (!term.getKey().equals("discriminatorAccuracy")) {
                    gradient[i] +=
                            sign(name, term.getKey(), own)
                                    * (term.getValue() - below.get(term.getKey()))
                                    / (2 * STEP);
                }
            }
        }
        return gradient;
    }

    @Test
    void a_weight_is_idle_exactly_where_a_batch_of_the_task_cannot_move_it() {
        for (Burst2VecSettings own : variants()) {
            MultitaskNet net = net(own, WeightingRule.UNCERTAINTY, List.of());
            Map<String, INDArray> weights = net.initialWeights(3);
            TrainingGraph graph = net.headsGraph(weights, LossForm.TRAINING);
            Set<String> idle = graph.idle().get("age");
            assertThat(idle)
                    .contains(
                            "heads/emotions/output/weight",
                            "heads/kind/output/bias",
                            "log_sigma/kind")
                    .doesNotContain(
                            "heads/age/output/weight",
                            "extractors/shared/weight",
                            "log_sigma/age",
                            "pooled_projection/bias");
            assertThat(idle.contains("extractors/kind/weight"))
                    .isEqualTo(own.adversarialWeight() == 0);
            assertThat(idle.contains("combination/kind/weight"))
                    .isEqualTo(!own.sharedCombination());
        }
    }

    @Test
    void the_ramp_scales_the_reversed_gradient_with_the_progress() {
        Burst2VecSettings ramp =
                new Burst2VecSettings(
                        UNITS, 0, false, 4, 1, 0, ReversalRule.RAMP, 2, ReversalReach.ALL);
        MultitaskNet net = net(ramp);
        Map<String, INDArray> weights = net.initialWeights(3);
        TrainingGraph graph = net.headsGraph(weights, LossForm.TRAINING);
        assertThat(graph.takesProgress()).isTrue();
        String weight = "extractors/shared/weight";
        try (GradientSession session =
                new GradientSession(graph.graph(), graph.trainable(), GraphNames.LOSS, List.of())) {
            Map<String, INDArray> feeds = feeds(net, net.tasks().get(0));
            double[][] gradients = new double[3][];
            double[] progress = {0, 0.1, 1};
            for (int i = 0; i < 3; i++) {
                feeds.put(GraphNames.PROGRESS, Nd4j.scalar((float) progress[i]));
                try (GradientSession.Result result = session.run(feeds)) {
                    gradients[i] = result.gradients().get(weight).dup('c').data().asDouble();
                }
            }
            double tenth = 2 / (1 + Math.exp(-1)) - 1;
            double end = 2 / (1 + Math.exp(-10)) - 1;
            double seen = 0;
            for (int i = 0; i < gradients[0].length; i++) {
                double share = (gradients[1][i] - gradients[0][i]) / tenth;
                assertThat(gradients[2][i] - gradients[0][i]).isCloseTo(share * end, within(2e-6));
                seen += Math.abs(share);
            }
            assertThat(seen).as("the discriminator's gradient").isGreaterThan(1e-3);
        }
    }

    @Test
    void a_reversing_graph_reverses_after_it_was_saved_and_loaded() {
        MultitaskNet net = net(adversarial(0.5, 0.25));
        Map<String, INDArray> weights = net.initialWeights(3);
        TrainingGraph graph = net.headsGraph(weights, LossForm.TRAINING);
        java.nio.file.Path file = folder.resolve("training.fb");
        GraphFiles.save(graph.graph(), file);
        Map<String, INDArray> feeds = feeds(net, net.tasks().get(1));
        try (GradientSession session =
                        new GradientSession(
                                graph.graph(), graph.trainable(), GraphNames.LOSS, List.of());
                GradientSession.Result expected = session.run(feeds)) {
            SameDiff loaded = GraphFiles.load(file);
            try (GradientSession again =
                            new GradientSession(
                                    loaded, graph.trainable(), GraphNames.LOSS, List.of());
                    GradientSession.Result actual = again.run(feeds)) {
                assertThat(actual.loss()).isEqualTo(expected.loss());
                assertThat(actual.gradients()).isEqualTo(expected.gradients());
            }
        }
    }

    @Test
    void the_graph_that_is_shipped_has_the_combined_path_alone() {
        MultitaskNet net = net(adversarial(0.5, 0.25));
        Map<String, INDArray> weights = net.initialWeights(3);
        SameDiff graph = net.inferenceGraph(weights);
        for (String name :
                List.of(
                        GraphNames.PROJECTED,
                        GraphNames.SHARED,
                        GraphNames.specific("age"),
                        GraphNames.combined("kind"),
                        GraphNames.score("emotions"))) {
            assertThat(graph.hasVariable(name)).as(name).isTrue();
        }
        assertThat(graph.variableMap().keySet())
                .noneMatch(name -> name.startsWith("discriminator") || name.contains("reversed"));
        TrainingGraph validation = net.headsGraph(weights, LossForm.VALIDATION);
        List<String> names = List.copyOf(validation.taskLosses().values());
        try (ForwardSession session = new ForwardSession(validation.graph(), names)) {
            TaskSpec age = net.tasks().get(1);
            Burst2VecOracle oracle =
                    new Burst2VecOracle(
                            net.tasks(), net.settings().burst2vec(), weights, embedding());
            assertThat(session.run(feeds(net, age)).get(GraphNames.loss("age")).getDouble(0))
                    .isCloseTo(oracle.terms(age, targets(age)).get("combined"), within(2e-6));
        }
    }

    @Test
    void a_saved_model_has_what_its_graph_computes_with_and_no_adversary() {
        MultitaskNet net = net(adversarial(0.5, 0.25));
        Map<String, INDArray> weights = net.initialWeights(3);
        assertThat(weights).containsKeys("discriminator/dense/weight", "discriminator/output/bias");
        Map<String, INDArray> saved = net.savedWeights(weights);
        List<String> computedWith =
                net.inferenceGraph(saved).variables().stream()
                        .filter(variable -> variable.getVariableType() == VariableType.VARIABLE)
                        .map(SDVariable::name)
                        .toList();
        assertThat(saved.keySet()).containsExactlyInAnyOrderElementsOf(computedWith);
        assertThat(saved.get("extractors/age/weight"))
                .isSameAs(weights.get("extractors/age/weight"));
        // Further training needs the learned weights of the tasks' losses.
        MultitaskNet learned = net(adversarial(0.5, 0.25), WeightingRule.UNCERTAINTY, List.of());
        assertThat(learned.savedWeights(learned.initialWeights(3)))
                .containsKey(GraphNames.logSigma("age"))
                .doesNotContainKey("discriminator/dense/weight");
    }

    @Test
    void extractor_dropout_draws_anew_for_each_seed_and_in_training_alone() {
        Burst2VecSettings dropping =
                new Burst2VecSettings(
                        UNITS,
                        0.5,
                        false,
                        4,
                        0.5,
                        0.25,
                        ReversalRule.CONSTANT,
                        1,
                        ReversalReach.EXTRACTORS);
        MultitaskNet net = net(dropping);
        Map<String, INDArray> weights = net.initialWeights(3);
        TrainingGraph graph = net.headsGraph(weights, LossForm.TRAINING);
        Map<String, INDArray> feeds = feeds(net, net.tasks().get(0));
        try (GradientSession session =
                        new GradientSession(
                                graph.graph(), graph.trainable(), GraphNames.LOSS, List.of());
                GradientSession.Result one = session.run(feeds, 1);
                GradientSession.Result same = session.run(feeds, 1);
                GradientSession.Result other = session.run(feeds, 2)) {
            assertThat(same.loss()).isEqualTo(one.loss());
            assertThat(other.loss()).isNotEqualTo(one.loss());
        }
        assertThat(net.headsGraph(weights, LossForm.VALIDATION).graph().variableMap().keySet())
                .noneMatch(name -> name.startsWith("dropout/"));
    }

    @Test
    void settings_that_do_not_fit_are_refused() {
        assertThatThrownBy(() -> net(adversarial(-0.1, 0)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("model.burst2vec.discriminatorWeight is -0.1");
        assertThatThrownBy(() -> net(adversarial(0.5, 0), WeightingRule.FIXED, List.of("kind")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("model.intermediateTasks is [kind]");
        ModelSettings settings = net(adversarial(0, 0)).settings();
        assertThatThrownBy(
                        () ->
                                new MultitaskNet(
                                        encoder, settings, SmallNet.specs(settings).subList(0, 1)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("at least two tasks");
        Task shared = new Task("shared", TaskKind.REGRESSION, List.of("x"), List.of(), 0, 1);
        assertThatThrownBy(
                        () ->
                                new MultitaskNet(
                                        encoder,
                                        settings,
                                        List.of(
                                                SmallNet.specs(settings).get(0),
                                                TaskSpec.regression(
                                                        shared, settings.of("shared"), 0, 1))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("a task is named 'shared'");
    }
}
