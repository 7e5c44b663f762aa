package org.burst4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.engine.ir.Recompute;
import org.burst4j.graph.GradientSession;
import org.burst4j.model.EncoderRegularization;
import org.burst4j.model.GraphNames;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.NetKind;
import org.burst4j.model.TrainingGraph;
import org.burst4j.onnx.OnnxEncoder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The planned engine gives what ND4J's session gives. */
class EngineEqualityTest {
    private static final int CLIPS = 3;
    private static final int SAMPLES = 2319;
    private static final long SEED = 11;

    static List<String> topologies() {
        return List.of(
                "data2vec-audio-base",
                "data2vec-audio-large",
                "hubert-base-ls960",
                "hubert-large-ls960-ft",
                "wav2vec2-base",
                "wav2vec2-large-960h",
                "wav2vec2-large-lv60");
    }

    static List<Arguments> trainingGraphs() {
        List<Arguments> all = new ArrayList<>();
        for (String topology : topologies()) {
            for (NetKind kind : NetKind.values()) {
                all.add(Arguments.of(topology, kind));
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("topologies")
    void outputs_of_inference_graphs_agree(String topology) {
        try (OnnxEncoder encoder = EngineCases.encoder(topology)) {
            MultitaskNet net = EngineCases.net(encoder, NetKind.HEADS);
            SameDiff sd = net.inferenceGraph(net.initialWeights(3));
            Map<String, INDArray> feeds = EngineCases.feeds(net, sd, CLIPS, SAMPLES);
            List<String> outputs = sd.outputs();
            try (ForwardRun planned = new PlannedForward(sd, outputs, KernelChoice.JAVA);
                    ForwardRun session = Engine.SAMEDIFF.forward(sd, outputs)) {
                Map<String, INDArray> expected = session.run(feeds);
                Map<String, INDArray> found = planned.run(feeds);
                assertThat(found).containsOnlyKeys(expected.keySet());
                expected.forEach((name, array) -> assertClose(name, found.get(name), array, 1e-5));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("trainingGraphs")
    void gradients_of_training_graphs_agree(String topology, NetKind kind) {
        try (OnnxEncoder encoder = EngineCases.encoder(topology)) {
            MultitaskNet net = EngineCases.net(encoder, kind);
            EncoderRegularization noise = EngineCases.NOISY;
            TrainingGraph graph = net.trainingGraph(net.initialWeights(3, noise), List.of(), noise);
            Map<String, INDArray> feeds = EngineCases.feeds(net, graph.graph(), CLIPS, SAMPLES);
            compare(graph, feeds, KernelChoice.STOCK, Recompute.NONE);
            compare(graph, feeds, KernelChoice.JAVA, Recompute.NONE);
            compare(graph, feeds, KernelChoice.JAVA, Recompute.ALL);
        }
    }

    private static void compare(
            TrainingGraph graph,
            Map<String, INDArray> feeds,
            KernelChoice kernels,
            Recompute recompute) {
        try (GradientRun planned =
                        new PlannedGradients(
                                graph.graph(),
                                graph.trainable(),
                                GraphNames.LOSS,
                                graph.numbers(),
                                recompute,
                                kernels);
                GradientRun session =
                        Engine.SAMEDIFF.gradients(
                                graph.graph(),
                                graph.trainable(),
                                GraphNames.LOSS,
                                graph.numbers());
                GradientSession.Result expected = session.run(feeds, SEED);
                GradientSession.Result found = planned.run(feeds, SEED)) {
            assertThat(planned.plannedBytes(shapes(feeds)).orElseThrow()).isPositive();
            assertThat(found.loss())
                    .isEqualTo(expected.loss(), within(1e-5 * (1 + Math.abs(expected.loss()))));
            expected.outputs()
                    .forEach(
                            (name, array) ->
                                    assertClose(name, found.outputs().get(name), array, 1e-5));
            double whole = 0;
            for (INDArray gradient : expected.gradients().values()) {
                whole += Math.pow(gradient.norm2Number().doubleValue(), 2);
            }
            double floor = 3e-6 * Math.sqrt(whole); // rounding on the way to the first layers
            expected.gradients()
                    .forEach(
                            (name, gradient) -> {
                                INDArray difference = found.gradients().get(name).sub(gradient);
                                double norm = gradient.norm2Number().doubleValue();
                                assertThat(difference.norm2Number().doubleValue())
                                        .as(name + " of norm " + norm)
                                        .isLessThanOrEqualTo(1e-4 * norm + floor);
                            });
        }
    }

    private static Map<String, long[]> shapes(Map<String, INDArray> feeds) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        feeds.forEach((name, array) -> shapes.put(name, array.shape()));
        return shapes;
    }

    private static void assertClose(
            String name, INDArray found, INDArray expected, double tolerance) {
        assertThat(found.shape()).as(name).isEqualTo(expected.shape());
        double largest = Math.max(1e-3, expected.amaxNumber().doubleValue());
        assertThat(found.sub(expected).amaxNumber().doubleValue() / largest)
                .as(name)
                .isLessThan(tolerance);
    }
}
