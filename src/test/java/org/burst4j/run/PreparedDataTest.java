package org.burst4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.burst4j.ConfigException;
import org.burst4j.DataException;
import org.burst4j.audio.WavWriter;
import org.burst4j.data.Batch;
import org.burst4j.data.Clip;
import org.burst4j.data.synth.SynthConfig;
import org.burst4j.data.synth.SynthLayout;
import org.burst4j.data.synth.SyntheticCorpus;
import org.burst4j.model.ModelSettings;
import org.burst4j.model.TaskSpec;
import org.burst4j.task.Task;
import org.burst4j.train.TrainingData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedDataTest {
    @TempDir static Path folder;

    private static Path avb;
    private static Path exvo;

    @BeforeAll
    static void write() {
        avb = folder.resolve("avb");
        exvo = folder.resolve("exvo");
        SyntheticCorpus.write(new SynthConfig(SynthLayout.AVB, 24, 12, 5, avb));
        SyntheticCorpus.write(new SynthConfig(SynthLayout.EXVO, 24, 12, 5, exvo));
    }

    private static RunConfig config(Path data, String... settings) {
        List<String> all = new ArrayList<>(List.of("data.path='" + data + "'"));
        all.addAll(List.of("train.batchSize=4"));
        all.addAll(List.of(settings));
        return ConfigFiles.load(RunConfig.DEFAULTS, null, all);
    }

    private static List<String> tasks(RunConfig config) {
        return PreparedData.readTable(config).table().tasks().stream().map(Task::name).toList();
    }

    @Test
    void a_task_that_two_challenges_name_differently_is_trained_once() {
        assertThat(tasks(config(avb))).contains("high", "type").doesNotContain("emotion");
        assertThat(tasks(config(exvo))).contains("emotion", "age").doesNotContain("high");
        assertThat(tasks(config(exvo, "data.tasks=[age]"))).containsExactly("age");
    }

    @Test
    void tasks_of_ones_own_may_share_their_labels() throws IOException {
        Path own = Files.createDirectories(folder.resolve("own"));
        StringBuilder table = new StringBuilder("file,split,loud,long\n");
        for (int i = 0; i < 4; i++) {
            float[] tone = new float[8000];
            for (int s = 0; s < tone.length; s++) {
                tone[s] = (float) Math.sin(s * 0.05 * (i + 1)) / 2;
            }
            WavWriter.write(own.resolve(i + ".wav"), tone, 16_000);
            table.append(
                    i
                            + ".wav,"
                            + (i < 2 ? "train" : "val")
                            + (i % 2 == 0 ? ",no,yes\n" : ",yes,no\n"));
        }
        Path manifest = own.resolve("clips.csv");
        Files.writeString(manifest, table);
        String task = "{kind: classes, labels: ['no', 'yes'], name: ";
        RunConfig config = config(manifest, "customTasks=[" + task + "loud}," + task + "long}]");
        assertThat(tasks(config)).containsExactly("loud", "long");
        Path file = own.resolve("config.yaml");
        Files.writeString(file, ConfigFiles.toYaml(config));
        assertThat(ConfigFiles.read(file)).isEqualTo(config);
        PreparedData data = PreparedData.of(config, 400, done -> {});
        assertThat(data.trainClips()).extracting(Clip::id).hasSize(2);
        assertThat(data.validationClips()).hasSize(2);
    }

    @Test
    void every_training_clip_comes_once_an_epoch_and_the_same_way_each_time() {
        PreparedData data = PreparedData.of(config(avb), 400, done -> {});
        List<String> first = ids(data, 0, 0);
        assertThat(new HashSet<>(first)).hasSameSizeAs(first).hasSize(data.trainClips().size());
        assertThat(ids(data, 0, 0)).isEqualTo(first);
        assertThat(ids(data, 1, 0)).isNotEqualTo(first);
        // A run that goes on at its second batch sees what the first would have seen.
        assertThat(ids(data, 0, 1)).isEqualTo(first.subList(4, first.size()));
        assertThat(ids(data, 0, data.trainBatches())).isEmpty();
        assertThat(data.trainBatches()).isEqualTo((first.size() + 3) / 4);
    }

    @Test
    void oversampled_clips_come_several_times_an_epoch_and_nothing_else_changes() {
        // Countries of 15 speakers have one or two that train.
        Path uneven = folder.resolve("uneven");
        SyntheticCorpus.write(new SynthConfig(SynthLayout.EXVO, 45, 15, 5, uneven));
        String oversample = "data.oversample=[country,emotion]";
        PreparedData plain = PreparedData.of(config(uneven), 400, done -> {});
        PreparedData data = PreparedData.of(config(uneven, oversample), 400, done -> {});
        int strata = data.oversampling().strata();
        assertThat(data.trainClips()).hasSize(strata * data.oversampling().largest());
        assertThat(data.trainClips().size()).isGreaterThan(plain.trainClips().size());
        assertThat(data.trainRecordings())
                .extracting(Clip::id)
                .isEqualTo(plain.trainClips().stream().map(Clip::id).toList());
        assertThat(ids(data, 0, 0)).hasSameSizeAs(data.trainClips());
        assertThat(new HashSet<>(ids(data, 0, 0))).hasSize(plain.trainClips().size());
        assertThat(ids(data, 2, 1)).isEqualTo(ids(data, 2, 0).subList(4, ids(data, 2, 0).size()));
        assertThat(data.trainBatches()).isEqualTo((data.trainClips().size() + 3) / 4);
        assertThat(data.validationClips())
                .extracting(Clip::id)
                .isEqualTo(plain.validationClips().stream().map(Clip::id).toList());
        // Features are computed once a clip, however often it is there.
        assertThat(data.equalLengths().stream().flatMap(List::stream).map(Clip::id))
                .doesNotHaveDuplicates()
                .hasSize(plain.trainClips().size() + plain.validationClips().size());
        assertThat(data.audioKeys(done -> {})).isEqualTo(plain.audioKeys(done -> {}));
        assertThat(data.longestTrainClips(4)).hasSize(4);
        TaskSpecs.of(data.table().tasks(), ModelSettings.DEFAULTS, data.trainClips());
        assertThat(plain.oversampling().strata()).isZero();
        assertThat(ids(PreparedData.of(config(uneven, oversample), 400, done -> {}), 1, 0))
                .isEqualTo(ids(data, 1, 0));
    }

    @Test
    void oversampling_by_a_task_that_the_run_has_not_is_refused() {
        RunConfig config = config(exvo, "data.tasks=[emotion]", "data.oversample=[age]");
        assertThatThrownBy(() -> PreparedData.of(config, 400, done -> {}))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.cure()).isEqualTo("Its tasks: [emotion]."))
                .hasMessage("data.oversample names the task 'age', which the run does not have");
        assertThatThrownBy(() -> config(exvo, "data.oversample=[age,age]"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("data.oversample names a task twice: [age, age]");
        assertThatThrownBy(() -> config(exvo, "data.oversampleBinWidth=0"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("data.oversampleBinWidth is 0.0, expected a number above 0");
    }

    @Test
    void clipped_samples_are_counted_whenever_the_loudness_is_set() {
        assertThat(PreparedData.of(config(exvo), 400, done -> {}).clipping()).isEmpty();
        PreparedData loud =
                PreparedData.of(
                        config(exvo, "audio.loudness=rms", "audio.loudnessDb=-3"), 400, done -> {});
        assertThat(loud.clipping())
                .hasValueSatisfying(
                        clipping -> {
                            assertThat(clipping.clips()).isEqualTo(loud.table().clips().size());
                            assertThat(clipping.meanShare()).isBetween(0.02, 0.5);
                            assertThat(clipping.clippedClipsShare()).isGreaterThan(0.9);
                            assertThat(clipping.worst()).hasSize(5);
                        });
        PreparedData quiet =
                PreparedData.of(
                        config(exvo, "audio.loudness=peak", "audio.loudnessDb=-1"),
                        400,
                        done -> {});
        assertThat(quiet.clipping())
                .hasValueSatisfying(clipping -> assertThat(clipping.clippedClips()).isZero());
    }

    private static List<String> ids(PreparedData data, int epoch, int from) {
        List<String> ids = new ArrayList<>();
        try (TrainingData.Batches batches = data.train(1, epoch, from)) {
            while (batches.hasNext()) {
                Batch batch = batches.next();
                assertThat(batch.paddedSamples() % 8000).isZero();
                batch.clips().forEach(clip -> ids.add(clip.id()));
            }
        }
        return ids;
    }

    @Test
    void batches_without_audio_are_of_the_same_clips_and_labels() {
        PreparedData data = PreparedData.of(config(avb), 400, done -> {});
        try (TrainingData.Batches whole = data.train(2, 3, 1);
                TrainingData.Batches labels = data.trainLabels(2, 3, 1)) {
            assertSameLabels(whole, labels);
        }
        List<String> rated = new ArrayList<>();
        try (TrainingData.Batches labels = data.validationLabels()) {
            labels.forEachRemaining(batch -> batch.clips().forEach(clip -> rated.add(clip.id())));
        }
        assertThat(rated)
                .containsExactlyInAnyOrderElementsOf(
                        data.validationClips().stream().map(Clip::id).toList());
    }

    @Test
    void validation_pads_each_clip_as_its_prediction_does() {
        PreparedData data = PreparedData.of(config(avb), 400, done -> {});
        List<String> ids = new ArrayList<>();
        try (TrainingData.Batches batches = data.load(data.validationGroups())) {
            while (batches.hasNext()) {
                Batch batch = batches.next();
                batch.clips().forEach(clip -> ids.add(clip.id()));
                int bucket = PreparedData.bucketSamples(config(avb));
                for (int length : batch.lengthsSamples()) {
                    assertThat(batch.paddedSamples() - length).isBetween(0, bucket - 1);
                }
            }
        }
        assertThat(ids)
                .containsExactlyInAnyOrderElementsOf(
                        data.validationClips().stream().map(Clip::id).toList());
    }

    private static void assertSameLabels(TrainingData.Batches whole, TrainingData.Batches labels) {
        int batches = 0;
        while (whole.hasNext()) {
            Batch expected = whole.next();
            Batch batch = labels.next();
            assertThat(batch.clips())
                    .extracting(Clip::id)
                    .isEqualTo(expected.clips().stream().map(Clip::id).toList());
            assertThat(batch.paddedSamples()).isZero();
            assertThat(batch.targets().keySet()).isEqualTo(expected.targets().keySet());
            batch.targets()
                    .forEach(
                            (task, values) ->
                                    assertThat(values).isEqualTo(expected.targets().get(task)));
            batches++;
        }
        assertThat(labels.hasNext()).isFalse();
        assertThat(batches).isPositive();
    }

    @Test
    void groups_hold_every_clip_once_padded_as_if_it_were_alone() {
        RunConfig config = config(avb);
        PreparedData data = PreparedData.of(config, 400, done -> {});
        List<List<Clip>> groups = data.equalLengths();
        List<String> ids = groups.stream().flatMap(List::stream).map(Clip::id).toList();
        List<String> all =
                Stream.concat(data.trainClips().stream(), data.validationClips().stream())
                        .map(Clip::id)
                        .toList();
        assertThat(ids).containsExactlyInAnyOrderElementsOf(all);
        assertThat(groups).hasSizeGreaterThan(1).hasSizeLessThan(all.size());
        int bucket = PreparedData.bucketSamples(config);
        int index = 0;
        try (TrainingData.Batches batches = data.load(groups)) {
            while (batches.hasNext()) {
                Batch batch = batches.next();
                assertThat(batch.clips()).isEqualTo(groups.get(index++));
                for (int length : batch.lengthsSamples()) {
                    assertThat(batch.paddedSamples()).isBetween(length, length + bucket - 1);
                }
            }
        }
        assertThat(index).isEqualTo(groups.size());
        try (TrainingData.Batches batches = data.load(groups.subList(1, 2))) {
            assertThat(batches.next().clips()).isEqualTo(groups.get(1));
            assertThat(batches.hasNext()).isFalse();
        }
    }

    @Test
    void groups_do_not_depend_on_how_the_seed_splits_the_clips() throws IOException {
        Path table = withoutSplits("tones");
        String tasks = "customTasks=[{kind: classes, labels: ['no', 'yes'], name: loud}]";
        PreparedData first = PreparedData.of(config(table, tasks, "seed=1"), 400, done -> {});
        PreparedData other = PreparedData.of(config(table, tasks, "seed=2"), 400, done -> {});
        assertThat(first.validationClips())
                .extracting(Clip::id)
                .isNotEqualTo(other.validationClips().stream().map(Clip::id).toList());
        assertThat(first.splitFromSeed()).isTrue();
        assertThat(PreparedData.of(config(avb), 400, done -> {}).splitFromSeed()).isFalse();
        assertThat(groupIds(first)).isEqualTo(groupIds(other));
        assertThat(first.audioKeys(done -> {})).isEqualTo(other.audioKeys(done -> {}));
    }

    private static List<List<String>> groupIds(PreparedData data) {
        return data.equalLengths().stream()
                .map(group -> group.stream().map(Clip::id).toList())
                .toList();
    }

    /** Twelve speakers with one tone each. */
    private static Path withoutSplits(String name) throws IOException {
        Path own = Files.createDirectories(folder.resolve(name));
        StringBuilder table = new StringBuilder("file,speaker,loud\n");
        for (int i = 0; i < 12; i++) {
            float[] tone = new float[7000 + 300 * i];
            for (int s = 0; s < tone.length; s++) {
                tone[s] = (float) Math.sin(s * 0.05 * (i + 1)) / 2;
            }
            WavWriter.write(own.resolve(i + ".wav"), tone, 16_000);
            table.append(i + ".wav,s" + i + (i % 2 == 0 ? ",no\n" : ",yes\n"));
        }
        Path manifest = own.resolve("clips.csv");
        Files.writeString(manifest, table);
        return manifest;
    }

    @Test
    void audio_keys_are_those_of_the_files() {
        PreparedData data = PreparedData.of(config(avb), 400, done -> {});
        List<Integer> done = new ArrayList<>();
        Map<String, String> keys = data.audioKeys(done::add);
        int all = data.trainClips().size() + data.validationClips().size();
        assertThat(keys).hasSize(all);
        assertThat(keys.values()).doesNotHaveDuplicates();
        assertThat(done).hasSize(all).endsWith(all);
    }

    @Test
    void fewer_training_clips_are_a_part_of_all() {
        PreparedData all = PreparedData.of(config(avb), 400, done -> {});
        PreparedData some = PreparedData.of(config(avb, "data.maxTrainClips=5"), 400, done -> {});
        Set<String> known = new HashSet<>(all.trainClips().stream().map(Clip::id).toList());
        assertThat(some.trainClips()).hasSize(5).allMatch(clip -> known.contains(clip.id()));
        assertThat(some.validationClips()).hasSameSizeAs(all.validationClips());
    }

    @Test
    void without_a_path_the_cure_names_the_option() {
        assertThatThrownBy(() -> PreparedData.readTable(RunConfig.DEFAULTS))
                .isInstanceOf(ConfigException.class)
                .hasMessage("no data set is given")
                .satisfies(e -> assertThat(((ConfigException) e).cure()).contains("--data"));
    }

    @Test
    void what_a_net_must_know_of_its_tasks_comes_from_the_training_clips() {
        PreparedData data = PreparedData.of(config(exvo), 400, done -> {});
        List<TaskSpec> specs =
                TaskSpecs.of(data.table().tasks(), ModelSettings.DEFAULTS, data.trainClips());
        TaskSpec age = specs.stream().filter(s -> s.name().equals("age")).findFirst().get();
        double low = Double.POSITIVE_INFINITY;
        double high = 0;
        for (Clip clip : data.trainClips()) {
            low = Math.min(low, clip.target("age").get()[0]);
            high = Math.max(high, clip.target("age").get()[0]);
        }
        assertThat(List.of(age.low(), age.high())).containsExactly(low, high);
        TaskSpec emotion = specs.stream().filter(s -> s.name().equals("emotion")).findFirst().get();
        assertThat(List.of(emotion.low(), emotion.high())).containsExactly(0.0, 1.0);
        TaskSpec country = specs.stream().filter(s -> s.name().equals("country")).findFirst().get();
        assertThat(country.classWeights()).hasSize(4);
    }

    @Test
    void settings_for_a_task_that_the_run_does_not_have_are_refused() {
        RunConfig config = config(exvo, "model.perTask.tipe.loss=mse");
        PreparedData data = PreparedData.of(config(exvo), 400, done -> {});
        assertThatThrownBy(
                        () -> TaskSpecs.of(data.table().tasks(), config.model(), data.trainClips()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("model.perTask names the task 'tipe'");
    }

    @Test
    void clips_too_short_for_one_frame_are_all_named() {
        assertThatThrownBy(() -> PreparedData.of(config(exvo), 10_000_000, done -> {}))
                .isInstanceOf(DataException.class)
                .hasMessageMatching(
                        "(?s).* [0-9]+ problems.* has [0-9]+ samples at 16000 Hz, the encoder needs"
                                + " 10000000 for one frame.*");
    }

    @Test
    void a_task_with_one_class_in_training_is_refused() {
        PreparedData data = PreparedData.of(config(exvo), 400, done -> {});
        List<Clip> one = data.trainClips().subList(0, 1);
        assertThatThrownBy(() -> TaskSpecs.of(data.table().tasks(), ModelSettings.DEFAULTS, one))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("in the training split");
    }
}
