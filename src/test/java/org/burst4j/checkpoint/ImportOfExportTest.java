package org.burst4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.burst4j.checkpoint.CheckpointFixtures.expected;
import static org.burst4j.checkpoint.CheckpointFixtures.folder;
import static org.burst4j.checkpoint.CheckpointFixtures.largestDifference;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.burst4j.checkpoint.ExportOptions.Mask;
import org.burst4j.onnx.EncoderOutputs;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.onnx.WeightBinder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** From a checkpoint to a trainable graph without Python: the importer reads what is exported. */
class ImportOfExportTest {
    @TempDir Path temporary;

    static Stream<String> names() {
        return CheckpointFixtures.names();
    }

    private static float[] run(OnnxEncoder encoder) {
        JsonNode batch = CheckpointFixtures.batch();
        long[] shape = {batch.path("shape").get(0).asLong(), batch.path("shape").get(1).asLong()};
        SameDiff sd = SameDiff.create();
        SDVariable values = sd.placeHolder("input_values", DataType.FLOAT, -1, -1);
        SDVariable mask = sd.placeHolder("attention_mask", DataType.FLOAT, -1, -1);
        EncoderOutputs outputs = encoder.build(sd, values, mask, WeightBinder.VARIABLES);
        INDArray audio = Nd4j.create(CheckpointFixtures.floats(batch), shape, 'c');
        INDArray real = Nd4j.zeros(DataType.FLOAT, shape);
        for (int clip = 0; clip < shape[0]; clip++) {
            for (int at = 0; at < batch.path("lengths").get(clip).asInt(); at++) {
                real.putScalar(clip, at, 1f);
            }
        }
        String name = outputs.lastHiddenState().name();
        Map<String, INDArray> inputs = Map.of("input_values", audio, "attention_mask", real);
        return sd.output(inputs, name).get(name).dup('c').data().asFloat();
    }

    @ParameterizedTest
    @MethodSource("names")
    void the_graph_computes_what_torch_computes(String name) {
        for (boolean mask : new boolean[] {true, false}) {
            Path file = temporary.resolve(mask + ".onnx");
            // Each way of storing weights is read by one of the two.
            ExportOptions options =
                    new ExportOptions(mask ? Mask.YES : Mask.NO, !mask, false, mask, false);
            CheckpointExporter.export(folder(name), file, options);
            try (OnnxEncoder encoder = OnnxEncoder.read(file)) {
                assertThat(largestDifference(run(encoder), expected(name, mask)))
                        .as("mask %s", mask)
                        .isLessThan(1e-4);
                Set<String> own =
                        encoder.weights().keySet().stream()
                                .map(weight -> weight.replaceFirst("\\.(weight|bias)$", ""))
                                .collect(Collectors.toSet());
                assertThat(own)
                        .contains(
                                "encoder.layers.1.attention.q_proj",
                                "feature_extractor.conv_layers.6.conv",
                                "feature_projection.projection");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void halves_are_widened(String name) {
        Path file = temporary.resolve("half.onnx");
        ExportOptions options = new ExportOptions(Mask.YES, false, true, false, false);
        CheckpointExporter.export(folder(name), file, options);
        try (OnnxEncoder encoder = OnnxEncoder.read(file)) {
            assertThat(largestDifference(run(encoder), expected(name, true))).isLessThan(0.05);
        }
    }
}
