package org.burst4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.burst4j.ConfigException;
import org.burst4j.task.Tasks;
import org.junit.jupiter.api.Test;

class ClassWeightsTest {
    /** Counts of the A-VB training clips and the weights of the first paper's own program. */
    @Test
    void published_counts_give_the_published_weights() {
        assertWeights(new int[] {5120, 5090, 7142, 2638}, 0.21442, 0.21569, 0.15372, 0.41617);
        assertWeights(
                new int[] {1845, 7104, 1366, 1347, 4940, 1348, 467, 1573},
                0.09220,
                0.02395,
                0.12453,
                0.12629,
                0.03444,
                0.12619,
                0.36426,
                0.10814);
    }

    private static void assertWeights(int[] counts, double... expected) {
        double[] weights = ClassWeights.inverseFrequency(counts);
        for (int index = 0; index < expected.length; index++) {
            assertThat(weights[index]).isCloseTo(expected[index], within(0.51e-5));
        }
        assertThat(Arrays.stream(weights).sum()).isCloseTo(1, within(1e-12));
    }

    @Test
    void a_class_without_clips_weighs_nothing() {
        assertThat(ClassWeights.inverseFrequency(new int[] {1, 0, 3}))
                .containsExactly(0.75, 0, 0.25);
        assertThat(ClassWeights.inverseFrequency(new int[] {0, 0})).containsExactly(0, 0);
    }

    @Test
    void counts_skip_clips_without_a_label() {
        List<Clip> clips =
                List.of(
                        DataFolder.clip("a", null, 1),
                        DataFolder.clip("b", null, 1),
                        DataFolder.clip("c", null, 7),
                        new Clip("d", Path.of("d"), null, null, Map.of()));
        assertThat(ClassWeights.counts(clips, Tasks.named("type")))
                .containsExactly(0, 2, 0, 0, 0, 0, 0, 1);
        assertThatThrownBy(() -> ClassWeights.counts(clips, Tasks.named("two")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("task 'two' has no classes to count");
    }
}
