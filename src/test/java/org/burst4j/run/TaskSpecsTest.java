package org.burst4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.burst4j.data.Clip;
import org.burst4j.data.Split;
import org.burst4j.model.ClassWeightScale;
import org.burst4j.model.ModelSettings;
import org.burst4j.model.PoolingRule;
import org.burst4j.model.TaskSettings;
import org.burst4j.model.WeightingRule;
import org.burst4j.task.Task;
import org.burst4j.task.Tasks;
import org.junit.jupiter.api.Test;

/** What a net is told of its classes. */
class TaskSpecsTest {
    private static final Task COUNTRY = Tasks.named("country");
    private static final List<Clip> CLIPS =
            List.of(clip(0), clip(0), clip(0), clip(1), clip(2), clip(3));

    private static Clip clip(int country) {
        return new Clip(
                "clip",
                Path.of("clip.wav"),
                Split.TRAIN,
                null,
                Map.of(COUNTRY.name(), new float[] {country}));
    }

    private static List<Double> weights(ClassWeightScale scale, boolean classWeights) {
        ModelSettings settings =
                new ModelSettings(
                        8,
                        PoolingRule.VALID,
                        WeightingRule.FIXED,
                        new TaskSettings(
                                null,
                                null,
                                null,
                                null,
                                null,
                                classWeights,
                                scale,
                                null,
                                null,
                                null,
                                null),
                        Map.of());
        return TaskSpecs.of(List.of(COUNTRY), settings, CLIPS).get(0).classWeights();
    }

    @Test
    void classes_that_are_not_weighed_by_frequency_weigh_one_together() {
        assertThat(weights(null, false)).containsExactly(0.25, 0.25, 0.25, 0.25);
    }

    @Test
    void scaled_to_a_mean_of_one_the_cross_entropy_is_the_plain_one() {
        assertThat(weights(ClassWeightScale.MEAN, false)).containsExactly(1.0, 1.0, 1.0, 1.0);
    }

    @Test
    void rare_classes_weigh_more_on_either_scale() {
        for (ClassWeightScale scale : ClassWeightScale.values()) {
            List<Double> found = weights(scale, true);
            double factor = scale.factor(4);
            assertThat(found.get(0)).isCloseTo(0.1 * factor, within(1e-12));
            assertThat(found.subList(1, 4))
                    .allSatisfy(w -> assertThat(w).isCloseTo(0.3 * factor, within(1e-12)));
        }
    }
}
