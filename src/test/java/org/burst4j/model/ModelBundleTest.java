package org.burst4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.burst4j.ModelException;
import org.burst4j.graph.SafeTensors;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.predict.VocalBurstModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ModelBundleTest {
    @TempDir Path folder;

    private Path bundle;
    private Map<String, INDArray> weights;
    private ModelManifest manifest;

    @BeforeEach
    void write() {
        bundle = folder.resolve("model");
        manifest =
                new ModelManifest(
                        ModelManifest.CURRENT_VERSION,
                        "1.2.3",
                        "multitask",
                        SmallNet.TASKS,
                        Map.of("sampleRateHz", 16_000, "maxSeconds", 12.5, "loudness", "none"),
                        8000,
                        400,
                        Map.of("family", "wav2vec2"),
                        Map.of("seed", 7),
                        Map.of("age", List.of(18.0, 60.5)),
                        Map.of("age.ccc", 0.25));
        try (OnnxEncoder encoder = OnnxEncoder.read(SmallNet.encoderFile())) {
            MultitaskNet net = SmallNet.net(encoder, WeightingRule.FIXED);
            weights = net.initialWeights(1);
            ModelBundle.write(bundle, manifest, weights, net.inferenceGraph(weights));
        }
    }

    private Path manifestFile() {
        return bundle.resolve(ModelBundle.MANIFEST);
    }

    private void replace(String old, String text) throws IOException {
        String json = Files.readString(manifestFile());
        assertThat(json).contains(old);
        Files.writeString(manifestFile(), json.replace(old, text));
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> VocalBurstModel.load(bundle).close())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(message);
    }

    @Test
    void what_is_written_is_read_back() {
        ModelBundle opened = ModelBundle.open(bundle);
        assertThat(opened.manifest()).isEqualTo(manifest);
        assertThat(opened.readGraph().variableMap())
                .containsKeys("input_values", "age/score", "embedding");
        try (SafeTensors file = SafeTensors.open(bundle.resolve(ModelBundle.WEIGHTS))) {
            assertThat(file.names()).containsExactlyInAnyOrderElementsOf(weights.keySet());
            weights.forEach((name, array) -> assertThat(file.read(name)).as(name).isEqualTo(array));
        }
        assertThat(folder.resolve("model.tmp")).doesNotExist();
    }

    @Test
    void weights_too_large_for_the_graph_are_read_from_their_own_file() throws IOException {
        SameDiff whole = ModelBundle.open(bundle).readGraph();
        Path split = folder.resolve("split");

        ModelBundle.write(split, manifest, weights, whole, false);

        assertThat(Files.size(split.resolve(ModelBundle.GRAPH)))
                .isLessThan(Files.size(bundle.resolve(ModelBundle.GRAPH)));
        SameDiff read = ModelBundle.open(split).readGraph();
        Map<String, INDArray> inputs =
                Map.of(
                        GraphNames.INPUT_VALUES, Nd4j.linspace(-1, 1, 8000).reshape(1, 8000),
                        GraphNames.ATTENTION_MASK, Nd4j.ones(1, 8000));
        assertThat(read.outputSingle(inputs, "age/score"))
                .isEqualTo(whole.outputSingle(inputs, "age/score"));
        SafeTensors.write(split.resolve(ModelBundle.WEIGHTS), Map.of(), Map.of());
        assertThatThrownBy(() -> ModelBundle.open(split).readGraph())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("weights.safetensors has no tensor named");
    }

    @Test
    void a_write_that_was_killed_between_its_renames_is_ended_by_open() throws IOException {
        Path old = Files.createDirectory(folder.resolve("model.old"));
        Files.writeString(old.resolve(ModelBundle.MANIFEST), "{}");
        Files.move(bundle, folder.resolve("model.tmp"));

        assertThat(ModelBundle.open(bundle).manifest()).isEqualTo(manifest);
        assertThat(folder.toFile().list()).containsExactly("model");
    }

    @Test
    void a_write_that_was_killed_earlier_leaves_the_old_bundle() throws IOException {
        Path temporary = Files.createDirectory(folder.resolve("model.tmp"));
        Files.writeString(temporary.resolve(ModelBundle.GRAPH), "half");

        assertThat(ModelBundle.open(bundle).manifest()).isEqualTo(manifest);
        Files.move(bundle, folder.resolve("elsewhere"));
        assertRefused("is not a model bundle: it has no model.json");
    }

    @Test
    void a_new_manifest_leaves_the_rest_alone() {
        ModelBundle.rewriteManifest(
                bundle,
                new ModelManifest(
                        1, "2", "multitask", SmallNet.TASKS, null, 1, 1, null, null, null, null));
        assertThat(ModelBundle.open(bundle).manifest().burst4jVersion()).isEqualTo("2");
        assertThat(bundle.resolve(ModelBundle.GRAPH)).isNotEmptyFile();
    }

    @Test
    void a_folder_without_a_part_is_no_bundle() throws IOException {
        Files.delete(bundle.resolve(ModelBundle.GRAPH));
        assertRefused("is not a model bundle: it has no model.fb");
        Files.delete(manifestFile());
        assertRefused("is not a model bundle: it has no model.json");
    }

    @Test
    void a_newer_and_an_invalid_version_are_told_apart() throws IOException {
        replace("\"formatVersion\" : 1", "\"formatVersion\" : 99");
        assertRefused("has format version 99, this library reads up to 1");
        replace("\"formatVersion\" : 99", "\"formatVersion\" : 0");
        assertRefused("has no valid formatVersion");
    }

    @Test
    void a_damaged_manifest_is_named() throws IOException {
        replace("\"Fear\"", "\"Awe\"");
        assertRefused("is damaged: task 'emotions' names a label twice");
        Files.writeString(manifestFile(), "{");
        assertRefused("model.json is damaged");
        Files.writeString(manifestFile(), "{\"formatVersion\": 1, \"tasks\": []}");
        assertRefused("names no task");
    }

    @Test
    void preprocessing_that_this_version_does_not_know_is_refused() throws IOException {
        replace("\"sampleRateHz\" : 16000", "\"loudnessWar\" : true");
        assertRefused("preprocessing is not understood");
    }

    @Test
    void a_truncated_graph_is_named() throws IOException {
        Path graph = bundle.resolve(ModelBundle.GRAPH);
        byte[] bytes = Files.readAllBytes(graph);
        Files.write(graph, Arrays.copyOf(bytes, bytes.length / 2));
        assertRefused("model.fb cannot be loaded as a SameDiff graph");
    }

    @Test
    void a_graph_without_a_promised_output_is_refused() throws IOException {
        replace("\"name\" : \"age\"", "\"name\" : \"height\"");
        assertRefused("the graph has no output 'height/score' that model.json promises");
    }

    @Test
    void a_manifest_needs_sizes() {
        assertThatThrownBy(
                        () ->
                                new ModelManifest(
                                        1,
                                        "1",
                                        "multitask",
                                        SmallNet.TASKS,
                                        null,
                                        0,
                                        1,
                                        null,
                                        null,
                                        null,
                                        null))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("bucketSamples 0");
        assertThat(List.of(manifest.bucketSamples(), manifest.minimumSamples()))
                .containsExactly(8000, 400);
    }
}
