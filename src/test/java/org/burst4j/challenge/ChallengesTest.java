package org.burst4j.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.burst4j.ConfigException;
import org.burst4j.task.Tasks;
import org.junit.jupiter.api.Test;

class ChallengesTest {
    private static final List<String> EMOTIONS =
            List.of(
                    "Awe",
                    "Excitement",
                    "Amusement",
                    "Awkwardness",
                    "Fear",
                    "Horror",
                    "Distress",
                    "Triumph",
                    "Sadness",
                    "Surprise");

    @Test
    void avb_has_four_files_with_the_official_columns() {
        Challenge avb = Challenges.named("avb");
        assertThat(avb.submissions()).isEqualTo(5);
        assertThat(avb.files().stream().map(ChallengeFile::name))
                .containsExactly("A-VB-High", "A-VB-Two", "A-VB-Culture", "A-VB-Type");
        assertThat(avb.files().get(0).header()).containsExactlyElementsOf(withId(EMOTIONS));
        assertThat(avb.files().get(1).header()).containsExactly("File_ID", "Valence", "Arousal");
        assertThat(avb.files().get(3).header()).containsExactly("File_ID", "Voc_Type");
        assertThat(avb.files().get(3).columns().get(0).classes())
                .containsExactly(
                        "Cry", "Gasp", "Groan", "Grunt", "Laugh", "Other", "Pant", "Scream");
    }

    @Test
    void culture_has_nine_emotions_a_country_and_the_four_surprises_at_the_end() {
        List<String> countries = List.of("China", "United States", "South Africa", "Venezuela");
        List<String> columns = new ArrayList<>();
        for (String country : countries) {
            EMOTIONS.subList(0, 9).forEach(emotion -> columns.add(country + "_" + emotion));
        }
        countries.forEach(country -> columns.add(country + "_Surprise"));
        assertThat(Challenges.named("avb").files().get(2).header())
                .containsExactlyElementsOf(withId(columns));
    }

    @Test
    void exvo_has_one_file_of_three_tasks() {
        ChallengeFile file = Challenges.named("exvo").files().get(0);
        List<String> columns = new ArrayList<>(List.of("Country", "Age"));
        columns.addAll(EMOTIONS);
        assertThat(file.header()).containsExactlyElementsOf(withId(columns));
    }

    @Test
    void the_built_in_tasks_fill_every_file() {
        for (Challenge challenge : Challenges.all()) {
            for (ChallengeFile file : challenge.files()) {
                for (ColumnGroup group : file.columns()) {
                    List<String> labels = Tasks.named(group.task()).labels();
                    assertThat(labels)
                            .containsExactlyInAnyOrderElementsOf(
                                    group.content() == Content.VALUE
                                            ? group.headers()
                                            : group.classes());
                }
            }
        }
    }

    @Test
    void an_unknown_challenge_is_named_with_the_known_ones() {
        assertThatThrownBy(() -> Challenges.named("muse"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("there is no challenge 'muse'");
    }

    @Test
    void incomplete_descriptions_are_refused() {
        assertThatThrownBy(
                        () ->
                                new ColumnGroup(
                                        "type",
                                        Content.CLASS_NAME,
                                        List.of("Voc_Type"),
                                        null,
                                        null,
                                        null))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("[Voc_Type]");
        assertThatThrownBy(() -> new ChallengeFile("A", List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'A'");
        assertThatThrownBy(() -> new Challenge("c", "C", 0, "x", List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'c'");
    }

    private static List<String> withId(List<String> columns) {
        List<String> all = new ArrayList<>(List.of("File_ID"));
        all.addAll(columns);
        return all;
    }
}
