package org.burst4j.data.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RatersTest {
    @Test
    void ratings_scatter_around_the_truth_by_the_error_of_the_mean() {
        double sum = 0;
        double squares = 0;
        int clips = 4000;
        for (int clip = 0; clip < clips; clip++) {
            double error = new Raters(5, clip).rate(new double[] {0.5})[0] - 0.5;
            sum += error;
            squares += error * error;
        }
        assertThat(sum / clips).isCloseTo(0, within(0.006));
        // 0.25 / sqrt(9), a little less for what is cut off at 0 and 1.
        assertThat(Math.sqrt(squares / clips)).isBetween(0.072, 0.084);
    }

    @Test
    void ratings_stay_within_zero_and_one() {
        for (int clip = 0; clip < 200; clip++) {
            assertThat(Arrays.stream(new Raters(6, clip).rate(new double[] {0, 1})).boxed())
                    .allMatch(rating -> rating >= 0 && rating <= 1);
        }
    }

    @Test
    void the_largest_emotion_is_rated_exactly_one() {
        for (int clip = 0; clip < 200; clip++) {
            double[] rated = new Raters(7, clip).rateToOne(new double[] {0.2, 0.9, 1, 0.4});
            assertThat(Math.max(rated[1], rated[2])).isEqualTo(1.0);
            assertThat(Arrays.stream(rated).boxed()).allMatch(rating -> rating >= 0 && rating <= 1);
        }
    }

    @Test
    void five_in_a_hundred_types_are_mistaken() {
        int mistaken = 0;
        for (int clip = 0; clip < 4000; clip++) {
            mistaken += new Raters(8, clip).name(VocalType.PANT) == VocalType.PANT ? 0 : 1;
        }
        assertThat(mistaken / 4000.0).isCloseTo(0.05, within(0.012));
    }
}
