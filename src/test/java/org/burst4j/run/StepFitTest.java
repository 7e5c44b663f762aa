package org.burst4j.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.burst4j.train.StepMemory;
import org.burst4j.train.TrainSettings;
import org.junit.jupiter.api.Test;

class StepFitTest {
    private static final Memory.Room ROOM = new Memory.Room(5_000_000_000L, "the test");

    private static TrainSettings settings(String... more) {
        return ConfigFiles.load(RunConfig.DEFAULTS, null, List.of(more)).train();
    }

    private static StepFit fit(OptionalLong arena, String... settings) {
        return new StepFit(
                new StepMemory(arena, 400_000_000, 300_000_000, 600_000_000),
                ROOM,
                settings(settings));
    }

    @Test
    void all_parts_are_told_and_what_fits_to_the_byte_fits() {
        StepFit fit = fit(OptionalLong.of(4_100_000_000L));
        assertThat(fit.fits()).isTrue();
        assertThat(fit.facts())
                .containsEntry("memory: arena of the plan", "4,100 MB")
                .containsEntry("memory: weights", "400 MB")
                .containsEntry("memory: gradients", "300 MB")
                .containsEntry("memory: optimiser", "600 MB")
                .containsEntry("memory: together", "5,400 MB")
                .containsEntry("memory: free", "5,000 MB, by the test")
                .containsEntry("memory", "fits");
    }

    @Test
    void what_does_not_fit_is_refused_with_the_settings_that_help() {
        StepFit fit = fit(OptionalLong.of(4_100_000_001L));
        assertThat(fit.fits()).isFalse();
        assertThat(fit.facts().get("memory"))
                .startsWith("does not fit. Set train.recompute=convs or all")
                .contains("train.microBatchSize=16");
        assertThat(fit.refusal().getMessage())
                .contains("needs 5,000 MB beside the weights", "5,000 MB are free, by the test");
        assertThat(fit.refusal().exitCode()).isEqualTo(6);

        OptionalLong huge = OptionalLong.of(1L << 40);
        assertThat(fit(huge, "train.recompute=convs").refusal().cure())
                .startsWith("Set train.recompute=all for");
        assertThat(fit(huge, "train.recompute=all", "train.microBatchSize=2").refusal().cure())
                .startsWith("Lower audio.maxSeconds")
                .contains("train.microBatchSize=1 ");
    }

    @Test
    void what_is_not_known_before_is_tried() {
        StepFit fit = fit(OptionalLong.empty(), "train.engine=samediff");
        assertThat(fit.fits()).isTrue();
        assertThat(fit.facts())
                .containsEntry("memory: arena of the plan", "not known before, engine samediff")
                .containsEntry("memory: together", "1,300 MB and the arena")
                .doesNotContainKey("memory");
    }

    @Test
    void a_part_of_one_clip_is_not_halved() {
        OptionalLong huge = OptionalLong.of(1L << 40);
        assertThat(fit(huge, "train.recompute=all", "train.microBatchSize=1").refusal().cure())
                .isEqualTo("Lower audio.maxSeconds.");
        assertThat(fit(huge, "train.microBatchSize=1").refusal().cure())
                .isEqualTo("Set train.recompute=convs or all for the same numbers in less memory.");
    }

    @Test
    void gradients_and_moments_that_do_not_fit_are_refused_whatever_the_arena() {
        for (OptionalLong arena : List.of(OptionalLong.empty(), OptionalLong.of(1))) {
            StepFit fit =
                    new StepFit(
                            new StepMemory(arena, 400_000_000, 2_000_000_000, 4_000_000_000L),
                            ROOM,
                            settings("train.engine=samediff"));
            assertThat(fit.fits()).isFalse();
            assertThat(fit.facts().get("memory"))
                    .startsWith("does not fit. Gradients and the optimiser alone need more")
                    .contains("train.stage2.freeze")
                    .doesNotContain("microBatchSize");
        }
        StepFit unknown =
                new StepFit(
                        new StepMemory(OptionalLong.empty(), 0, 2_000_000_000, 4_000_000_000L),
                        ROOM,
                        settings("train.engine=samediff"));
        assertThat(unknown.refusal().getMessage()).contains("needs at least 6,000 MB");
    }

    @Test
    void the_machine_has_some_room_and_tells_what_bounds_it() {
        Memory.Room room = Memory.room();
        assertThat(room.bytes()).isPositive();
        assertThat(room.bound()).isNotBlank();
    }
}
