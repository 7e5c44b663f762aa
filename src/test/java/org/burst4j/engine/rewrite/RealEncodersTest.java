package org.burst4j.engine.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.burst4j.engine.derive.Backward;
import org.burst4j.engine.derive.Recomputation;
import org.burst4j.engine.ir.Interpreter;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.Recompute;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.read.Agreement;
import org.burst4j.engine.read.GraphReader;
import org.burst4j.graph.Dropout;
import org.burst4j.onnx.EncoderHooks;
import org.burst4j.onnx.EncoderOptions;
import org.burst4j.onnx.MaskUse;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.onnx.WeightBinder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** All macros of the encoders of every topology are found, and the numbers stay. */
class RealEncodersTest {
    private static final int CLIPS = 2;
    private static final int SAMPLES = 1040;

    /** Dropout wherever Hugging Face's classes have it. */
    private static final class Noise implements EncoderHooks {
        private static SDVariable drop(SDVariable x, String name) {
            return Dropout.apply(x.getSameDiff(), x, 0.1, "dropout/" + name);
        }

        @Override
        public SDVariable afterProjection(SDVariable x, SDVariable frameMask) {
            return drop(x, "projection");
        }

        @Override
        public SDVariable afterPositional(SDVariable x) {
            return drop(x, "encoder");
        }

        @Override
        public SDVariable attentionProbabilities(SDVariable p, int layer) {
            return drop(p, "probabilities/" + layer);
        }

        @Override
        public SDVariable activation(SDVariable h, int layer) {
            return drop(h, "activation/" + layer);
        }

        @Override
        public SDVariable hidden(SDVariable x, int layer, Branch branch) {
            return drop(x, branch + "/" + layer);
        }

        @Override
        public SDVariable layerOutput(SDVariable x, SDVariable y, int layer) {
            return Dropout.layer(x.getSameDiff(), x, y, 0.2, "layer/" + layer);
        }
    }

    /**
     * What is found.
     *
     * @param layerNorms their number
     * @param groupNorms their number
     * @param joined norms that GELU is a part of
     */
    private record Norms(long layerNorms, long groupNorms, long joined) {}

    /** A graph that gives its last hidden state and the mean of its squares. */
    private record Net(SameDiff sd, List<String> weights) {
        static Net of(OnnxEncoder encoder, boolean masked, boolean noisy) {
            SameDiff sd = SameDiff.create();
            SDVariable values = sd.placeHolder("input_values", DataType.FLOAT, -1, -1);
            SDVariable mask = sd.placeHolder("attention_mask", DataType.FLOAT, -1, -1);
            EncoderHooks hooks = noisy ? new Noise() : EncoderHooks.NONE;
            MaskUse use = masked ? MaskUse.ALWAYS : MaskUse.NEVER;
            EncoderOptions options = new EncoderOptions(use, hooks);
            SDVariable last =
                    encoder.build(sd, values, mask, WeightBinder.VARIABLES, options)
                            .lastHiddenState()
                            .rename("last");
            last.mul(last).mean().rename("loss");
            return new Net(sd, List.copyOf(encoder.weights().keySet()));
        }

        Program read(String output) {
            Shape shape = Shape.of(CLIPS, SAMPLES);
            Map<String, Shape> shapes = Map.of("input_values", shape, "attention_mask", shape);
            return GraphReader.read(sd, shapes, List.of(output));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "data2vec-audio-base, true, true, 18, 0, 12",
        "data2vec-audio-base, false, false, 18, 0, 12",
        "data2vec-audio-large, true, false, 18, 0, 12",
        "wav2vec2-base, true, true, 6, 1, 1",
        "wav2vec2-base, false, false, 6, 1, 1",
        "wav2vec2-large-960h, false, true, 6, 1, 1",
        "wav2vec2-large-lv60, true, true, 13, 0, 7",
        "wav2vec2-large-lv60, true, false, 13, 0, 7",
        "hubert-base-ls960, false, true, 6, 1, 1",
        "hubert-large-ls960-ft, true, true, 13, 0, 7"
    })
    void every_macro_is_found(
            String topology, boolean masked, boolean noisy, int layer, int group, int joined)
            throws Exception {
        try (OnnxEncoder encoder = OnnxEncoder.read(file(topology))) {
            Net net = Net.of(encoder, masked, noisy);
            Program read = net.read("last");
            Program found = Passes.all().beforeGradients(read);
            Program fused = Passes.all().afterGradients(found);
            assertThat(norms(found)).isEqualTo(new Norms(layer, group, joined));
            assertThat(leftOver(found)).isEmpty();
            int layers = encoder.info().layers();
            assertThat(count(found, Op.Dropout.class)).isEqualTo(noisy ? 2 + 3 * layers : 0);
            assertThat(found.nodes().stream().map(Node::op))
                    .filteredOn(op -> op instanceof Op.Attention)
                    .hasSize(layers)
                    .allMatch(op -> ((Op.Attention) op).masked() == masked)
                    .allMatch(op -> ((Op.Attention) op).dropoutName().isEmpty() != noisy);
            double[] expected = run(read, net.sd()).get("last");
            assertClose("found", run(found, net.sd()).get("last"), expected);
            assertClose("fused", run(fused, net.sd()).get("last"), expected);
            assertThat(fused.nodes()).hasSizeLessThan(found.nodes().size());
        }
    }

