package org.burst4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.burst4j.ConfigException;
import org.burst4j.task.Task;
import org.burst4j.task.Tasks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OversamplingTest {
    private static final Task AGE = Tasks.named("age");
    private static final Task COUNTRY = Tasks.named("country");
    private static final Task EMOTION = Tasks.named("emotion");

    private static Clip clip(int number, Double age, Integer country, Integer emotion) {
        Map<String, float[]> targets = new LinkedHashMap<>();
        if (age != null) {
            targets.put("age", new float[] {age.floatValue()});
        }
        if (country != null) {
            targets.put("country", new float[] {country});
        }
        if (emotion != null) {
            float[] emotions = new float[10];
            emotions[emotion] = 1;
            targets.put("emotion", emotions);
        }
        String id = String.format("%03d", number);
        return new Clip(id, Path.of(id + ".wav"), Split.TRAIN, "s" + number % 5, targets);
    }

    /** Five young Chinese, two young and one old American, and clips that lack a label. */
    private static List<Clip> clips() {
        List<Clip> clips = new ArrayList<>();
        for (int number = 0; number < 5; number++) {
            clips.add(clip(number, 20.0 + number / 2.0, 0, 0));
        }
        clips.add(clip(5, 21.0, 2, 3));
        clips.add(clip(6, 22.0, 2, 4));
        clips.add(clip(7, 39.0, 2, 3));
        clips.add(clip(8, null, 2, 3));
        clips.add(clip(9, 30.0, null, 3));
        return clips;
    }

    private static Map<String, Long> copies(Oversampling oversampling) {
        return oversampling.clips().stream()
                .collect(Collectors.groupingBy(Clip::id, Collectors.counting()));
    }

    @Test
    void every_stratum_gets_as_many_clips_as_the_largest() {
        Oversampling oversampling = Oversampling.of(clips(), List.of(AGE, COUNTRY), 2.5, 1);
        assertThat(Oversampling.counts(oversampling.clips(), List.of(AGE, COUNTRY), 2.5))
                .containsOnly(
                        Map.entry(List.of(8L, 0L), 5),
                        Map.entry(List.of(8L, 2L), 5),
                        Map.entry(List.of(15L, 2L), 5));
        assertThat(oversampling.clips()).hasSize(3 * 5 + 2);
        assertThat(oversampling)
                .extracting(
                        Oversampling::originals,
                        Oversampling::strata,
                        Oversampling::largest,
                        Oversampling::mostCopies,
                        Oversampling::withoutLabels)
                .containsExactly(10, 3, 5, 5, 2);
    }

    @Test
    void every_original_stays_and_comes_first_in_its_order() {
        List<Clip> clips = clips();
        Oversampling oversampling = Oversampling.of(clips, List.of(AGE, COUNTRY), 2.5, 1);
        assertThat(oversampling.clips().subList(0, 10)).extracting(Clip::id).isEqualTo(ids(clips));
        assertThat(ids(clips)).containsAll(copies(oversampling).keySet());
    }

    private static List<String> ids(List<Clip> clips) {
        return clips.stream().map(Clip::id).toList();
    }

    @Test
    void clips_without_a_label_stay_once_and_those_of_the_largest_stratum_too() {
        Map<String, Long> copies = copies(Oversampling.of(clips(), List.of(AGE, COUNTRY), 2.5, 1));
        assertThat(copies)
                .containsEntry("008", 1L)
                .containsEntry("009", 1L)
                .containsEntry("000", 1L)
                .containsEntry("007", 5L);
        // Five copies of two clips: three of one and two of the other.
        assertThat(List.of(copies.get("005"), copies.get("006"))).containsExactlyInAnyOrder(2L, 3L);
    }

    @Test
    void the_same_seed_duplicates_the_same_clips_and_another_one_others() {
        List<List<String>> byASeed = new ArrayList<>();
        for (long seed = 0; seed < 8; seed++) {
            List<Task> tasks = List.of(AGE, COUNTRY);
            List<String> ids = ids(Oversampling.of(clips(), tasks, 2.5, seed).clips());
            assertThat(ids(Oversampling.of(clips(), tasks, 2.5, seed).clips())).isEqualTo(ids);
            byASeed.add(ids);
        }
        assertThat(new HashSet<>(byASeed)).hasSizeGreaterThan(1);
    }

    @Test
    void the_dominant_emotion_is_a_stratum_of_its_own() {
        assertThat(Oversampling.counts(clips(), List.of(EMOTION, COUNTRY), 2.5))
                .containsOnly(
                        Map.entry(List.of(0L, 0L), 5),
                        Map.entry(List.of(3L, 2L), 3),
                        Map.entry(List.of(4L, 2L), 1));
        Oversampling all = Oversampling.of(clips(), List.of(AGE, COUNTRY, EMOTION), 2.5, 3);
        assertThat(all.strata()).isEqualTo(4);
        assertThat(all.clips()).hasSize(4 * 5 + 2);
    }

    @Test
    void of_equal_largest_outputs_the_first_counts_and_a_missing_one_is_a_missing_label() {
        float[] equal = new float[10];
        equal[4] = 1;
        equal[6] = 1;
        Clip first = new Clip("a", Path.of("a"), null, null, Map.of("emotion", equal));
        assertThat(Stratum.of(first, EMOTION, 2.5)).contains(4L);
        equal[9] = Float.NaN;
        Clip missing = new Clip("b", Path.of("b"), null, null, Map.of("emotion", equal));
        assertThat(Stratum.of(missing, EMOTION, 2.5)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "20, 2.5, 8, 20 to 22.5",
        "22.49, 2.5, 8, 20 to 22.5",
        "22.5, 2.5, 9, 22.5 to 25",
        "39, 2.5, 15, 37.5 to 40",
        "0.7, 0.1, 7, 0.7 to 0.8",
        "0.3, 0.1, 3, 0.3 to 0.4",
        "-1, 2.5, -1, -2.5 to 0"
    })
    void bins_start_at_multiples_of_their_width(double age, double width, long bin, String name) {
        assertThat(Stratum.of(clip(0, age, null, null), AGE, width)).contains(bin);
        assertThat(Stratum.name(bin, AGE, width)).isEqualTo(name);
        assertThat(Stratum.name(2, COUNTRY, width)).isEqualTo("United States");
        assertThat(Stratum.name(2, EMOTION, width)).isEqualTo(EMOTION.labels().get(2));
    }

    @Test
    void without_tasks_nothing_is_duplicated() {
        Oversampling nothing = Oversampling.of(clips(), List.of(), 2.5, 1);
        assertThat(ids(nothing.clips())).isEqualTo(ids(clips()));
        assertThat(nothing.strata()).isZero();
        assertThat(nothing.mostCopies()).isEqualTo(1);
        assertThat(Oversampling.of(List.of(), List.of(AGE), 2.5, 1).clips()).isEmpty();
    }

    @Test
    void the_sizes_of_the_paper_come_out_even_whatever_the_order() {
        List<Clip> clips = new ArrayList<>();
        for (int number = 0; number < 600; number++) {
            double age = 20 + number * 7 % 39 / 2.0;
            clips.add(clip(number, age, number % 11 % 4, number % 10));
        }
        Function<List<Clip>, Map<List<Long>, Integer>> counts =
                of ->
                        Oversampling.counts(
                                Oversampling.of(of, List.of(AGE, COUNTRY), 2.5, 4).clips(),
                                List.of(AGE, COUNTRY),
                                2.5);
        Map<List<Long>, Integer> even = counts.apply(clips);
        assertThat(even).hasSize(32);
        assertThat(new HashSet<>(even.values())).hasSize(1);
        Collections.reverse(clips);
        assertThat(counts.apply(clips)).isEqualTo(even);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void a_bin_needs_a_width(double width) {
        assertThatThrownBy(() -> Oversampling.of(clips(), List.of(AGE), width, 1))
                .isInstanceOf(ConfigException.class)
                .hasMessage("data.oversampleBinWidth is " + width + ", expected a number above 0");
    }
}
