package org.burst4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.burst4j.ModelException;
import org.burst4j.graph.FrameMask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class OnnxEncoderTest {
    private static final double TOLERANCE = 2e-5;
    private static final OnnxEncoder DEMO = OnnxEncoder.read(OnnxFixtures.demoEncoder());

    private static EncoderOutputs build(SameDiff sd, OnnxEncoder encoder, WeightBinder binder) {
        SDVariable values = sd.placeHolder("input_values", DataType.FLOAT, -1, -1);
        SDVariable mask = sd.placeHolder("attention_mask", DataType.FLOAT, -1, -1);
        return encoder.build(sd, values, mask, binder);
    }

    private static Map<String, INDArray> inputs(OnnxFixtures.Batch batch) {
        return Map.of("input_values", batch.values(), "attention_mask", batch.mask());
    }

    private static float[] output(SameDiff sd, SDVariable variable, OnnxFixtures.Batch batch) {
        INDArray array = sd.output(inputs(batch), variable.name()).get(variable.name());
        return array.dup('c').data().asFloat();
    }

    private static double largestDifference(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double largest = 0;
        for (int i = 0; i < actual.length; i++) {
            double difference = Math.abs(actual[i] - expected[i]);
            largest = difference <= largest ? largest : difference;
        }
        return largest;
    }

    @Test
    void the_demo_encoder_is_what_its_script_says() {
        EncoderInfo info = DEMO.info();
        assertThat(info.family()).isEqualTo("data2vec-audio");
        assertThat(info.hiddenSize()).isEqualTo(128);
        assertThat(info.layers()).isEqualTo(4);
        assertThat(info.heads()).isEqualTo(4);
        assertThat(info.convKernels()).containsExactly(10, 3, 3, 3, 3, 2, 2);
        assertThat(info.convStrides()).containsExactly(5, 2, 2, 2, 2, 2, 2);
        assertThat(info.receptiveFieldSamples()).isEqualTo(400);
        assertThat(info.strideSamples()).isEqualTo(320);
        assertThat(info.parameterCount()).isEqualTo(966_784);
        assertThat(info.usesAttentionMask()).isTrue();
        assertThat(info.producer()).startsWith("pytorch");
        assertThat(info.opset()).isEqualTo(17);
        assertThat(info.sha256()).matches("[0-9a-f]{64}");
        assertThat(info.ignored()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "pair", "triple"})
    void output_equals_torch_and_onnx_runtime_in_every_frame(String name) {
        SameDiff sd = SameDiff.create();
        EncoderOutputs outputs = build(sd, DEMO, WeightBinder.CONSTANTS);
        float[] actual = output(sd, outputs.lastHiddenState(), OnnxFixtures.batch(name));
        assertThat(largestDifference(actual, OnnxFixtures.floats(name + ".onnxruntime")))
                .isLessThan(TOLERANCE);
        assertThat(largestDifference(actual, OnnxFixtures.floats(name + ".torch")))
                .isLessThan(TOLERANCE);
    }

    @Test
    void one_graph_equals_onnx_runtime_run_beside_it_for_many_shapes() throws OrtException {
        SameDiff sd = SameDiff.create();
        EncoderOutputs outputs = build(sd, DEMO, WeightBinder.CONSTANTS);
        int[][] shapes = {{400}, {719, 720}, {5000, 4999, 400, 1041}, {16_000, 9000}, {35_840}};
        for (int[] lengths : shapes) {
            OnnxFixtures.Batch batch = OnnxFixtures.noise(lengths.length, lengths);
            float[] expected = OnnxFixtures.runtime(OnnxFixtures.demoEncoder(), batch);
            float[] actual = output(sd, outputs.lastHiddenState(), batch);
            assertThat(largestDifference(actual, expected)).isLessThan(TOLERANCE);
            float[] mask = output(sd, outputs.frameMask(), batch);
            long frames = FrameMask.frames(batch.values().size(1), 400, 320);
            for (int i = 0; i < mask.length; i++) {
                int length = lengths[(int) (i / frames)];
                boolean real = i % frames < FrameMask.frames(length, 400, 320);
                assertThat(mask[i]).isEqualTo(real ? 1 : 0);
            }
        }
    }

    @Test
    void hidden_states_go_from_the_first_layers_input_to_the_last_output() {
        SameDiff sd = SameDiff.create();
        EncoderOutputs outputs = build(sd, DEMO, WeightBinder.CONSTANTS);
        assertThat(outputs.hiddenStates()).hasSize(5).doesNotHaveDuplicates();
        assertThat(outputs.hiddenStates().get(4)).isSameAs(outputs.lastHiddenState());
        OnnxFixtures.Batch batch = OnnxFixtures.batch("single");
        float[] first = output(sd, outputs.hiddenStates().get(0), batch);
        assertThat(first).hasSize(4 * 128);
    }

    @Test
    void weights_carry_the_checkpoints_names_and_the_graphs_layout() {
        Map<String, INDArray> weights = DEMO.weights();
        assertThat(weights).hasSize(101);
        assertThat(weights.keySet())
                .startsWith("feature_extractor.conv_layers.0.conv.weight")
                .contains(
                        "feature_projection.projection.bias",
                        "encoder.pos_conv_embed.layers.4.conv.weight",
                        "encoder.layers.3.attention.q_proj.weight",
                        "encoder.layers.3.feed_forward.output_dense.bias")
                .endsWith("encoder.layers.3.final_layer_norm.bias");
        assertThat(weights.get("feature_extractor.conv_layers.0.conv.weight").shape())
                .containsExactly(10, 1, 64);
        assertThat(weights.get("encoder.pos_conv_embed.layers.0.conv.weight").shape())
                .containsExactly(19, 8, 128);
        assertThat(weights.get("encoder.layers.0.feed_forward.intermediate_dense.weight").shape())
                .containsExactly(128, 512);
        assertThat(weights.values()).allMatch(array -> array.dataType() == DataType.FLOAT);
        assertThatThrownBy(() -> weights.remove("encoder.layer_norm.bias"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void every_weight_belongs_to_a_group() {
        assertThat(DEMO.weights().keySet().stream().map(OnnxEncoder::groupOf).distinct())
                .containsExactly(
                        "convs",
                        "projection",
                        "positional",
                        "layer.0",
                        "layer.1",
                        "layer.2",
                        "layer.3");
        assertThat(OnnxEncoder.groupOf("encoder.layers.11.final_layer_norm.bias"))
                .isEqualTo("layer.11");
        assertThatThrownBy(() -> OnnxEncoder.groupOf("heads.high.weight"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("heads.high.weight");
    }

    @Test
    void two_graphs_share_the_encoders_arrays() {
        OnnxEncoder tiny = OnnxEncoder.read(OnnxFixtures.resource("tiny-opset17.onnx"));
        SameDiff training = SameDiff.create();
        SameDiff inference = SameDiff.create();
        build(training, tiny, WeightBinder.VARIABLES);
        EncoderOutputs outputs = build(inference, tiny, WeightBinder.CONSTANTS);
        OnnxFixtures.Batch batch = OnnxFixtures.batch("tiny");
        float[] before = output(inference, outputs.lastHiddenState(), batch);
        String name = "encoder.layers.0.final_layer_norm.bias";
        training.getVariable(name).getArr().addi(1.5);
        float[] after = output(inference, outputs.lastHiddenState(), batch);
        for (int i = 0; i < before.length; i++) {
            assertThat(after[i] - before[i]).isCloseTo(1.5f, within(1e-5f));
        }
    }

    @Test
    void a_saved_graph_gives_the_same_numbers_when_loaded(@TempDir Path folder) {
        SameDiff sd = SameDiff.create();
        EncoderOutputs outputs = build(sd, DEMO, WeightBinder.VARIABLES);
        OnnxFixtures.Batch batch = OnnxFixtures.batch("pair");
        float[] expected = output(sd, outputs.lastHiddenState(), batch);
        File file = folder.resolve("encoder.fb").toFile();
        sd.save(file, false);
        SameDiff loaded = SameDiff.load(file, false);
        SDVariable variable = loaded.getVariable(outputs.lastHiddenState().name());
        assertThat(output(loaded, variable, batch)).isEqualTo(expected);
        assertThat(List.copyOf(DEMO.weights().keySet()))
                .allMatch(name -> loaded.getVariable(name).getArr() != null);
    }
}
