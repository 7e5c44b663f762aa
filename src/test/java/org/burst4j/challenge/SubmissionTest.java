package org.burst4j.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.burst4j.ConfigException;
import org.burst4j.DataException;
import org.burst4j.EnvironmentException;
import org.burst4j.task.Tasks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmissionTest {
    @TempDir private Path folder;

    private Submission submission() {
        return new Submission(Challenges.named("avb"), "our-team", 2, folder);
    }

    private String text(String name) throws IOException {
        return Files.readString(folder.resolve(name + "_our-team_2.csv"));
    }

    /** Two clips, the second first; High in alphabetical order, all other values in halves. */
    private static Map<String, PredictedTask> tasks() {
        Map<String, PredictedTask> tasks = new LinkedHashMap<>();
        tasks.put("high", PredictedTask.numbers(Tasks.named("emotion").labels(), counting(20)));
        tasks.put(
                "two",
                PredictedTask.numbers(List.of("Arousal", "Valence"), new float[] {0, 1, .5f, .1f}));
        tasks.put("type", PredictedTask.classes(List.of("Laugh", "Other")));
        return tasks;
    }

    private static float[] counting(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i / 32f;
        }
        return values;
    }

    @Test
    void two_clips_give_these_bytes() throws IOException {
        Submission.Written written =
                submission()
                        .write(
                                new SubmittedScores(List.of("00012", "00007"), tasks()),
                                List.of("00007", "00012"));

        // Alphabetical: Amusement 0, Awe 1, Awkwardness 2, Distress 3, Excitement 4, Fear 5,
        // Horror 6, Sadness 7, Surprise 8, Triumph 9, in 32nds; the other clip 10 more.
        assertThat(text("A-VB-High"))
                .isEqualTo(
                        "File_ID,Awe,Excitement,Amusement,Awkwardness,Fear,Horror,Distress,Triumph,"
                                + "Sadness,Surprise\n"
                                + "[00007],0.34375,0.4375,0.3125,0.375,0.46875,0.5,0.40625,0.59375,"
                                + "0.53125,0.5625\n"
                                + "[00012],0.03125,0.125,0.0,0.0625,0.15625,0.1875,0.09375,0.28125,"
                                + "0.21875,0.25\n");
        assertThat(text("A-VB-Two"))
                .isEqualTo("File_ID,Valence,Arousal\n[00007],0.1,0.5\n[00012],1.0,0.0\n");
        assertThat(text("A-VB-Type")).isEqualTo("File_ID,Voc_Type\n[00007],Other\n[00012],Laugh\n");
        assertThat(written.rows()).isEqualTo(2);
        assertThat(written.files().stream().map(file -> file.getFileName().toString()))
                .containsExactly(
                        "A-VB-High_our-team_2.csv",
                        "A-VB-Two_our-team_2.csv",
                        "A-VB-Type_our-team_2.csv");
        assertThat(written.leftOut())
                .containsExactly(
                        Map.entry(
                                "A-VB-Culture_our-team_2.csv",
                                "the predictions have no task 'culture'"));
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void culture_is_found_by_name_whatever_the_order_of_the_model() throws IOException {
        List<String> official = Tasks.named("culture").labels();
        List<String> shuffled = new ArrayList<>(official);
        Collections.reverse(shuffled);
        Collections.swap(shuffled, 3, 30);
        float[] values = new float[40];
        for (int k = 0; k < 40; k++) {
            values[k] = official.indexOf(shuffled.get(k)) / 64f;
        }
        submission()
                .write(
                        new SubmittedScores(
                                List.of("00001"),
                                Map.of("culture", PredictedTask.numbers(shuffled, values))),
                        List.of("00001"));
        List<String> lines = text("A-VB-Culture").lines().toList();
        assertThat(lines.get(0)).isEqualTo("File_ID," + String.join(",", official));
        String[] cells = lines.get(1).split(",", -1);
        for (int k = 0; k < 40; k++) {
            assertThat(Float.parseFloat(cells[k + 1])).isEqualTo(k / 64f);
        }
    }

    @Test
    void numbers_read_back_to_the_same_float_and_have_no_exponent() {
        for (float value :
                new float[] {
                    0, 1, .1f, 1e-7f, Float.MIN_VALUE, Math.nextDown(1f), 1 / 3f, .3000001f, 29.25f
                }) {
            String text = SubmissionText.number(value);
            assertThat(Float.parseFloat(text)).isEqualTo(value);
            assertThat(text).matches("\\d+\\.\\d+");
            assertThat(Double.parseDouble(text) <= 1).isEqualTo(value <= 1);
        }
        assertThat(SubmissionText.number(-0f)).isEqualTo("0.0");
    }

    @Test
    void everything_wrong_is_told_at_once_and_nothing_is_written() {
        Map<String, PredictedTask> tasks = tasks();
        float[] two = {Float.NaN, .5f, 1.25f, Float.NEGATIVE_INFINITY, .5f, -.001f};
        tasks.put("two", PredictedTask.numbers(List.of("Valence", "Arousal"), two));
        tasks.put("type", PredictedTask.classes(List.of("Laugh", "Sigh", "Pant")));
        tasks.remove("high");
        SubmittedScores predictions = new SubmittedScores(List.of("00001", "00001", "0002"), tasks);

        assertThatThrownBy(
                        () -> submission().write(predictions, List.of("00001", "00003", "00004")))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll(
                        "the submission is refused: 10 problems",
                        "clip 00001 is predicted twice",
                        "clip 0002 has no id of the challenge",
                        "clip 0002 is not in the split",
                        "clip 00003 is not predicted",
                        "clip 00004 is not predicted",
                        "clip 00001, A-VB-Two column 'Valence': NaN, expected a finite number",
                        "clip 00001, A-VB-Two column 'Valence': 1.25, expected 0 to 1",
                        "clip 00001, A-VB-Two column 'Arousal': -Infinity, expected a finite",
                        "clip 0002, A-VB-Two column 'Arousal': -0.001, expected 0 to 1",
                        "clip 00001, A-VB-Type column 'Voc_Type': 'Sigh' is no class");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void of_many_problems_twenty_are_shown_and_all_counted() {
        List<String> ids =
                IntStream.range(0, 50)
                        .mapToObj(i -> String.format(Locale.ROOT, "%05d", i))
                        .toList();
        SubmittedScores none =
                new SubmittedScores(List.of(), Map.of("type", PredictedTask.classes(List.of())));
        assertThatThrownBy(() -> submission().write(none, ids))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("50 problems", "clip 00019 is not", "and 30 more")
                .hasMessageNotContaining("clip 00020");
    }

    @Test
    void what_cannot_fill_a_file_is_said() {
        SubmittedScores predictions =
                new SubmittedScores(
                        List.of(),
                        Map.of(
                                "high",
                                PredictedTask.numbers(List.of("Awe", "Fear"), new float[0]),
                                "two",
                                PredictedTask.classes(List.of()),
                                "type",
                                PredictedTask.numbers(List.of("Cry"), new float[0]),
                                "culture",
                                PredictedTask.numbers(
                                        Tasks.named("culture").labels(), new float[0])));
        assertThat(submission().leftOut(predictions))
                .containsEntry(
                        "A-VB-High_our-team_2.csv",
                        "task 'high' has no output [Excitement, Amusement, Awkwardness, Horror,"
                                + " Distress, Triumph, Sadness, Surprise]")
                .containsEntry("A-VB-Type_our-team_2.csv", "task 'type' predicts numbers, no class")
                .containsEntry(
                        "A-VB-Two_our-team_2.csv", "task 'two' has no output [Valence, Arousal]")
                .hasSize(3);
        assertThatThrownBy(() -> submission().leftOut(new SubmittedScores(List.of(), Map.of())))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("no file of challenge 'avb' can be made");
    }

    @Test
    void an_old_submission_is_not_written_over() throws IOException {
        Files.writeString(folder.resolve("A-VB-Culture_our-team_2.csv"), "old");
        SubmittedScores predictions = new SubmittedScores(List.of("00012", "00007"), tasks());
        assertThatThrownBy(() -> submission().write(predictions, List.of("00007", "00012")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("A-VB-Culture_our-team_2.csv exists already");
        assertThat(text("A-VB-Culture")).isEqualTo("old");
    }

    @Test
    void a_file_that_cannot_be_written_leaves_no_part_of_a_submission() throws IOException {
        Path obstacle = Files.createDirectory(folder.resolve("A-VB-Two_our-team_2.csv.tmp"));
        Files.writeString(obstacle.resolve("full"), "so that it cannot be removed");
        SubmittedScores predictions = new SubmittedScores(List.of("00012", "00007"), tasks());
        assertThatThrownBy(() -> submission().write(predictions, List.of("00007", "00012")))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("cannot write");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(obstacle);
        }
    }

    @Test
    void team_and_number_are_checked() {
        Challenge avb = Challenges.named("avb");
        for (String bad : List.of("", "a/b", "..", "a b", "-x", "a\\b", "a,b", "x".repeat(65))) {
            assertThatThrownBy(() -> new Submission(avb, bad, 1, folder))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("the team's name is '" + bad + "'");
        }
        for (int bad : new int[] {0, 6}) {
            assertThatThrownBy(() -> new Submission(avb, "t", bad, folder))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("number is " + bad + ", expected 1 to 5");
        }
    }

    @Test
    void exvo_writes_country_codes_and_years() throws IOException {
        Map<String, PredictedTask> tasks = new LinkedHashMap<>();
        tasks.put("emotion", PredictedTask.numbers(Tasks.named("emotion").labels(), counting(10)));
        tasks.put("age", PredictedTask.numbers(List.of("Age"), new float[] {32.2f}));
        tasks.put("country", PredictedTask.classes(List.of("South Africa")));
        new Submission(Challenges.named("exvo"), "x", 1, folder)
                .write(new SubmittedScores(List.of("58712"), tasks), List.of("58712"));
        assertThat(Files.readString(folder.resolve("ExVo-Multi_x_1.csv")))
                .isEqualTo(
                        "File_ID,Country,Age,Awe,Excitement,Amusement,Awkwardness,Fear,Horror,"
                                + "Distress,Triumph,Sadness,Surprise\n"
                                + "[58712],1,32.2,0.03125,0.125,0.0,0.0625,0.15625,0.1875,0.09375,"
                                + "0.28125,0.21875,0.25\n");
    }

    @Test
    void predictions_are_one_a_clip() {
        assertThatThrownBy(
                        () ->
                                new SubmittedScores(
                                        List.of("00001"),
                                        Map.of("type", PredictedTask.classes(List.of()))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("task 'type' has 0 predictions, expected 1");
    }
}
