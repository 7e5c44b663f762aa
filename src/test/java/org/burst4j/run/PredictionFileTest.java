package org.burst4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.burst4j.DataException;
import org.burst4j.challenge.PredictedTask;
import org.burst4j.challenge.SubmittedScores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionFileTest {
    @TempDir private Path folder;

    private SubmittedScores read(String text) throws IOException {
        Path file = folder.resolve("predictions.csv");
        Files.writeString(file, text);
        return PredictionFile.read(file);
    }

    @Test
    void numbers_and_classes_are_found_by_name() throws IOException {
        SubmittedScores predictions =
                read(
                        "\uFEFF"
                                + """
                                type.Cry,two.Arousal,file,type,two.Valence,type.Laugh
                                0.5,0.25,00001,Laugh,0.75,0.5
                                0.9,NaN,00000,Cry,1.000000,0.1
                                """);
        assertThat(predictions.ids()).containsExactly("00001", "00000");
        PredictedTask two = predictions.tasks().get("two");
        assertThat(two.labels()).containsExactly("Arousal", "Valence");
        assertThat(two.values()).containsExactly(.25f, .75f, Float.NaN, 1f);
        PredictedTask type = predictions.tasks().get("type");
        assertThat(type.isClass()).isTrue();
        assertThat(type.classes()).containsExactly("Laugh", "Cry");
        assertThat(predictions.tasks()).hasSize(2);
    }

    @Test
    void what_is_no_table_of_predictions_is_told() {
        assertThatThrownBy(() -> read("id,two.Valence\n1,2\n"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("has no column 'file' but [id, two.Valence]");
        assertThatThrownBy(() -> read("file,two.Valence\n00001,high\n"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 2 (clip 00001), column 'two.Valence': 'high' is no");
        assertThatThrownBy(() -> read("file,two.Valence\n00001\n"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 2 has 1 fields, but the header has 2 columns");
        assertThatThrownBy(() -> read("file,type,type\n00001,a,b\n"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("cannot read")
                .hasMessageContaining("type");
        assertThatThrownBy(() -> PredictionFile.read(folder.resolve("none.csv")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("none.csv");
    }
}
