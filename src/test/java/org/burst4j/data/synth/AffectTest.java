package org.burst4j.data.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.burst4j.task.Tasks;
import org.junit.jupiter.api.Test;

class AffectTest {
    private static final Affect SOME = new Affect(0.4, -0.2, 0.7, 0.1);

    @Test
    void the_strongest_emotion_is_exactly_one_and_all_are_positive() {
        SynthRandom random = new SynthRandom(1, 2);
        for (int draw = 0; draw < 500; draw++) {
            double[] emotions = Affect.draw(VocalType.CRY, random).emotions();
            double largest = 0;
            for (double emotion : emotions) {
                assertThat(emotion).isGreaterThan(0).isLessThanOrEqualTo(1);
                largest = Math.max(largest, emotion);
            }
            assertThat(largest).isEqualTo(1.0);
        }
    }

    @Test
    void intensity_falls_with_the_distance_to_a_prototype() {
        // Triumph points to (0.5, 0.2, 0.8, -0.1), Fear to (-0.5, 0.5, -0.7, 0.1).
        double triumphLength = Math.sqrt(0.25 + 0.04 + 0.64 + 0.01);
        double fearLength = Math.sqrt(0.25 + 0.25 + 0.49 + 0.01);
        double triumph = (0.4 * 0.5 - 0.2 * 0.2 + 0.7 * 0.8 - 0.1 * 0.1) / triumphLength;
        double fear = (-0.4 * 0.5 - 0.2 * 0.5 - 0.7 * 0.7 + 0.1 * 0.1) / fearLength;
        double[] emotions = SOME.emotions();
        assertThat(emotions[Affect.EMOTIONS.indexOf("Fear")])
                .isCloseTo(Math.exp(1.8 * (fear - triumph)), within(1e-12));
        assertThat(emotions[Affect.EMOTIONS.indexOf("Triumph")]).isEqualTo(1.0);
    }

    @Test
    void cultures_stand_under_their_official_names_surprise_last() {
        List<String> names = Tasks.named("culture").labels();
        double[] readings = SOME.cultures();
        double[] emotions = SOME.emotions();
        assertThat(readings).hasSameSizeAs(names);
        // China: gain 0.9 and the next emotion; Venezuela: gain 1.05 and the one before.
        assertThat(readings[names.indexOf("China_Fear")])
                .isCloseTo(0.9 * (0.7 * emotions[4] + 0.3 * emotions[5]), within(1e-12));
        assertThat(readings[names.indexOf("South Africa_Awe")])
                .isCloseTo(0.85 * (0.7 * emotions[0] + 0.3 * emotions[7]), within(1e-12));
        assertThat(readings[names.indexOf("United States_Surprise")])
                .isCloseTo(0.7 * emotions[9] + 0.3 * emotions[2], within(1e-12));
        assertThat(readings[names.indexOf("Venezuela_Surprise")])
                .isCloseTo(1.05 * (0.7 * emotions[9] + 0.3 * emotions[8]), within(1e-12));
    }

    @Test
    void valence_and_arousal_follow_the_heard_dimensions() {
        double[] low = new Affect(-1, -1, 0, 0).valenceArousal();
        double[] high = new Affect(1, 1, 0, 0).valenceArousal();
        assertThat(high[0] - low[0]).isGreaterThan(0.4);
        assertThat(high[1] - low[1]).isGreaterThan(0.4);
        assertThat(Arrays.stream(low).min().orElseThrow()).isNotNegative();
        assertThat(Arrays.stream(high).max().orElseThrow()).isLessThanOrEqualTo(1);
    }
}
