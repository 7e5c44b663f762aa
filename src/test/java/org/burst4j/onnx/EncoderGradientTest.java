package org.burst4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.burst4j.graph.GradientProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The tiny encoder, exported in three ways, against torch's output and gradients. */
class EncoderGradientTest {
    @ParameterizedTest
    @ValueSource(strings = {"tiny-opset17", "tiny-opset14", "tiny-dynamo18"})
    void every_gradient_equals_torchs(String export) {
        OnnxEncoder encoder = OnnxEncoder.read(OnnxFixtures.resource(export + ".onnx"));
        SameDiff sd = SameDiff.create();
        SDVariable values = sd.placeHolder("input_values", DataType.FLOAT, -1, -1);
        SDVariable mask = sd.placeHolder("attention_mask", DataType.FLOAT, -1, -1);
        SDVariable y = encoder.build(sd, values, mask, WeightBinder.VARIABLES).lastHiddenState();
        OnnxFixtures.Batch batch = OnnxFixtures.batch("tiny");
        Map<String, INDArray> inputs =
                Map.of("input_values", batch.values(), "attention_mask", batch.mask());
        float[] expected = OnnxFixtures.floats("tiny.torch");
        float[] actual = sd.output(inputs, y.name()).get(y.name()).dup('c').data().asFloat();
        assertClose("output", actual, expected, 1e-5);

        float[] weights = new float[expected.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) Math.cos(i) / weights.length;
        }
        long[] shape = {2, expected.length / 32, 16};
        SDVariable loss = y.mul(sd.constant(Nd4j.create(weights, shape, 'c'))).sum();
        sd.setLossVariables(loss.name());
        List<String> names = List.copyOf(encoder.weights().keySet());
        Map<String, INDArray> gradients = sd.calculateGradients(inputs, names);
        float[] all = OnnxFixtures.floats("tiny.gradients");
        List<String> compared = new ArrayList<>();
        int at = 0;
        for (Iterator<Map.Entry<String, JsonNode>> i =
                        OnnxFixtures.json("gradients").properties().iterator();
                i.hasNext(); ) {
            Map.Entry<String, JsonNode> entry = i.next();
            long[] torchShape = new ObjectMapper().convertValue(entry.getValue(), long[].class);
            int size = (int) Arrays.stream(torchShape).reduce(1, (a, b) -> a * b);
            INDArray torch = Nd4j.create(Arrays.copyOfRange(all, at, at + size), torchShape, 'c');
            at += size;
            INDArray own = gradients.get(entry.getKey());
            int[] order = torchShape.length == 3 ? new int[] {2, 1, 0} : new int[] {1, 0};
            INDArray laidOut = torchShape.length == 1 ? torch : torch.permute(order);
            assertThat(own.shape()).as(entry.getKey()).isEqualTo(laidOut.shape());
            assertClose(
                    entry.getKey(),
                    own.dup('c').data().asFloat(),
                    laidOut.dup('c').data().asFloat(),
                    1e-3);
            compared.add(entry.getKey());
        }
        assertThat(compared).containsExactlyInAnyOrderElementsOf(names);
    }

    /** Within the tolerance, relative to the largest value. */
    private static void assertClose(
            String name, float[] actual, float[] expected, double tolerance) {
        assertThat(actual).as(name).hasSameSizeAs(expected);
        double scale = 1e-6;
        double largest = 0;
        for (int i = 0; i < actual.length; i++) {
            scale = Math.max(scale, Math.abs(expected[i]));
            double difference = Math.abs(actual[i] - expected[i]);
            largest = difference <= largest ? largest : difference;
        }
        assertThat(largest).as(name).isLessThanOrEqualTo(tolerance * scale);
    }

    @Test
    void gradients_equal_finite_differences_in_double() {
        OnnxEncoder encoder = OnnxEncoder.read(OnnxFixtures.resource("tiny-opset17.onnx"));
        SameDiff sd = SameDiff.create();
        SDVariable values = sd.placeHolder("input_values", DataType.DOUBLE, -1, -1);
        SDVariable mask = sd.placeHolder("attention_mask", DataType.FLOAT, -1, -1);
        WeightBinder inDouble =
                (graph, name, value) -> graph.var(name, value.castTo(DataType.DOUBLE));
        SDVariable y = encoder.build(sd, values, mask, inDouble).lastHiddenState();
        OnnxFixtures.Batch batch = OnnxFixtures.noise(5, 1100, 800);
        Map<String, INDArray> inputs =
                Map.of(
                        "input_values",
                        batch.values().castTo(DataType.DOUBLE),
                        "attention_mask",
                        batch.mask());
        GradientProbe.check(sd, y, inputs, List.copyOf(encoder.weights().keySet()), 2, 1e-5);
    }
}
