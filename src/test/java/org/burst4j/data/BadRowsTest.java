package org.burst4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.burst4j.DataException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadRowsTest {
    private static final String HEADER = "file,split,type,Valence,Arousal";

    @TempDir Path folder;
    private DataFolder data;

    @BeforeEach
    void openFolder() {
        data = new DataFolder(folder).audio("a.wav", "b.wav", "c.wav", "d.wav");
    }

    @Test
    void all_problems_come_in_one_exception() {
        data.table(
                "t.csv",
                HEADER,
                "a.wav,train,Cry,0.5,0.5",
                "b.wav,training,Sneeze,1.5,half",
                "c.wav,holdout,9,0.5,0.5",
                "d.wav,val,Cry,0.5",
                "e.wav,val,Cry,0.5,0.5",
                ",val,Cry,0.5,0.5",
                "a.wav,train,Cry,0.5,0.5");
        assertThatThrownBy(() -> data.read("type", "two"))
                .isInstanceOfSatisfying(
                        DataException.class, e -> assertThat(e.cure()).contains("--skip-bad"))
                .hasMessage(
                        String.join(
                                "\n  ",
                                folder + ": 9 problems",
                                "t.csv line 3 (clip b.wav), column 'type': 'Sneeze' is no class of"
                                        + " task 'type'; known are Cry, Gasp, Groan, Grunt, Laugh,"
                                        + " Other, Pant, Scream or the codes 0 to 7",
                                "t.csv line 3 (clip b.wav), column 'Valence': '1.5' is outside 0.0"
                                        + " to 1.0, the range of task 'two'",
                                "t.csv line 3 (clip b.wav), column 'Arousal': 'half' is no number;"
                                        + " expected one such as 0.25",
                                "t.csv line 4 (clip c.wav), column 'split': 'holdout' is no split;"
                                        + " expected train, val or test",
                                "t.csv line 4 (clip c.wav), column 'type': '9' is no class of task"
                                        + " 'type'; known are Cry, Gasp, Groan, Grunt, Laugh,"
                                        + " Other, Pant, Scream or the codes 0 to 7",
                                "t.csv line 5: 4 fields, but the header has 5 columns",
                                "t.csv line 7: no file is named in column 'file'",
                                "t.csv line 8 (clip a.wav): this clip stood on line 2 already",
                                "t.csv line 6 (clip e.wav): there is no audio file of this clip in "
                                        + folder));
    }

    @Test
    void bad_rows_are_left_out_on_demand() {
        data.table(
                "t.csv",
                HEADER,
                "a.wav,train,Cry,0.5,0.5",
                "b.wav,train,Sneeze,0.5,0.5",
                "c.wav,val,Pant,,",
                "d.wav,,Cry,0.5,0.5",
                "e.wav,val,Cry,0.5,0.5");
        TableRead read = data.readSkippingBad("type", "two");
        assertThat(read.table().clips()).extracting(Clip::id).containsExactly("a.wav", "c.wav");
        assertThat(read.problems())
                .extracting(Problem::where)
                .containsExactly(
                        "t.csv line 3 (clip b.wav), column 'type'",
                        "t.csv line 5 (clip d.wav)",
                        "t.csv line 6 (clip e.wav)");
        assertThat(read.problems().get(1).what())
                .isEqualTo("no split; expected train, val or test");
    }

    @Test
    void a_clip_that_stands_twice_is_left_out_wholly() {
        data.table("t.csv", "file,type", "a.wav,Cry", "b.wav,Cry", "a.wav,Pant");
        assertThat(data.readSkippingBad("type").table().clips())
                .extracting(Clip::id)
                .containsExactly("b.wav");
    }

    @Test
    void one_file_under_two_names_is_told() {
        data.table("t.csv", "file,type", "a.wav,Cry", "./a.wav,Cry", "b.wav,Pant");
        assertThat(data.readSkippingBad("type").problems())
                .containsExactly(
                        new Problem(
                                "t.csv line 3 (clip ./a.wav)",
                                "its file is that of clip a.wav already"));
    }

    @Test
    void no_good_row_at_all_is_an_error_even_then() {
        data.table("t.csv", "file,type", "a.wav,Sneeze");
        assertThatThrownBy(() -> data.readSkippingBad("type"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(": 1 problem\n");
    }

    @Test
    void after_twenty_problems_only_the_count_goes_on() {
        StringBuilder text = new StringBuilder("file,type\n");
        for (int row = 0; row < 25; row++) {
            text.append("x").append(row).append(".wav,Cry\n");
        }
        data.write("t.csv", text.toString());
        assertThatThrownBy(() -> data.read("type"))
                .hasMessageContaining(": 25 problems\n")
                .hasMessageContaining("x19.wav")
                .hasMessageEndingWith("\n  and 5 more")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("x20.wav"));
    }

    @Test
    void what_java_alone_takes_for_a_number_is_refused() {
        data.audio("good.wav");
        data.table(
                "t.csv",
                "file,Age",
                "a.wav,0x1p3",
                "b.wav,1f",
                "c.wav,Infinity",
                "d.wav,\"20,5\"",
                "good.wav,20.5");
        TableRead read = data.readSkippingBad("age");
        assertThat(read.table().clips()).extracting(Clip::id).containsExactly("good.wav");
        assertThat(read.problems()).hasSize(4);
    }

    @Test
    void missing_values_have_many_spellings() {
        data.table("t.csv", "file,Age", "a.wav,NaN", "b.wav,n/a", "c.wav,2.5e1", "d.wav,");
        ClipTable table = data.read("age");
        assertThat(table.clips())
                .extracting(clip -> clip.target("age").isPresent())
                .containsExactly(false, false, true, false);
        assertThat(table.clips().get(2).target("age").orElseThrow()).containsExactly(25f);
    }
}
