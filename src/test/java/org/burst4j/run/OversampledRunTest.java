package org.burst4j.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.burst4j.data.Clip;
import org.burst4j.data.Split;
import org.burst4j.data.synth.SynthConfig;
import org.burst4j.data.synth.SynthLayout;
import org.burst4j.data.synth.SynthShares;
import org.burst4j.data.synth.SyntheticCorpus;
import org.burst4j.train.TrainingData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OversampledRunTest {
    @TempDir private Path folder;

    private static void assertValidationIsLeftAlone(RunConfig config) {
        PreparedData data = PreparedData.of(config, 400, done -> {});
        List<String> ids = new ArrayList<>();
        try (TrainingData.Batches batches = data.validationLabels()) {
            batches.forEachRemaining(batch -> batch.clips().forEach(clip -> ids.add(clip.id())));
        }
        List<String> read =
                PreparedData.readTable(config).table().clips(Split.VAL).stream()
                        .map(Clip::id)
                        .toList();
        assertThat(ids).hasSizeGreaterThan(8).containsExactlyInAnyOrderElementsOf(read);
    }

    @Test
    void a_dry_run_s_step_has_each_clip_once_and_where_a_batch_is_of_one_task_its_label()
            throws IOException {
        Path corpus = folder.resolve("few");
        SyntheticCorpus.write(
                new SynthConfig(SynthLayout.EXVO, 40, 15, 5, SynthShares.EVEN, 0.8, corpus));
        for (String schedule : List.of("joint", "roundRobin")) {
            RunConfig config =
                    ConfigFiles.load(
                            RunConfig.DEFAULTS,
                            null,
                            List.of(
                                    "data.path='" + corpus + "'",
                                    "data.oversample=[age,country,emotion]",
                                    "data.tasks=[emotion,age,country]",
                                    "train.taskSchedule=" + schedule,
                                    "train.batchSize=6"));
            PreparedData data = PreparedData.of(config, 400, done -> {});
            assertThat(data.longestTrainClips(6).stream().map(Clip::id).distinct().count())
                    .isLessThan(6);
            List<Clip> clips = DryRun.longestClips(config, data);
            assertThat(clips).hasSize(6).extracting(Clip::id).doesNotHaveDuplicates();
            assertThat(clips).allMatch(clip -> clip.target("emotion").isPresent());
            assertThat(clips.get(0).id()).isEqualTo(data.longestTrainClips(1).get(0).id());
        }
    }

    @Test
    void a_run_tells_and_shows_what_oversampling_and_loudness_did() throws IOException {
        Path corpus = folder.resolve("corpus");
        SyntheticCorpus.write(
                new SynthConfig(SynthLayout.EXVO, 45, 15, 5, SynthShares.EVEN, 0.8, corpus));
        RunConfig config =
                ConfigFiles.load(
                        RunConfig.DEFAULTS,
                        null,
                        List.of(
                                "data.path='" + corpus + "'",
                                "data.oversample=[age,country,emotion]",
                                "audio.loudness=rms",
                                "audio.clip=int16",
                                "train.batchSize=8",
                                "train.stage1.epochs=1",
                                "train.stage2.epochs=0"));
        Path run = folder.resolve("run");
        RunSummary summary = SmallRun.run(config, run);
        RunSummary.Oversampled oversampled = summary.oversampling();
        assertThat(oversampled.tasks()).containsExactly("age", "country", "emotion");
        assertThat(oversampled.trainBefore()).isEqualTo(summary.trainClips());
        assertThat(oversampled.trainAfter())
                .isEqualTo(oversampled.strata() * oversampled.largestStratum())
                .isGreaterThan(oversampled.trainBefore());
        assertValidationIsLeftAlone(config);
        assertThat(summary.steps()).isEqualTo((oversampled.trainAfter() + 7) / 8);
        JsonNode json = new ObjectMapper().readTree(run.resolve("summary.json").toFile());
        assertThat(json.at("/oversampling/trainAfter").asInt()).isEqualTo(oversampled.trainAfter());
        assertThat(json.at("/clipping/clips").asInt())
                .isEqualTo(summary.trainClips() + summary.validationClips());
        assertThat(json.at("/clipping/meanShare").asDouble()).isBetween(0.01, 0.5);
        assertThat(json.at("/clipping/worst/0/id").asText()).hasSize(5);
        assertThat(run.resolve("plots/oversampling-age-by-country.png")).isRegularFile();
        assertThat(Files.readString(run.resolve("report.html")))
                .contains("Training clips before and after oversampling: age by country")
                .contains("<dt>Oversampling</dt><dd>age x country x emotion: ")
                .contains("<dt>Loudness</dt><dd>rms -3 dB; a 16-bit file clips ");
    }
}
