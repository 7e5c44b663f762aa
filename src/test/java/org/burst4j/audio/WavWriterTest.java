package org.burst4j.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.burst4j.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WavWriterTest {
    @TempDir Path folder;

    @Test
    void rounds_to_the_nearest_step_and_clips_what_is_louder() throws Exception {
        float step = 1 / 32768f;
        float[] mono = {0, step, 1.4f * step, 1.6f * step, -1.6f * step, 1, -1, 2, -2, 0.5f};
        Path file = folder.resolve("a.wav");
        WavWriter.write(file, mono, 22050);
        try (AudioInputStream in =
                AudioSystem.getAudioInputStream(
                        new ByteArrayInputStream(Files.readAllBytes(file)))) {
            AudioFormat format = in.getFormat();
            assertThat(format.getSampleRate()).isEqualTo(22050f);
            assertThat(format.getChannels()).isEqualTo(1);
            assertThat(format.getSampleSizeInBits()).isEqualTo(16);
            assertThat(in.getFrameLength()).isEqualTo(10);
            short[] read = new short[10];
            ByteBuffer.wrap(in.readAllBytes())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asShortBuffer()
                    .get(read);
            assertThat(read)
                    .containsExactly(
                            new short[] {0, 1, 1, 2, -2, 32767, -32768, 32767, -32768, 16384});
        }
    }

    @Test
    void replaces_a_file_and_leaves_nothing_else_behind() throws Exception {
        Path file = folder.resolve("a.wav");
        Files.writeString(file, "old");
        WavWriter.write(file, new float[0], 16000);
        assertThat(file).hasSize(44);
        File[] files = folder.toFile().listFiles();
        assertThat(files).containsExactly(file.toFile());
    }

    @Test
    void refuses_what_is_no_audio_and_leaves_nothing_behind() {
        Path file = folder.resolve("a.wav");
        assertThatThrownBy(() -> WavWriter.write(file, new float[] {0, Float.NaN}, 16000))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a.wav: sample 1 is NaN");
        assertThatThrownBy(() -> WavWriter.write(file, new float[1], 0))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("0 Hz");
        assertThat(folder.toFile().listFiles()).isEmpty();
    }
}
