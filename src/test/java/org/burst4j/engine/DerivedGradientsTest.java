package org.burst4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.engine.derive.Backward;
import org.burst4j.engine.derive.Recomputation;
import org.burst4j.engine.ir.Interpreter;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.Recompute;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.read.GraphReader;
import org.burst4j.engine.rewrite.Passes;
import org.burst4j.graph.GradientSession;
import org.burst4j.model.GraphNames;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.NetKind;
import org.burst4j.model.TrainingGraph;
import org.burst4j.onnx.OnnxEncoder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Whole nets' gradients, derived and run in double, against those of ND4J's session. */
class DerivedGradientsTest {
    private static final int CLIPS = 2;
    private static final int SAMPLES = 1500;
    private static final long SEED = 11;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data2vec-audio-base",
                "data2vec-audio-large",
                "hubert-base-ls960",
                "hubert-large-ls960-ft",
                "wav2vec2-base",
                "wav2vec2-large-960h",
                "wav2vec2-large-lv60"
            })
    void heads(String topology) {
        check(topology, NetKind.HEADS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data2vec-audio-base",
                "data2vec-audio-large",
                "hubert-base-ls960",
                "hubert-large-ls960-ft",
                "wav2vec2-base",
                "wav2vec2-large-960h",
                "wav2vec2-large-lv60"
            })
    void adversaries(String topology) {
        check(topology, NetKind.BURST2VEC);
    }

    private static void check(String topology, NetKind kind) {
        try (OnnxEncoder encoder = EngineCases.encoder(topology)) {
            MultitaskNet net = EngineCases.net(encoder, kind);
            TrainingGraph graph =
                    net.trainingGraph(
                            net.initialWeights(3, EngineCases.NOISY), List.of(), EngineCases.NOISY);
            Map<String, INDArray> feeds = EngineCases.feeds(net, graph.graph(), CLIPS, SAMPLES);
            Map<String, Shape> shapes = new HashMap<>();
            feeds.forEach((name, array) -> shapes.put(name, Shape.of(array.shape())));
            Program read = GraphReader.read(graph.graph(), shapes, List.of(GraphNames.LOSS));
            Program joint = Backward.of(read, GraphNames.LOSS, graph.trainable());
            Map<String, double[]> elementary = run(joint, graph, feeds);
            compare(graph, feeds, elementary);
            runRewritten(graph, feeds, read)
                    .forEach(
                            (name, numbers) ->
                                    assertClose(name, numbers, elementary.get(name), 1e-6));
        }
    }

    /** With macros, made again in every mode and fused: all the same. */
    private static Map<String, double[]> runRewritten(
            TrainingGraph graph, Map<String, INDArray> feeds, Program read) {
        Program forward = Passes.all().beforeGradients(read);
        Program joint = Backward.of(forward, GraphNames.LOSS, graph.trainable());
        Map<String, double[]> found = run(joint, graph, feeds);
        for (Recompute mode : List.of(Recompute.CONVS, Recompute.ALL)) {
            Program again = Recomputation.of(joint, mode, forward.nodes().size());
            Map<String, double[]> repeated = run(again, graph, feeds);
            found.forEach(
                    (name, numbers) ->
                            assertThat(repeated.get(name)).as(name).containsExactly(numbers));
            if (mode == Recompute.ALL) {
                run(Passes.all().afterGradients(again), graph, feeds)
                        .forEach(
                                (name, numbers) ->
                                        assertClose(name, numbers, found.get(name), 1e-6));
            }
        }
        return found;
    }

    private static void compare(
            TrainingGraph graph, Map<String, INDArray> feeds, Map<String, double[]> found) {
        try (GradientSession session =
                        new GradientSession(
                                graph.graph(), graph.trainable(), GraphNames.LOSS, List.of());
                GradientSession.Result result = session.run(feeds, SEED)) {
            assertThat(found.get(GraphNames.LOSS)[0])
                    .isCloseTo(result.loss(), within(1e-5 * (1 + Math.abs(result.loss()))));
            result.gradients()
                    .forEach(
                            (name, gradient) ->
                                    assertClose(
                                            name,
                                            found.get(Program.gradientOf(name)),
                                            numbers(gradient),
                                            1e-4));
        }
    }

    private static Map<String, double[]> run(
            Program program, TrainingGraph graph, Map<String, INDArray> feeds) {
        Map<String, double[]> placeholders = new HashMap<>();
        feeds.forEach((name, array) -> placeholders.put(name, numbers(array)));
        Map<String, double[]> weights = new HashMap<>();
        program.weights()
                .keySet()
                .forEach(name -> weights.put(name, numbers(graph.graph().getArrForVarName(name))));
        Interpreter interpreter =
                new Interpreter(
                        new NativeDraw(),
                        (node, inputs) -> {
                            throw new AssertionError("nothing here runs " + node);
                        });
        return interpreter.run(program, placeholders, weights, SEED);
    }

    private static double[] numbers(INDArray array) {
        return array.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    }

    private static void assertClose(
            String name, double[] found, double[] expected, double tolerance) {
        assertThat(found).as(name).hasSameSizeAs(expected);
        double square = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            square += expected[i] * expected[i];
            difference += Math.pow(found[i] - expected[i], 2);
        }
        assertThat(Math.sqrt(difference))
                .as(name + " of norm " + Math.sqrt(square))
                .isLessThanOrEqualTo(tolerance * Math.sqrt(square) + 1e-6);
    }
}