    @ParameterizedTest
    @CsvSource({"data2vec-audio-base, NONE", "wav2vec2-base, CONVS", "wav2vec2-large-lv60, ALL"})
    void gradients_stay_when_they_are_fused(String topology, Recompute recompute) throws Exception {
        try (OnnxEncoder encoder = OnnxEncoder.read(file(topology))) {
            Net net = Net.of(encoder, true, true);
            Program forward = Passes.all().beforeGradients(net.read("loss"));
            Program joint = Backward.of(forward, "loss", net.weights());
            joint = Recomputation.of(joint, recompute, forward.nodes().size());
            Program fused = Passes.all().afterGradients(joint);
            Map<String, double[]> actual = run(fused, net.sd());
            run(joint, net.sd())
                    .forEach((name, numbers) -> assertClose(name, actual.get(name), numbers));
            assertThat(elements(fused)).isLessThan(elements(joint));
        }
    }

    /** Elements that element-wise nodes read and write. */
    private static long elements(Program program) {
        return program.nodes().stream()
                .filter(
                        node ->
                                node.op() instanceof Op.Unary
                                        || node.op() instanceof Op.Affine
                                        || node.op() instanceof Op.Binary
                                        || node.op() instanceof Op.Dropout
                                        || node.op() instanceof Op.GeluGradient
                                        || node.op() instanceof Op.Fused)
                .flatMap(node -> Stream.concat(node.inputs().stream(), node.outputs().stream()))
                .mapToLong(value -> value.shape().elements())
                .sum();
    }

    private static Norms norms(Program program) {
        long joined =
                program.nodes().stream()
                        .filter(
                                node ->
                                        (node.op() instanceof Op.LayerNorm layer && layer.gelu())
                                                || (node.op() instanceof Op.GroupNorm group
                                                        && group.gelu()))
                        .count();
        return new Norms(
                count(program, Op.LayerNorm.class), count(program, Op.GroupNorm.class), joined);
    }

    /** Nodes that a macro should have taken in. */
    private static List<Node> leftOver(Program program) {
        Set<UnaryKind> taken =
                Set.of(UnaryKind.ERF, UnaryKind.SQUARE, UnaryKind.SQRT, UnaryKind.RECIPROCAL);
        return program.nodes().stream()
                .filter(
                        node ->
                                node.op() instanceof Op.Softmax
                                        || node.op() instanceof Op.Reduce
                                        || node.op() instanceof Op.Stock
                                        || (node.op() instanceof Op.Uniform uniform
                                                && uniform.shape().elements() > 1)
                                        || (node.op() instanceof Op.Unary unary
                                                && taken.contains(unary.kind())))
                .toList();
    }

    private static long count(Program program, Class<? extends Op> kind) {
        return program.nodes().stream().filter(node -> kind.isInstance(node.op())).count();
    }

    private static void assertClose(String name, double[] actual, double[] expected) {
        double largest = 0;
        double scale = 1e-3;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(actual[i] - expected[i]));
            scale = Math.max(scale, Math.abs(expected[i]));
        }
        assertThat(largest / scale).as(name).isLessThan(1e-6);
    }

    private static Map<String, double[]> run(Program program, SameDiff sd) {
        double[] wave = new double[CLIPS * SAMPLES];
        double[] mask = new double[CLIPS * SAMPLES];
        for (int i = 0; i < wave.length; i++) {
            wave[i] = Math.sin(0.01 * i * (1 + i % 7));
            mask[i] = i < SAMPLES || i - SAMPLES < 720 ? 1 : 0;
        }
        Map<String, double[]> weights = new HashMap<>();
        program.weights()
                .keySet()
                .forEach(
                        name ->
                                weights.put(
                                        name, Agreement.numbers(sd.getVariable(name).getArr())));
        Map<String, double[]> feeds = new LinkedHashMap<>();
        feeds.put("input_values", wave);
        feeds.put("attention_mask", mask);
        return new Interpreter().run(program, feeds, weights, 11);
    }

    private static Path file(String topology) throws URISyntaxException {
        String name = "/org/burst4j/onnx/encoders/" + topology + "/torchscript-17.onnx";
        return Path.of(RealEncodersTest.class.getResource(name).toURI());
    }
}
