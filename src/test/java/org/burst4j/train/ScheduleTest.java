package org.burst4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final double PEAK = 4e-5;

    @Test
    void warm_up_starts_at_zero_and_the_cosine_goes_from_the_peak_to_nothing() {
        Schedule schedule = new Schedule(ScheduleRule.COSINE, PEAK, 4, 12);
        assertThat(schedule.at(0)).isZero();
        assertThat(schedule.at(1)).isCloseTo(1e-5, within(1e-18));
        assertThat(schedule.at(3)).isCloseTo(3e-5, within(1e-18));
        assertThat(schedule.at(4)).isEqualTo(PEAK);
        // A quarter of the way: (1 + cos 45 degrees) / 2 = 0.853553...
        assertThat(schedule.at(6)).isCloseTo(PEAK * 0.8535533905932737, within(1e-17));
        assertThat(schedule.at(8)).isCloseTo(2e-5, within(1e-17));
        assertThat(schedule.at(12)).isCloseTo(0, within(1e-17));
        assertThat(schedule.at(100)).isCloseTo(0, within(1e-17));
    }

    @Test
    void constant_stays_at_the_peak_after_the_warm_up() {
        Schedule schedule = new Schedule(ScheduleRule.CONSTANT, PEAK, 2, 10);
        assertThat(schedule.at(1)).isEqualTo(2e-5);
        assertThat(schedule.at(2)).isEqualTo(PEAK);
        assertThat(schedule.at(9)).isEqualTo(PEAK);
        assertThat(new Schedule(ScheduleRule.CONSTANT, PEAK, 0, 10).at(0)).isEqualTo(PEAK);
    }

    @Test
    void a_stage_that_is_all_warm_up_only_rises() {
        Schedule schedule = new Schedule(ScheduleRule.COSINE, 1, 4, 4);
        assertThat(schedule.at(3)).isEqualTo(0.75);
        assertThat(schedule.at(4)).isEqualTo(1);
    }
}
