package org.burst4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExvoLayoutTest {
    @TempDir Path folder;

    @Test
    void reads_speaker_age_codes_and_emotions_by_name() {
        DataFolder data = new DataFolder(folder).audio("wav/00010.wav", "wav/00011.wav");
        data.table(
                "data_info.csv",
                "File_ID,Split,Subject_ID,Country_string,Age,Country,Awe,Amusement,Triumph",
                "[00010],Train,Speaker_7,USA,20.5,2,0.5,0.25,1",
                "[00011],Test,Speaker_9,,,,,,");

        ClipTable table = data.read("emotion", "age", "country", "type");

        assertThat(table.layout()).isEqualTo(LayoutName.EXVO);
        assertThat(table.tasks()).extracting("name").containsExactly("emotion", "age", "country");
        Clip clip = table.clips().get(0);
        assertThat(clip.speaker()).isEqualTo("Speaker_7");
        assertThat(clip.target("age").orElseThrow()).containsExactly(20.5f);
        assertThat(clip.target("country").orElseThrow()).containsExactly(2f);
        float nan = Float.NaN;
        assertThat(clip.target("emotion").orElseThrow())
                .containsExactly(0.25f, 0.5f, nan, nan, nan, nan, nan, nan, nan, 1f);
        assertThat(table.clips().get(1).targets()).isEmpty();
    }

    @Test
    void countries_are_codes_as_well_as_names() {
        DataFolder data = new DataFolder(folder).audio("wav/a.wav", "wav/b.wav", "wav/c.wav");
        data.table(
                "data_info.csv",
                "File_ID,Split,Country",
                "a,Train,3.0",
                "b.wav,Train,united states",
                "c,Train,0");
        assertThat(data.read("country").clips())
                .extracting(clip -> clip.target("country").orElseThrow()[0])
                .containsExactly(3f, 2f, 0f);
    }

    @Test
    void country_string_serves_where_there_is_no_code() {
        DataFolder data = new DataFolder(folder).audio("wav/a.wav");
        data.table("data_info.csv", "File_ID,Split,Country_string", "a,Train,Venezuela");
        assertThat(data.read("country").clips().get(0).target("country").orElseThrow())
                .containsExactly(3f);
    }
}
