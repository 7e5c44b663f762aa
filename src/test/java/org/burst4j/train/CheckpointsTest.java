package org.burst4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.burst4j.EnvironmentException;
import org.burst4j.ModelException;
import org.burst4j.graph.SafeTensors;
import org.burst4j.train.optim.AdamW;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class CheckpointsTest {
    private static final TrainerState STATE =
            TrainerState.START.afterBatch(0.5, Map.of("age", 0.25)).withElapsedSeconds(3);

    @TempDir Path folder;

    private Checkpoints checkpoints;
    private Map<String, INDArray> weights;
    private AdamW optimiser;

    @BeforeEach
    void save() {
        checkpoints = new Checkpoints(folder.resolve("checkpoints"));
        weights = weights(1);
        optimiser = new AdamW(AdamW.Options.DEFAULTS);
        optimiser.step("b", weights.get("b"), Nd4j.createFromArray(0.1f, -0.2f, 0.3f), 0.01);
        checkpoints.saveLast(weights, optimiser, STATE);
    }

    private static Map<String, INDArray> weights(float first) {
        Map<String, INDArray> weights = new LinkedHashMap<>();
        weights.put("a", Nd4j.createFromArray(new float[][] {{first, 2}, {3, 4}}));
        weights.put("b", Nd4j.createFromArray(5f, 6f, 7f));
        weights.put("s", Nd4j.scalar(0.5f));
        return weights;
    }

    @Test
    void weights_moments_and_state_come_back() {
        Map<String, INDArray> restored = weights(0);
        restored.values().forEach(array -> array.assign(-1));
        try (AdamW other = new AdamW(AdamW.Options.DEFAULTS)) {
            assertThat(checkpoints.restoreLast(restored, other)).isEqualTo(STATE);
            assertThat(restored).isEqualTo(weights);
            assertThat(other.state().keySet()).containsExactly("b");
            assertThat(other.state().get("b").first())
                    .isEqualTo(optimiser.state().get("b").first());
            assertThat(other.state().get("b").second())
                    .isEqualTo(optimiser.state().get("b").second());
            assertThat(other.state().get("b").steps()).isEqualTo(1);
        }
        assertThat(checkpoints.lastState()).isEqualTo(STATE);
    }

    @Test
    void the_best_weights_are_a_file_of_their_own() {
        checkpoints.saveBest(weights(9), STATE.afterValidation(0.1));
        Map<String, INDArray> restored = weights(0);
        assertThat(checkpoints.restoreBest(restored)).isEqualTo(STATE.afterValidation(0.1));
        assertThat(restored.get("a").getFloat(0, 0)).isEqualTo(9f);
        assertThat(checkpoints.bestState().globalEpoch()).isEqualTo(1);
        assertThat(checkpoints.lastState().globalEpoch()).isZero();
    }

    @Test
    void a_weight_that_is_missing_or_of_another_size_is_named() {
        Map<String, INDArray> more = weights(0);
        more.put("heads/new/bias", Nd4j.createFromArray(1f));
        assertThatThrownBy(() -> checkpoints.restoreLast(more, optimiser))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("lacks the weight 'heads/new/bias'");
        Map<String, INDArray> wider = weights(0);
        wider.put("b", Nd4j.createFromArray(1f, 2f, 3f, 4f));
        assertThatThrownBy(() -> checkpoints.restoreLast(wider, optimiser))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("weight 'b' of checkpoint")
                .hasMessageContaining("has 3 numbers, expected 4");
    }

    @Test
    void no_checkpoint_a_short_one_and_one_of_another_version_are_told_apart() throws IOException {
        assertThatThrownBy(() -> checkpoints.bestState())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("best.safetensors does not exist");
        byte[] bytes = Files.readAllBytes(checkpoints.last());
        Files.write(checkpoints.last(), Arrays.copyOf(bytes, bytes.length - 5));
        assertThatThrownBy(() -> checkpoints.restoreLast(weights, optimiser))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("last.safetensors");
    }

    @Test
    void another_version_or_no_state_touches_no_weight() {
        Map<String, INDArray> tensors = new LinkedHashMap<>();
        weights(77).forEach((name, array) -> tensors.put("weight/" + name, array));
        SafeTensors.write(checkpoints.last(), tensors, Map.of("burst4j.checkpoint_version", "99"));
        assertThatThrownBy(() -> checkpoints.restoreLast(weights, optimiser))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("has format version 99, expected 1");
        SafeTensors.write(checkpoints.last(), tensors, Map.of("burst4j.checkpoint_version", "1"));
        assertThatThrownBy(() -> checkpoints.restoreLast(weights, optimiser))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("has no readable state");
        assertThat(weights.get("a").getFloat(0, 0)).isEqualTo(1f);
    }

    @Test
    void a_write_that_fails_leaves_the_old_file_and_a_rest_of_one_is_no_obstacle()
            throws IOException {
        byte[] before = Files.readAllBytes(checkpoints.last());
        Path temporary = checkpoints.last().resolveSibling("last.safetensors.tmp");
        Files.createDirectories(temporary.resolve("in the way"));
        assertThatThrownBy(() -> checkpoints.saveLast(weights(8), optimiser, STATE))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("last.safetensors");
        assertThat(Files.readAllBytes(checkpoints.last())).isEqualTo(before);

        Files.delete(temporary.resolve("in the way"));
        Files.delete(temporary);
        Files.write(temporary, Arrays.copyOf(before, before.length / 2));
        assertThat(checkpoints.lastState()).isEqualTo(STATE);
        checkpoints.saveLast(weights(8), optimiser, STATE);
        checkpoints.restoreLast(weights, optimiser);
        assertThat(weights.get("a").getFloat(0, 0)).isEqualTo(8f);
    }
}
