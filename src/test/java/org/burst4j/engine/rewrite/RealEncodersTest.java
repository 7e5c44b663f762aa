package org.burst4j.engine.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.burst4j.engine.ir.Interpreter;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.read.Agreement;
import org.burst4j.engine.read.GraphReader;
import org.burst4j.graph.Dropout;
import org.burst4j.onnx.EncoderHooks;
import org.burst4j.onnx.EncoderOptions;
import org.burst4j.onnx.EncoderOutputs;
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
    private static final int SAMPLES = 2319;

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

    @ParameterizedTest
    @CsvSource({
        "data2vec-audio-base, true, true",
        "data2vec-audio-base, false, false",
        "data2vec-audio-large, true, false",
        "wav2vec2-base, true, true",
        "wav2vec2-base, false, false",
        "wav2vec2-large-960h, false, true",
        "wav2vec2-large-lv60, true, true",
        "wav2vec2-large-lv60, true, false",
        "hubert-base-ls960, false, true",
        "hubert-large-ls960-ft, true, true"
    })
    void every_macro_is_found(String topology, boolean masked, boolean noisy) throws Exception {
        try (OnnxEncoder encoder = OnnxEncoder.read(file(topology))) {
            SameDiff sd = SameDiff.create();
            SDVariable values = sd.placeHolder("input_values", DataType.FLOAT, -1, -1);
            SDVariable mask = sd.placeHolder("attention_mask", DataType.FLOAT, -1, -1);
            EncoderHooks hooks = noisy ? new Noise() : EncoderHooks.NONE;
            EncoderOptions options =
                    new EncoderOptions(masked ? MaskUse.ALWAYS : MaskUse.NEVER, hooks);
            EncoderOutputs outputs =
                    encoder.build(sd, values, mask, WeightBinder.VARIABLES, options);
            String last = outputs.lastHiddenState().name();
            Shape shape = Shape.of(CLIPS, SAMPLES);
            Program read =
                    GraphReader.read(
                            sd, Map.of("input_values", shape, "attention_mask", shape), List.of(last));
            Program found = Passes.all().beforeGradients(read);
            Program fused = Passes.all().afterGradients(found);
            System.out.println(topology + " " + masked + noisy + count(found) + "\n" + count(fused));
            if (topology.equals("wav2vec2-base")) { System.out.println(found);System.out.println(fused); }
            double[] expected = run(read, sd).get(last);
            close(run(found, sd).get(last), expected);
            close(run(fused, sd).get(last), expected);
        }
    }

    private static Map<String, Integer> count(Program program) {
        Map<String, Integer> counts = new TreeMap<>();
        program.nodes()
                .forEach(node -> counts.merge(node.op().getClass().getSimpleName(), 1, Integer::sum));
        return counts;
    }

    private static void close(double[] actual, double[] expected) {
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(actual[i] - expected[i]));
        }
        assertThat(largest).isLessThan(2e-6);
    }

    private static Map<String, double[]> run(Program program, SameDiff sd) {
        double[] wave = new double[CLIPS * SAMPLES];
        double[] mask = new double[CLIPS * SAMPLES];
        for (int i = 0; i < wave.length; i++) {
            wave[i] = Math.sin(0.01 * i * (1 + i % 7));
            mask[i] = i < SAMPLES || i - SAMPLES < 1679 ? 1 : 0;
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
