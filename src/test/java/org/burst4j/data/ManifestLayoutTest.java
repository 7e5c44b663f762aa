package org.burst4j.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.burst4j.ConfigException;
import org.burst4j.DataException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestLayoutTest {
    @TempDir Path folder;
    private DataFolder data;

    @BeforeEach
    void openFolder() {
        data = new DataFolder(folder);
    }

    @Test
    void files_are_found_beside_the_table_and_in_wav_and_audio() {
        data.audio("a.wav", "wav/b.wav", "audio/sub/c.flac");
        data.table(
                "labels.csv",
                "Speaker,FILE,type,length",
                "anna,a.wav,laugh,3",
                "bert,b.wav,SCREAM,4",
                ",sub/c.flac,0,5");

        ClipTable table = data.read("type", "high");

        assertThat(table.layout()).isEqualTo(LayoutName.MANIFEST);
        assertThat(table.hasSplits()).isFalse();
        assertThat(table.tasks()).extracting("name").containsExactly("type");
        assertThat(table.clips())
                .extracting(Clip::file)
                .containsExactly(
                        folder.resolve("a.wav"),
                        folder.resolve("wav/b.wav"),
                        folder.resolve("audio/sub/c.flac"));
        assertThat(table.clips()).extracting(Clip::speaker).containsExactly("anna", "bert", null);
        assertThat(table.clips())
                .extracting(clip -> clip.target("type").orElseThrow()[0])
                .containsExactly(4f, 7f, 0f);
    }

    @Test
    void byte_order_mark_quotes_and_windows_line_ends_do_not_matter() {
        data.audio("a, b.wav");
        data.write("x.csv", "\uFEFFfile,split,type\r\n\"a, b.wav\", dev ,Cry\r\n\r\n");
        ClipTable table = data.read("type");
        assertThat(table.clips()).extracting(Clip::id).containsExactly("a, b.wav");
        assertThat(table.clips(Split.VAL)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"';', x.csv", "'\t', x.tsv", "',', manifest.csv"})
    void the_delimiter_is_seen_in_the_header(String delimiter, String name) {
        data.audio("a.wav");
        data.table(
                name,
                String.join(delimiter, "file", "\"speaker,;name\"", "Age"),
                String.join(delimiter, "a.wav", "\"x,;y\"", "31.5"));
        Clip clip = data.read("age").clips().get(0);
        assertThat(clip.target("age").orElseThrow()).containsExactly(31.5f);
    }

    @Test
    void a_table_of_files_alone_serves_for_prediction() {
        data.audio("a.wav");
        data.write("list.csv", "file\na.wav");
        ClipTable table = data.read();
        assertThat(table.tasks()).isEmpty();
        assertThat(table.clips()).hasSize(1);
    }

    @Test
    void other_column_names_are_mapped() {
        data.audio("a.wav").table("t.csv", "clip,who,kind,type", "a.wav,anna,Pant,mp3");
        ColumnMap columns = ColumnMap.parse(List.of("file=clip", "Speaker=who", "type=kind"));
        ClipTable table =
                ClipTables.read(folder, LayoutName.AUTO, DataFolder.tasks("type"), columns);
        assertThat(table.clips().get(0).speaker()).isEqualTo("anna");
        assertThat(table.clips().get(0).target("type").orElseThrow()).containsExactly(6f);
    }

    @Test
    void a_mapped_column_that_is_not_there_is_told() {
        data.audio("a.wav").table("t.csv", "file,type", "a.wav,Cry");
        ColumnMap columns = ColumnMap.parse(List.of("speaker=who"));
        assertThatThrownBy(
                        () ->
                                ClipTables.read(
                                        folder, LayoutName.AUTO, DataFolder.tasks("type"), columns))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("there is no column 'who' (mapped to 'speaker')")
                .hasMessageContaining("the columns are [file, type]");
        assertThatThrownBy(() -> ColumnMap.parse(List.of("speaker")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("column pair 'speaker' is not of the form ours=theirs");
    }

    @Test
    void audio_root_replaces_the_usual_folders() {
        data.audio("elsewhere/a.wav", "b.wav").table("t.csv", "file,type", "a.wav,Cry");
        TableOptions options =
                new TableOptions(
                        LayoutName.MANIFEST,
                        DataFolder.tasks("type"),
                        null,
                        folder.resolve("elsewhere"),
                        false);
        assertThat(ClipTables.read(folder, options).table().clips().get(0).file())
                .isEqualTo(folder.resolve("elsewhere/a.wav"));
    }

    @Test
    void nothing_that_fits_says_what_was_looked_for() {
        data.audio("one.csv", "two.csv", "a.wav");
        assertThatThrownBy(() -> data.read("type"))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "no label table in "
                                + folder
                                + "; looked for labels/*_info.csv (A-VB), data_info.csv (ExVo),"
                                + " manifest.csv, labels.csv, manifest.tsv, labels.tsv or a single"
                                + " other .csv or .tsv (manifest); the folder holds a.wav, one.csv,"
                                + " two.csv");
        assertThatThrownBy(() -> new DataFolder(folder.resolve("no")).read("type"))
                .hasMessage("there is no file or folder " + folder.resolve("no"));
    }

    @Test
    void tables_that_cannot_be_used_are_refused() {
        data.audio("a.wav");
        assertRefused("", "t.csv is empty");
        assertRefused("file,type\n", "has no row below its header");
        assertRefused(
                "clip,type\na.wav,Cry\n",
                "t.csv has no column 'file' that names the audio files; its columns are [clip,"
                        + " type]");
        assertRefused("file,type,Type\na.wav,Cry,Cry\n", "t.csv has the column 'type' twice");
        assertRefused(
                "file,mood\na.wav,good\n",
                "has no label column of any wanted task [type]; its columns are [file, mood]");
        assertRefused("file,type\n\"a.wav,Cry\n", "cannot read " + folder.resolve("t.csv"));
    }

    @Test
    void empty_lines_above_the_header_do_not_hide_the_separator() {
        data.audio("a.wav");
        data.write("t.csv", "\n\nfile;type\na.wav;Cry\n");
        assertThat(data.read("type").clips()).hasSize(1);
    }

    private void assertRefused(String text, String message) {
        data.write("t.csv", text);
        assertThatThrownBy(() -> data.read("type"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }

    @Test
    void another_encoding_is_told() {
        data.audio("a.wav").bytes("t.csv", "file,type\nä.wav,Cry\n".getBytes(ISO_8859_1));
        assertThatThrownBy(() -> data.read("type"))
                .isInstanceOf(DataException.class)
                .hasMessage(folder.resolve("t.csv") + " is not UTF-8 text");
    }
}
