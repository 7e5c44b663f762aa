package org.burst4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainerStateTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void batches_add_up_until_the_epoch_ends() {
        TrainerState state =
                TrainerState.START
                        .afterBatch(2, Map.of("a", 1.0))
                        .afterBatch(3, Map.of("a", 0.5, "b", 4.0));
        assertThat(state.batch()).isEqualTo(2);
        assertThat(state.stageStep()).isEqualTo(2);
        assertThat(state.lossSum()).isEqualTo(5);
        assertThat(state.means()).isEqualTo(Map.of("a", 0.75, "b", 4.0));
        TrainerState next = state.nextEpoch().afterValidation(0.7);
        assertThat(next.epoch()).isEqualTo(1);
        assertThat(next.batch()).isZero();
        assertThat(next.globalStep()).isEqualTo(2);
        assertThat(next.lossSum()).isZero();
        assertThat(next.batchesSinceValidation()).isZero();
        assertThat(next.means()).isEmpty();
    }

    @Test
    void the_epoch_of_the_last_batch_counts_whether_or_not_the_epoch_has_ended() {
        TrainerState one = TrainerState.START.afterBatch(1, Map.of());
        assertThat(TrainerState.START.epochNumber()).isZero();
        assertThat(one.epochNumber()).isEqualTo(1);
        assertThat(one.nextEpoch().epochNumber()).isEqualTo(1);
        assertThat(one.nextEpoch().batchesSinceValidation()).isEqualTo(1);
        assertThat(one.nextEpoch().afterBatch(1, Map.of()).epochNumber()).isEqualTo(2);
    }

    @Test
    void an_equal_value_is_no_improvement_and_a_better_one_resets_the_patience() {
        TrainerState first = TrainerState.START.afterValidation(1.0);
        assertThat(first.bestGlobalEpoch()).isEqualTo(1);
        TrainerState second = first.afterValidation(1.0).afterValidation(1.5);
        assertThat(second.badEpochs()).isEqualTo(2);
        assertThat(second.bestValue()).isEqualTo(1.0);
        TrainerState third = second.afterValidation(-0.2);
        assertThat(third.badEpochs()).isZero();
        assertThat(third.bestValue()).isEqualTo(-0.2);
        assertThat(third.bestGlobalEpoch()).isEqualTo(4);
    }

    @Test
    void the_next_stage_looks_for_a_best_value_of_its_own() {
        TrainerState state =
                TrainerState.START
                        .afterBatch(1, Map.of())
                        .afterValidation(0.1)
                        .afterValidation(0.2)
                        .withElapsedSeconds(9)
                        .nextStage();
        assertThat(state.stage()).isEqualTo(2);
        assertThat(state.epoch()).isZero();
        assertThat(state.stageStep()).isZero();
        assertThat(state.globalStep()).isEqualTo(1);
        assertThat(state.globalEpoch()).isEqualTo(2);
        assertThat(state.bestValue()).isInfinite();
        assertThat(state.badEpochs()).isZero();
        assertThat(state.elapsedSeconds()).isEqualTo(9);
        assertThat(state.afterValidation(5).bestGlobalEpoch()).isEqualTo(3);
    }

    @Test
    void json_keeps_every_bit_and_infinity() throws JacksonException {
        TrainerState state = TrainerState.START.afterBatch(0.1 + 0.2, Map.of("a", 1.0 / 3));
        assertThat(JSON.readValue(JSON.writeValueAsString(state), TrainerState.class))
                .isEqualTo(state);
        TrainerState later = state.afterValidation(Math.PI).withElapsedSeconds(1e-9);
        assertThat(JSON.readValue(JSON.writeValueAsString(later), TrainerState.class))
                .isEqualTo(later);
    }
}
