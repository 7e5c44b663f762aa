package org.burst4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.burst4j.DataException;
import org.burst4j.audio.AudioConfig;
import org.burst4j.audio.AudioPreprocessor;
import org.burst4j.audio.WavWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordReaderSourceTest {
    @TempDir Path folder;

    @Test
    void the_record_readers_samples_are_those_of_the_preprocessor() {
        Path file = tone("a b.wav", 16000, 12000);
        assertThat(new RecordReaderSource(AudioConfig.DEFAULTS).read(file))
                .hasSize(12000)
                .containsExactly(
                        new AudioPreprocessor(AudioConfig.DEFAULTS).prepare(file).samples());
    }

    @Test
    void a_manifest_of_real_files_is_checked_and_batched() {
        tone("long.wav", 16000, 24000);
        tone("fast.wav", 48000, 24000);
        tone("short.wav", 16000, 100);
        DataFolder data =
                new DataFolder(folder)
                        .audio("empty.wav")
                        .table(
                                "t.csv",
                                "file,type",
                                "long.wav,Cry",
                                "short.wav,Cry",
                                "empty.wav,Cry",
                                "fast.wav,Gasp");
        ClipTable table = data.read("type");
        WaveformCache cache =
                new WaveformCache(new RecordReaderSource(AudioConfig.DEFAULTS), 1 << 20);

        assertThatThrownBy(() -> AudioCheck.run(table, cache, false, n -> {}))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(": 2 problems")
                .hasMessageContaining("clip short.wav: ")
                .hasMessageContaining("too short")
                .hasMessageContaining("clip empty.wav: ");
        AudioCheck.Result checked = AudioCheck.run(table, cache, true, n -> {});

        assertThat(checked.lengthsOf(checked.table().clips())).containsExactly(24000, 8000);
        assertThat(cache.bytes()).isEqualTo(32000 * Float.BYTES);
        Batch batch = new BatchLoader(cache, table.tasks(), 16000).load(checked.table().clips());
        assertThat(batch.paddedSamples()).isEqualTo(32000);
        assertThat(batch.lengthsSamples()).containsExactly(24000, 8000);
        assertThat(batch.targets().get("type")).containsExactly(0, 1);
    }

    private Path tone(String name, int rateHz, int samples) {
        float[] wave = new float[samples];
        for (int index = 0; index < samples; index++) {
            wave[index] = (float) (0.5 * Math.sin(2 * Math.PI * 220 * index / rateHz));
        }
        Path file = folder.resolve(name);
        WavWriter.write(file, wave, rateHz);
        return file;
    }
}
