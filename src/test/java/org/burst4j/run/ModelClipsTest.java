package org.burst4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.burst4j.ConfigException;
import org.burst4j.DataException;
import org.burst4j.data.ClipTable;
import org.burst4j.data.synth.SynthConfig;
import org.burst4j.data.synth.SynthLayout;
import org.burst4j.data.synth.SyntheticCorpus;
import org.burst4j.predict.VocalBurstModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelClipsTest {
    private static final Path DEMO =
            Path.of(System.getProperty("burst4j.projectDirectory", "."))
                    .resolve("samediff-graphs/demo");

    @TempDir private Path folder;

    @BeforeAll
    static void start() {
        Backend.start(0);
    }

    private RunConfig config(String... more) {
        Path corpus = folder.resolve("corpus");
        SyntheticCorpus.write(new SynthConfig(SynthLayout.AVB, 12, 12, 5, corpus));
        List<String> settings =
                Stream.concat(Stream.of("data.path='" + corpus + "'"), Stream.of(more)).toList();
        return ConfigFiles.load(RunConfig.DEFAULTS, null, settings);
    }

    private void removeAudio() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("corpus/audio/wav"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void what_the_check_has_decoded_is_not_decoded_again() throws IOException {
        RunConfig config = config();
        try (VocalBurstModel model = VocalBurstModel.load(DEMO)) {
            ModelClips clips = ModelClips.of(model, config, model.tasks(), "val", done -> {});
            removeAudio();
            assertThat(
                            Evaluation.of(
                                            model,
                                            clips.clips(),
                                            clips.tasks(),
                                            clips.source(),
                                            done -> {})
                                    .headline())
                    .containsKeys("high.ccc", "country.uar");
        }
    }

    @Test
    void without_memory_for_it_it_is() throws IOException {
        RunConfig config = config("data.cacheMegabytes=0");
        try (VocalBurstModel model = VocalBurstModel.load(DEMO)) {
            ModelClips clips = ModelClips.of(model, config, model.tasks(), "val", done -> {});
            removeAudio();
            assertThatThrownBy(() -> clips.source().read(clips.clips().get(0).file()))
                    .isInstanceOf(DataException.class);
        }
    }

    @Test
    void clips_too_short_for_a_frame_are_found_by_the_check() throws IOException {
        RunConfig config = config("data.skipBad=true");
        Path clip;
        try (Stream<Path> files = Files.list(folder.resolve("corpus/audio/wav"))) {
            clip = files.sorted().findFirst().orElseThrow();
        }
        org.burst4j.audio.WavWriter.write(clip, new float[200], 16_000);
        try (VocalBurstModel model = VocalBurstModel.load(DEMO)) {
            ModelClips clips = ModelClips.of(model, config, model.tasks(), "all", done -> {});
            assertThat(clips.clips()).hasSize(11);
            assertThat(clips.problems()).hasSize(1);
            assertThat(clips.problems().get(0).what()).contains("200 samples");
        }
    }

    @Test
    void predictions_cannot_tell_a_split_that_the_table_has_not() {
        ClipTable all = config().data().read(List.of()).table();
        ClipTable none = new ClipTable(all.layout(), all.root(), all.tasks(), all.clips(), false);
        assertThat(ModelClips.chosen(none, null, config(), "all").clips()).hasSize(12);
        assertThatThrownBy(() -> ModelClips.chosen(none, null, config(), "test"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no split column, and predictions do not tell");
    }
}
