package org.burst4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.burst4j.ConfigException;
import org.burst4j.DataException;
import org.burst4j.task.Task;
import org.junit.jupiter.api.Test;

class BatchLoaderTest {
    private static final float NAN = Float.NaN;

    /** A file named "3" holds three samples of value 3. */
    private static float[] numbered(Path file) {
        int count = Integer.parseInt(file.toString());
        float[] samples = new float[count];
        Arrays.fill(samples, count);
        return samples;
    }

    private static Clip clip(int samples, Map<String, float[]> targets) {
        return new Clip("c" + samples, Path.of("" + samples), null, null, targets);
    }

    @Test
    void clips_are_padded_to_the_bucket_and_missing_targets_are_not_numbers() {
        BatchLoader loader =
                new BatchLoader(BatchLoaderTest::numbered, DataFolder.tasks("two", "type"), 4);
        Batch batch =
                loader.load(
                        List.of(
                                clip(2, Map.of("two", new float[] {0.5f, NAN})),
                                clip(5, Map.of("type", new float[] {3}, "age", new float[] {9}))));
        assertThat(batch.size()).isEqualTo(2);
        assertThat(batch.paddedSamples()).isEqualTo(8);
        assertThat(batch.lengthsSamples()).containsExactly(2, 5);
        assertThat(batch.inputValues())
                .containsExactly(2, 2, 0, 0, 0, 0, 0, 0, 5, 5, 5, 5, 5, 0, 0, 0);
        assertThat(batch.attentionMask())
                .containsExactly(1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0);
        assertThat(batch.targets()).containsOnlyKeys("two", "type");
        assertThat(batch.targets().get("two")).containsExactly(0.5f, NAN, NAN, NAN);
        assertThat(batch.targets().get("type")).containsExactly(NAN, 3);
    }

    @Test
    void a_batch_without_audio_has_the_same_labels_and_reads_no_file() {
        List<Clip> clips =
                List.of(
                        clip(2, Map.of("two", new float[] {0.5f, NAN})),
                        clip(5, Map.of("type", new float[] {3})));
        List<Task> tasks = DataFolder.tasks("two", "type");
        WaveformSource none =
                file -> {
                    throw new DataException("read " + file, "");
                };
        Batch labels = new BatchLoader(none, tasks, 4).labelsOnly(clips);
        assertThat(labels.clips()).isEqualTo(clips);
        assertThat(labels.paddedSamples()).isZero();
        assertThat(labels.inputValues()).isEmpty();
        assertThat(labels.attentionMask()).isEmpty();
        assertThat(labels.lengthsSamples()).containsExactly(0, 0);
        Batch whole = new BatchLoader(BatchLoaderTest::numbered, tasks, 4).load(clips);
        assertThat(labels.targets()).containsOnlyKeys("two", "type");
        labels.targets()
                .forEach((task, values) -> assertThat(values).isEqualTo(whole.targets().get(task)));
    }

    @Test
    void whole_buckets_are_not_padded() {
        BatchLoader loader = new BatchLoader(BatchLoaderTest::numbered, List.of(), 16000);
        assertThat(loader.paddedSamples(16000)).isEqualTo(16000);
        assertThat(loader.paddedSamples(16001)).isEqualTo(32000);
        assertThat(loader.paddedSamples(1)).isEqualTo(16000);
        assertThatThrownBy(() -> loader.paddedSamples(Integer.MAX_VALUE))
                .isInstanceOf(DataException.class)
                .hasMessage("a clip of 2147483647 samples is too long");
    }

    @Test
    void sizes_that_do_not_fit_are_refused() {
        assertThatThrownBy(() -> new BatchLoader(BatchLoaderTest::numbered, List.of(), 0))
                .isInstanceOf(ConfigException.class)
                .hasMessage("bucketSamples is 0, must be 1 or more");
        assertThatThrownBy(
                        () ->
                                new Batch(
                                        List.of(clip(2, Map.of())),
                                        4,
                                        new float[3],
                                        new int[1],
                                        Map.of()))
                .isInstanceOf(DataException.class)
                .hasMessage("a batch of 1 clips of 4 samples has 3 values and 1 lengths");
        BatchLoader wide = new BatchLoader(file -> new float[1], List.of(), 1 << 30);
        assertThatThrownBy(() -> wide.load(List.of(clip(1, Map.of()), clip(2, Map.of()))))
                .isInstanceOf(DataException.class)
                .hasMessage("a batch of 2 clips of 1073741824 samples is too large");
    }

    @Test
    void the_cache_keeps_what_came_first_up_to_its_bytes() {
        List<Path> reads = new ArrayList<>();
        WaveformCache cache =
                new WaveformCache(
                        file -> {
                            reads.add(file);
                            return numbered(file);
                        },
                        20);
        for (int round = 0; round < 2; round++) {
            assertThat(cache.read(Path.of("3"))).containsExactly(3, 3, 3);
            assertThat(cache.read(Path.of("4"))).hasSize(4);
            assertThat(cache.read(Path.of("2"))).hasSize(2);
        }
        assertThat(reads).containsExactly(Path.of("3"), Path.of("4"), Path.of("2"), Path.of("4"));
        assertThat(cache.bytes()).isEqualTo(20);
        assertThatThrownBy(() -> new WaveformCache(BatchLoaderTest::numbered, -1))
                .isInstanceOf(ConfigException.class)
                .hasMessage("cacheBytes is -1, must be 0 or more");
    }
}
