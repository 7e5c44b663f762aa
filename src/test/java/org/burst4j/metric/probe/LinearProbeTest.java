package org.burst4j.metric.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.burst4j.ConfigException;
import org.burst4j.DataException;
import org.burst4j.metric.Metric;
import org.burst4j.task.Task;
import org.burst4j.task.Tasks;
import org.junit.jupiter.api.Test;

class LinearProbeTest {
    private static final int CLIPS = 300;
    private static final int SPEAKERS = 60;
    private static final int WIDTH = 12;
    private static final ProbeSettings SETTINGS =
            new ProbeSettings(5, 1, ProbeSettings.DEFAULTS.penalties(), 200);

    private final Random random = new Random(11);

    private static List<String> speakers() {
        List<String> speakers = new ArrayList<>();
        for (int clip = 0; clip < CLIPS; clip++) {
            speakers.add("s" + clip % SPEAKERS);
        }
        return speakers;
    }

    private double[][] noise() {
        double[][] features = new double[CLIPS][WIDTH];
        for (double[] row : features) {
            Arrays.setAll(row, d -> 100 * d + (d + 1) * random.nextGaussian());
        }
        return features;
    }

    /** Countries in unequal shares, one a speaker. */
    private static float[] countries(int kinds) {
        float[] targets = new float[CLIPS];
        for (int clip = 0; clip < CLIPS; clip++) {
            int speaker = clip % SPEAKERS;
            targets[clip] = speaker < SPEAKERS / 2 ? 0 : speaker % kinds;
        }
        return targets;
    }

    @Test
    void classes_that_lie_apart_are_found_and_noise_gives_chance() {
        Task country = Tasks.named("country");
        float[] targets = countries(4);
        double[][] features = noise();
        LinearProbe probe = new LinearProbe(country, SETTINGS);
        ProbeResult empty = probe.of(features, targets, speakers());
        ProbeScore uar = empty.headline();
        assertThat(uar.metric()).isEqualTo(Metric.UAR);
        assertThat(uar.chance()).isEqualTo(0.25);
        assertThat(uar.value()).isCloseTo(0.25, within(0.1));
        assertThat(uar.interval().low()).isLessThan(uar.value());
        assertThat(uar.interval().high()).isGreaterThan(uar.value());
        for (int clip = 0; clip < CLIPS; clip++) {
            features[clip][(int) targets[clip]] += 500;
        }
        assertThat(probe.of(features, targets, speakers()).headline().value()).isEqualTo(1);
        assertThat(empty.clips()).isEqualTo(CLIPS);
        assertThat(empty.speakers()).isEqualTo(SPEAKERS);
        assertThat(empty.penalties()).hasSize(5);
    }

    @Test
    void a_speakers_mark_is_not_mistaken_for_a_label() {
        // Each speaker is known by features of its own; the label is drawn by speaker.
        double[][] features = new double[CLIPS][SPEAKERS];
        float[] targets = new float[CLIPS];
        for (int clip = 0; clip < CLIPS; clip++) {
            features[clip][clip % SPEAKERS] = 1;
            targets[clip] = clip % SPEAKERS % 4;
        }
        double uar =
                new LinearProbe(Tasks.named("country"), SETTINGS)
                        .of(features, targets, speakers())
                        .headline()
                        .value();
        assertThat(uar).isLessThan(0.4);
    }

    @Test
    void numbers_that_are_linear_in_the_features_are_found() {
        Task age = Tasks.named("age");
        double[][] features = noise();
        float[] targets = new float[CLIPS];
        for (int clip = 0; clip < CLIPS; clip++) {
            targets[clip] = (float) (40 + 5 * (features[clip][3] - 300) / 4);
        }
        ProbeResult result = new LinearProbe(age, SETTINGS).of(features, targets, speakers());
        assertThat(result.scores())
                .extracting(ProbeScore::metric)
                .containsExactlyElementsOf(Metric.of(age));
        assertThat(result.headline().value()).isLessThan(0.01);
        assertThat(result.headline().chance()).isGreaterThan(3);
        assertThat(result.scores().get(1).value()).isGreaterThan(0.99);
        assertThat(result.penalties()).containsOnly(1e-4);
    }

    @Test
    void numbers_without_a_trace_in_the_features_take_a_large_penalty_and_score_as_chance() {
        Task age = Tasks.named("age");
        float[] targets = new float[CLIPS];
        for (int clip = 0; clip < CLIPS; clip++) {
            targets[clip] = (float) (40 + 5 * random.nextGaussian());
        }
        ProbeResult result = new LinearProbe(age, SETTINGS).of(noise(), targets, speakers());
        assertThat(result.headline().value()).isCloseTo(result.headline().chance(), within(0.1));
        assertThat(result.penalties()).allMatch(penalty -> penalty >= 1);
    }

    @Test
    void clips_without_labels_take_no_part() {
        Task country = Tasks.named("country");
        double[][] features = noise();
        float[] targets = countries(4);
        ProbeResult all = new LinearProbe(country, SETTINGS).of(features, targets, speakers());
        double[][] more = Arrays.copyOf(features, CLIPS + 10);
        float[] moreTargets = Arrays.copyOf(targets, CLIPS + 10);
        List<String> moreSpeakers = new ArrayList<>(speakers());
        for (int clip = CLIPS; clip < CLIPS + 10; clip++) {
            more[clip] = features[0];
            moreTargets[clip] = Float.NaN;
            moreSpeakers.add("new");
        }
        assertThat(new LinearProbe(country, SETTINGS).of(more, moreTargets, moreSpeakers))
                .isEqualTo(all);
    }

    @Test
    void one_penalty_is_taken_as_it_is() {
        ProbeSettings fixed = new ProbeSettings(3, 1, List.of(0.5), 10);
        ProbeResult result =
                new LinearProbe(Tasks.named("country"), fixed)
                        .of(noise(), countries(4), speakers());
        assertThat(result.penalties()).containsExactly(0.5, 0.5, 0.5);
    }

    @Test
    void what_cannot_be_probed_is_an_error() {
        LinearProbe probe = new LinearProbe(Tasks.named("country"), SETTINGS);
        assertThatThrownBy(() -> probe.of(noise(), new float[CLIPS], speakers()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("one class of task 'country'");
        float[] missing = new float[CLIPS];
        Arrays.fill(missing, Float.NaN);
        assertThatThrownBy(() -> probe.of(noise(), missing, speakers()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("no clip has labels of task 'country'");
        double[][] broken = noise();
        broken[7][2] = Double.NaN;
        assertThatThrownBy(() -> probe.of(broken, countries(4), speakers()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a feature is NaN");
        assertThatThrownBy(() -> probe.of(noise(), new float[3], speakers()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("300 rows of features, 3 labels");
        assertThatThrownBy(() -> new ProbeSettings(1, 1, List.of(1.0), 10))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("folds is 1, expected 2 or more");
        assertThatThrownBy(() -> new ProbeSettings(2, 1, List.of(0.0), 10))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("penalty is 0.0");
    }
}
