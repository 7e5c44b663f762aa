package org.burst4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableSummaryTest {
    private static Clip clip(String id, Split split, String speaker, int type, float valence) {
        return new Clip(
                id,
                Path.of(id),
                split,
                speaker,
                Map.of(
                        "type", new float[] {type},
                        "two", new float[] {valence, Float.NaN}));
    }

    private static ClipTable table() {
        return new ClipTable(
                LayoutName.MANIFEST,
                Path.of("."),
                DataFolder.tasks("two", "type"),
                List.of(
                        clip("a", Split.TRAIN, "anna", 0, 0.25f),
                        clip("b", Split.TRAIN, "bert", 0, 0.75f),
                        clip("c", Split.VAL, "anna", 7, Float.NaN)),
                true);
    }

    @Test
    void counts_durations_and_labels_come_by_split() {
        TableSummary summary =
                TableSummary.of(table(), Map.of("a", 16000, "b", 48000, "c", 8000), 16000);
        assertThat(summary.layout()).isEqualTo("manifest");
        assertThat(summary.clips()).isEqualTo(3);
        assertThat(summary.tasks()).containsExactly("two", "type");
        assertThat(summary.sharedSpeakers())
                .containsOnly(Map.entry("anna", List.of("train", "val")));
        assertThat(summary.parts()).extracting("name").containsExactly("train", "val");
        TableSummary.Part train = summary.parts().get(0);
        assertThat(train.speakers()).isEqualTo(2);
        assertThat(train.durations().hours()).isCloseTo(4.0 / 3600, within(1e-12));
        assertThat(train.durations().minimumSeconds()).isEqualTo(1);
        assertThat(train.durations().medianSeconds()).isEqualTo(2);
        assertThat(train.durations().p95Seconds()).isEqualTo(3);
        assertThat(train.durations().maximumSeconds()).isEqualTo(3);
        assertThat(train.classCounts().get("type"))
                .containsEntry("Cry", 2)
                .containsEntry("Pant", 0);
        TableSummary.LabelStatistics valence = train.labels().get("two").get("Valence");
        assertThat(valence.mean()).isEqualTo(0.5);
        assertThat(valence.standardDeviation()).isCloseTo(Math.sqrt(0.125), within(1e-12));
        assertThat(valence.missing()).isZero();
        assertThat(train.labels().get("two").get("Arousal"))
                .isEqualTo(new TableSummary.LabelStatistics(null, null, 2));
    }

    @Test
    void text_and_json_hold_the_same() throws JsonProcessingException {
        TableSummary summary = TableSummary.of(table(), Map.of("a", 16000, "b", 48000), 16000);
        assertThat(TableSummaryText.of(summary))
                .startsWith(
                        "3 clips, layout manifest\ntasks: two, type\ntrain: 2 clips, 2 speakers\n")
                .contains("  0.00 h; clips of 1.00 s to 3.00 s, median 2.00 s, 95 % below 3.00 s\n")
                .contains("  type: Cry 2, Gasp 0, ")
                .contains("  two Valence: mean 0.500, sd 0.354, 0 missing\n")
                .contains("  two Arousal: mean -, sd -, 2 missing\n")
                .endsWith("warning: 1 speakers are in several splits:\n  anna in train, val\n");
        assertThat(new ObjectMapper().writeValueAsString(summary))
                .contains("\"sharedSpeakers\":{\"anna\":[\"train\",\"val\"]}")
                .contains("\"durations\":null")
                .doesNotContain("NaN");
    }

    @Test
    void a_table_without_splits_is_one_part() {
        ClipTable whole = DataFolder.typeTable(List.of(DataFolder.clip("a", null, 2)));
        TableSummary summary = TableSummary.of(whole, null, 16000);
        assertThat(summary.parts()).extracting("name").containsExactly("all");
        assertThat(summary.parts().get(0).speakers()).isZero();
        assertThat(summary.parts().get(0).durations()).isNull();
    }
}
