package org.burst4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SampleWeightsTest {
    @Test
    void every_class_that_occurs_has_the_same_share_and_the_mean_is_one() {
        float[] weights = SampleWeights.inverse(new float[] {0, 0, 0, 2, 2, 3});
        // 6 clips, 3 classes: each class has 2 in all.
        assertThat(weights).containsExactly(2 / 3f, 2 / 3f, 2 / 3f, 1, 1, 2);
    }

    @Test
    void clips_of_unknown_class_weigh_one_and_change_nothing_for_the_others() {
        float[] weights = SampleWeights.inverse(new float[] {1, Float.NaN, 0, 1, Float.NaN});
        assertThat(weights).containsExactly(0.75f, 1, 1.5f, 0.75f, 1);
    }

    @Test
    void a_batch_of_one_class_or_of_none_weighs_all_alike() {
        assertThat(SampleWeights.inverse(new float[] {3, 3})).containsExactly(1, 1);
        assertThat(SampleWeights.inverse(new float[] {Float.NaN})).containsExactly(1);
        assertThat(SampleWeights.equal(3)).containsExactly(1, 1, 1);
    }
}
