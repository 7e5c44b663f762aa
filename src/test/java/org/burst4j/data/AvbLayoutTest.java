package org.burst4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.burst4j.DataException;
import org.burst4j.task.Task;
import org.burst4j.task.Tasks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AvbLayoutTest {
    private static final String HIGH =
            "File_ID,Split,Awe,Excitement,Amusement,Awkwardness,Fear,Horror,Distress,Triumph,"
                    + "Sadness,Surprise";

    @TempDir Path folder;
    private DataFolder data;

    @BeforeEach
    void openFolder() {
        data = new DataFolder(folder);
        data.audio("audio/wav/00000.wav", "audio/wav/00001.wav", "audio/wav/00002.wav");
    }

    @Test
    void joins_tables_by_file_id_without_brackets() {
        data.table(
                        "labels/high_info.csv",
                        HIGH,
                        "[00000],Train,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1.0",
                        "[00001],Val,1,0,0,0,0,0,0,0,0,0",
                        "[00002],Test,,,,,,,,,,")
                .table(
                        "labels/two_info.csv",
                        "File_ID,Split,Arousal,Valence",
                        "[00001],Val,0.25,0.75",
                        "[00000],Train,0.5,0.125")
                .table("labels/type_info.csv", "File_ID,Split,Voc_Type", "[00000],Train,Laugh")
                .table(
                        "labels/data_info.csv",
                        "File_ID,Split,Country",
                        "[00000],Train,USA",
                        "[00001],Val,South Africa",
                        "[00002],Test,");

        ClipTable table = data.read("high", "two", "type", "country", "culture");

        assertThat(table.layout()).isEqualTo(LayoutName.AVB);
        assertThat(table.hasSplits()).isTrue();
        assertThat(table.tasks()).extracting(Task::name).doesNotContain("culture").hasSize(4);
        assertThat(table.clips()).extracting(Clip::id).containsExactly("00000", "00001", "00002");
        Clip first = table.clips(Split.TRAIN).get(0);
        assertThat(first.file()).isEqualTo(folder.resolve("audio/wav/00000.wav"));
        assertThat(first.speaker()).isNull();
        assertThat(first.target("high").orElseThrow())
                .containsExactly(0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f, 0.9f, 1f);
        assertThat(first.target("two").orElseThrow()).containsExactly(0.125f, 0.5f);
        assertThat(first.target("type").orElseThrow()).containsExactly(4f);
        assertThat(first.target("country").orElseThrow()).containsExactly(2f);
        assertThat(table.clips(Split.VAL).get(0).targets())
                .containsOnlyKeys("high", "two", "country");
        assertThat(table.clips(Split.TEST).get(0).targets()).isEmpty();
    }

    /** Real tables order the countries one way, put Surprise last, and misspell one name. */
    @Test
    void culture_labels_are_found_by_name_in_any_order() {
        List<String> names = new ArrayList<>(Tasks.named("culture").labels());
        List<String> columns = new ArrayList<>(names);
        Collections.reverse(columns);
        columns.set(columns.indexOf("South Africa_Sadness"), "SouthAfrica_Sadness");
        List<String> values = new ArrayList<>();
        for (String column : columns) {
            int index = names.indexOf(column.replace("SouthAfrica", "South Africa"));
            values.add(String.valueOf(index / 64.0));
        }
        data.table(
                "labels/culture_info.csv",
                "File_ID,Split," + String.join(",", columns),
                "[00000],Train," + String.join(",", values));

        float[] culture = data.read("culture").clips().get(0).target("culture").orElseThrow();

        assertThat(culture).hasSize(40);
        for (int index = 0; index < 40; index++) {
            assertThat(culture[index]).as(names.get(index)).isEqualTo(index / 64f);
        }
    }

    @Test
    void a_single_missing_label_is_not_a_number() {
        data.table("labels/two_info.csv", "File_ID,Split,Valence,Arousal", "[00000],Train,,0.5");
        assertThat(data.read("two").clips().get(0).target("two").orElseThrow())
                .containsExactly(Float.NaN, 0.5f);
    }

    @Test
    void tables_that_contradict_each_other_are_named() {
        data.table("labels/data_info.csv", "File_ID,Split,Valence", "[00000],Train,0.5")
                .table("labels/two_info.csv", "File_ID,Split,Valence", "[00000],Val,0.625");
        assertThatThrownBy(() -> data.read("two"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "two_info.csv line 2 (clip 00000), column 'Split': 'Val', but train in"
                                + " data_info.csv line 2 (clip 00000)")
                .hasMessageContaining("column 'Valence': '0.625', but 0.5 in a table read before");
    }

    @Test
    void a_table_file_inside_labels_is_enough_to_find_the_data_set() {
        data.table("labels/two_info.csv", "File_ID,Split,Valence,Arousal", "[00000],Train,0,0.5");
        ClipTable table =
                ClipTables.read(
                        folder.resolve("labels/two_info.csv"),
                        LayoutName.AUTO,
                        DataFolder.tasks("two"),
                        null);
        assertThat(table.layout()).isEqualTo(LayoutName.AVB);
        assertThat(table.root()).isEqualTo(folder);
    }

    @Test
    void a_layout_that_does_not_fit_says_what_it_needs() {
        assertThatThrownBy(
                        () ->
                                ClipTables.read(
                                        folder, LayoutName.AVB, DataFolder.tasks("two"), null))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "layout A-VB needs labels/*_info.csv in " + folder + ", which holds audio");
    }

    @Test
    void a_missing_audio_folder_is_told_once() {
        DataFolder bare = new DataFolder(folder.resolve("bare"));
        bare.table("labels/two_info.csv", "File_ID,Split,Valence,Arousal", "[00000],Train,0,0.5");
        assertThatThrownBy(() -> bare.read("two"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("there is no audio folder; looked for [")
                .hasMessageContaining("bare/audio/wav");
    }
}
