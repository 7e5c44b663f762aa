package org.burst4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.burst4j.checkpoint.CheckpointFixtures.copy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.burst4j.ModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardIndexTest {
    @TempDir Path folder;

    private Path index(String weightMap) throws IOException {
        return Files.writeString(
                folder.resolve("model.safetensors.index.json"),
                "{\"weight_map\": " + weightMap + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret.safetensors",
                "/etc/passwd",
                "sub/model.safetensors",
                "..",
                ".hidden",
                "a\\\\b.bin",
                "C:model.bin",
                "a\\u0000.bin",
                "",
            })
    void a_path_is_refused_and_shown(String path) throws IOException {
        Path index = index("{\"x\": \"" + path + "\"}");
        assertThatThrownBy(() -> ShardIndex.read(index))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("tensor x is in")
                .hasMessageContaining("no plain name of a file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "3"})
    void an_index_without_files_is_refused(String weightMap) throws IOException {
        Path index = index(weightMap);
        assertThatThrownBy(() -> ShardIndex.read(index))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("has no weight_map");
    }

    @Test
    void a_file_that_is_missing_is_named() throws IOException {
        Path index = index("{\"x\": \"model-00001-of-00002.safetensors\"}");
        assertThatThrownBy(() -> ShardIndex.read(index))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("model-00001-of-00002.safetensors, which is not there");
    }

    @Test
    void tensors_come_from_the_file_that_the_index_names_and_must_be_there() throws IOException {
        Path shards = copy("wav2vec2-base-sharded", folder.resolve("shards"));
        try (Stream<String> names = Files.list(shards).map(p -> p.getFileName().toString())) {
            assertThat(names.filter(name -> name.endsWith(".safetensors")).count())
                    .isGreaterThan(1);
        }
        try (CheckpointTensors tensors = CheckpointTensors.open(shards)) {
            assertThat(tensors.files()).hasSizeGreaterThan(1);
            ShardIndex index = ShardIndex.read(shards.resolve("model.safetensors.index.json"));
            tensors.tensors()
                    .forEach(
                            (name, tensor) ->
                                    assertThat(tensor.file()).isEqualTo(index.fileOf().get(name)));
        }
        Path index = shards.resolve("model.safetensors.index.json");
        Files.writeString(
                index,
                Files.readString(index)
                        .replace("feature_projection.projection.bias", "feature_projection.other"));
        assertThatThrownBy(() -> CheckpointTensors.open(shards).close())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("feature_projection.other, but it does not");
    }
}
