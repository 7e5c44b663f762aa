package org.burst4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.burst4j.ConfigException;
import org.burst4j.DataException;
import org.burst4j.task.Tasks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpeakerSplitTest {
    /** 30 speakers of 3 to 12 clips; class 0 is common, class 7 is of two speakers only. */
    private static ClipTable table() {
        List<Clip> clips = new ArrayList<>();
        for (int speaker = 0; speaker < 30; speaker++) {
            for (int take = 0; take < 3 + speaker * 7 % 10; take++) {
                int type = take == 0 && (speaker == 4 || speaker == 11) ? 7 : take % 3;
                clips.add(DataFolder.clip(speaker + "-" + take, "s" + speaker, type));
            }
        }
        return DataFolder.typeTable(clips);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
    void speakers_stay_together_and_fractions_are_near(long seed) {
        ClipTable split = SpeakerSplit.assign(table(), 0.25, seed);
        Set<String> train = speakers(split, Split.TRAIN);
        Set<String> val = speakers(split, Split.VAL);
        assertThat(split.hasSplits()).isTrue();
        assertThat(val).doesNotContainAnyElementsOf(train);
        double total = split.clips().size();
        assertThat(split.clips(Split.VAL).size() / total).isCloseTo(0.25, within(0.04));
        int[] all = ClassWeights.counts(split.clips(), Tasks.named("type"));
        int[] inVal = ClassWeights.counts(split.clips(Split.VAL), Tasks.named("type"));
        for (int type = 0; type < 3; type++) {
            assertThat((double) inVal[type] / all[type]).isCloseTo(0.25, within(0.08));
        }
        assertThat(inVal[7]).as("the rare class is in both").isEqualTo(1);
    }

    private static Set<String> speakers(ClipTable table, Split split) {
        return table.clips(split).stream().map(Clip::speaker).collect(Collectors.toSet());
    }

    @Test
    void the_order_of_the_rows_does_not_matter_but_the_seed_does() {
        List<Clip> reversed = new ArrayList<>(table().clips());
        Collections.reverse(reversed);
        assertThat(splits(SpeakerSplit.assign(DataFolder.typeTable(reversed), 0.3, 5)))
                .isEqualTo(splits(SpeakerSplit.assign(table(), 0.3, 5)))
                .isNotEqualTo(splits(SpeakerSplit.assign(table(), 0.3, 6)));
    }

    private static Map<String, Split> splits(ClipTable table) {
        Map<String, Split> splits = new HashMap<>();
        table.clips().forEach(clip -> splits.put(clip.id(), clip.split()));
        return splits;
    }

    @Test
    void clips_without_speaker_are_divided_one_by_one() {
        List<Clip> clips = new ArrayList<>();
        for (int index = 0; index < 40; index++) {
            clips.add(DataFolder.clip("c" + index, null, index % 2));
        }
        ClipTable split = SpeakerSplit.assign(DataFolder.typeTable(clips), 0.25, 1);
        assertThat(ClassWeights.counts(split.clips(Split.VAL), Tasks.named("type")))
                .startsWith(5, 5, 0);
    }

    @Test
    void a_table_without_classes_is_divided_by_clips_alone() {
        List<Clip> clips = new ArrayList<>();
        for (int index = 0; index < 20; index++) {
            clips.add(new Clip("c" + index, Path.of("x"), null, "s" + index / 2, Map.of()));
        }
        ClipTable table = new ClipTable(LayoutName.MANIFEST, Path.of("."), List.of(), clips, false);
        assertThat(SpeakerSplit.assign(table, 0.2, 3).clips(Split.VAL)).hasSize(4);
    }

    @Test
    void both_splits_get_a_speaker_even_if_the_fraction_is_tiny_or_huge() {
        List<Clip> clips =
                List.of(DataFolder.clip("a", "anna", 0), DataFolder.clip("b", "bert", 1));
        for (double fraction : new double[] {0.01, 0.99}) {
            ClipTable split = SpeakerSplit.assign(DataFolder.typeTable(clips), fraction, 1);
            assertThat(split.clips(Split.TRAIN)).hasSize(1);
            assertThat(split.clips(Split.VAL)).hasSize(1);
        }
    }

    @Test
    void given_splits_are_kept() {
        ClipTable given = SpeakerSplit.assign(table(), 0.5, 1);
        assertThat(SpeakerSplit.assign(given, 0.1, 2)).isSameAs(given);
    }

    @Test
    void what_cannot_be_divided_is_refused() {
        assertThatThrownBy(() -> SpeakerSplit.assign(table(), 1, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessage("valFraction is 1.0, must be above 0 and below 1");
        assertThatThrownBy(() -> SpeakerSplit.assign(table(), Double.NaN, 0))
                .isInstanceOf(ConfigException.class);
        ClipTable one = DataFolder.typeTable(List.of(DataFolder.clip("a", "anna", 0)));
        assertThatThrownBy(() -> SpeakerSplit.assign(one, 0.5, 0))
                .isInstanceOf(DataException.class)
                .hasMessage("the table has 1 speaker; a split by speaker needs 2 or more");
    }
}
