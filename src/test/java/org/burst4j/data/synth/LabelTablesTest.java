package org.burst4j.data.synth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelTablesTest {
    private static final String HIGH =
            "Awe,Excitement,Amusement,Awkwardness,Fear,Horror,Distress,Triumph,Sadness,Surprise";
    private static final int CLIPS = 480;

    @TempDir private static Path folder;
    private static List<SynthClip> clips;

    @BeforeAll
    static void writeTables() throws IOException {
        SynthConfig config = new SynthConfig(SynthLayout.AVB, CLIPS, 24, 11, folder);
        clips = SyntheticCorpus.draw(config);
        Files.createDirectory(folder.resolve("labels"));
        for (SynthLayout layout : SynthLayout.values()) {
            LabelTables.of(layout, clips)
                    .forEach((name, table) -> table.write(folder.resolve(name)));
        }
        LabelTables.truth(clips).write(folder.resolve("synth-truth.csv"));
    }

    private static List<String> lines(String file) throws IOException {
        return Files.readAllLines(folder.resolve(file));
    }

    private static List<String[]> rows(String file) throws IOException {
        return lines(file).stream().skip(1).map(line -> line.split(",", -1)).toList();
    }

    @Test
    void headers_are_the_official_ones() throws IOException {
        assertThat(lines("labels/high_info.csv").get(0)).isEqualTo("File_ID,Split," + HIGH);
        assertThat(lines("labels/two_info.csv").get(0)).isEqualTo("File_ID,Split,Valence,Arousal");
        assertThat(lines("labels/type_info.csv").get(0)).isEqualTo("File_ID,Split,Voc_Type");
        assertThat(lines("data_info.csv").get(0))
                .isEqualTo("File_ID,Split,Subject_ID,Age,Country,Country_string," + HIGH);
        assertThat(lines("labels/speakers.csv").get(0)).isEqualTo("File_ID,Subject_ID");
    }

    @Test
    void cultures_come_in_four_blocks_of_nine_with_the_surprises_last() throws IOException {
        String nine = HIGH.replace(",Surprise", "");
        StringBuilder expected = new StringBuilder("File_ID,Split");
        List<String> cultures = List.of("China", "United States", "South Africa", "Venezuela");
        for (String culture : cultures) {
            for (String emotion : nine.split(",", -1)) {
                expected.append(',').append(culture).append('_').append(emotion);
            }
        }
        cultures.forEach(culture -> expected.append(',').append(culture).append("_Surprise"));
        String header = lines("labels/culture_info.csv").get(0);
        assertThat(header).isEqualTo(expected.toString());
        assertThat(lines("labels/data_info.csv").get(0))
                .isEqualTo(
                        "File_ID,Split,Country,"
                                + HIGH
                                + header.substring("File_ID,Split".length())
                                + ",Valence,Arousal");
    }

    @Test
    void ids_are_bracketed_and_every_clip_has_a_row_of_full_width() throws IOException {
        for (String file :
                List.of(
                        "labels/high_info.csv",
                        "labels/culture_info.csv",
                        "labels/data_info.csv",
                        "labels/type_info.csv",
                        "data_info.csv",
                        "synth-truth.csv")) {
            int width = lines(file).get(0).split(",", -1).length;
            assertThat(rows(file)).hasSize(CLIPS).allMatch(row -> row.length == width);
            assertThat(rows(file).get(42)[0]).isEqualTo("[00042]");
        }
    }

    @Test
    void one_emotion_of_each_labelled_clip_is_exactly_one() throws IOException {
        for (String[] row : rows("labels/high_info.csv")) {
            List<String> labels = Arrays.asList(row).subList(2, 12);
            if (row[1].equals("Test")) {
                assertThat(labels).allMatch(String::isEmpty);
            } else {
                assertThat(labels).contains("1.0000");
                assertThat(labels)
                        .allMatch(
                                label ->
                                        Double.parseDouble(label) >= 0
                                                && Double.parseDouble(label) <= 1);
            }
        }
    }

    @Test
    void test_labels_are_empty_but_known_to_the_truth_table() throws IOException {
        for (String file : List.of("labels/data_info.csv", "labels/type_info.csv")) {
            assertThat(rows(file).stream().filter(row -> row[1].equals("Test")))
                    .isNotEmpty()
                    .allMatch(row -> Arrays.stream(row).skip(2).allMatch(String::isEmpty));
        }
        assertThat(rows("data_info.csv").stream().filter(row -> row[1].equals("Test")))
                .allMatch(row -> Arrays.stream(row).skip(3).allMatch(String::isEmpty));
        assertThat(rows("synth-truth.csv"))
                .allMatch(row -> Arrays.stream(row).noneMatch(String::isEmpty));
    }

    @Test
    void every_type_is_in_every_split_and_no_class_is_rare() throws IOException {
        Map<String, Integer> counts = new HashMap<>();
        Set<String> pairs = new HashSet<>();
        for (String[] row : rows("synth-truth.csv")) {
            counts.merge(row[4], 1, Integer::sum);
            pairs.add(row[1] + row[4]);
        }
        assertThat(counts).hasSize(8).allSatisfy((type, n) -> assertThat(n).isGreaterThan(24));
        assertThat(pairs).hasSize(24);
    }

    @Test
    void no_speaker_is_in_two_splits() throws IOException {
        Map<String, String> splits = new HashMap<>();
        for (String[] row : rows("data_info.csv")) {
            assertThat(splits.merge(row[2], row[1], (one, other) -> one)).isEqualTo(row[1]);
        }
        assertThat(splits).hasSize(24);
    }

    @Test
    void ceilings_are_high_but_not_perfect() {
        NoiseCeiling.of(SynthLayout.AVB, clips)
                .forEach(
                        (split, scores) -> {
                            assertThat(scores.remove("country.uar")).isEqualTo(1.0);
                            assertThat(scores).hasSize(4);
                            scores.forEach(
                                    (metric, value) ->
                                            assertThat(value)
                                                    .as(split + " " + metric)
                                                    .isBetween(0.8, 0.999));
                        });
        NoiseCeiling.of(SynthLayout.EXVO, clips)
                .forEach(
                        (split, scores) -> {
                            assertThat(scores.get("emotion.ccc")).isBetween(0.8, 0.999);
                            assertThat(scores.get("age.mae")).isBetween(0.05, 0.5);
                            assertThat(scores.get("country.uar")).isEqualTo(1.0);
                        });
    }
}
