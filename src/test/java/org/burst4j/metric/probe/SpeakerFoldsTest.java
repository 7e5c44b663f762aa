package org.burst4j.metric.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.burst4j.DataException;
import org.junit.jupiter.api.Test;

class SpeakerFoldsTest {
    private static final int FOLDS = 5;

    private static List<String> speakers(int clips, int speakers) {
        Random random = new Random(3);
        List<String> heard = new ArrayList<>();
        for (int clip = 0; clip < clips; clip++) {
            heard.add("s" + (clip < speakers ? clip : random.nextInt(speakers)));
        }
        return heard;
    }

    @Test
    void no_speaker_is_in_two_folds_and_folds_are_of_about_one_size() {
        List<String> speakers = speakers(400, 40);
        int[] folds = SpeakerFolds.of(speakers, new int[400], FOLDS, 1);
        Map<String, Integer> foldOf = new HashMap<>();
        for (int clip = 0; clip < folds.length; clip++) {
            Integer before = foldOf.putIfAbsent(speakers.get(clip), folds[clip]);
            assertThat(before).isIn(null, folds[clip]);
        }
        for (int fold = 0; fold < FOLDS; fold++) {
            int wanted = fold;
            long size = Arrays.stream(folds).filter(f -> f == wanted).count();
            assertThat(size).isBetween(75L, 85L);
        }
    }

    @Test
    void a_class_that_as_many_speakers_have_as_there_are_folds_is_in_each_fold() {
        // One clip a speaker: classes of 5, 10 and 35 speakers.
        int[] strata = IntStream.range(0, 50).map(i -> i < 5 ? 0 : i < 15 ? 1 : 2).toArray();
        List<String> speakers = IntStream.range(0, 50).mapToObj(i -> "s" + i).toList();
        int[] folds = SpeakerFolds.of(speakers, strata, FOLDS, 9);
        int[][] counts = new int[FOLDS][3];
        for (int clip = 0; clip < folds.length; clip++) {
            counts[folds[clip]][strata[clip]]++;
        }
        assertThat(List.of(counts)).allMatch(own -> Arrays.equals(own, new int[] {1, 2, 7}));
    }

    @Test
    void the_seed_alone_decides_who_goes_where() {
        List<String> speakers = speakers(60, 30);
        int[] first = SpeakerFolds.of(speakers, new int[60], FOLDS, 1);
        assertThat(SpeakerFolds.of(speakers, new int[60], FOLDS, 1)).isEqualTo(first);
        assertThat(SpeakerFolds.of(speakers, new int[60], FOLDS, 2)).isNotEqualTo(first);
    }

    @Test
    void fewer_speakers_than_folds_are_an_error() {
        assertThatThrownBy(() -> SpeakerFolds.of(List.of("a", "b", "a"), new int[3], 3, 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("2 speakers for 3 folds");
    }
}
