package org.burst4j.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.burst4j.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WavDecodingTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "U8, 11025, 1, false, 1",
        "U8, 22050, 2, false, 3001",
        "S16, 8000, 1, false, 2",
        "S16, 44100, 2, true, 44101",
        "S16, 48000, 6, true, 4097",
        "S24, 44100, 1, false, 4099",
        "S24, 96000, 2, true, 5000",
        "S32, 16000, 1, false, 4096",
        "S32, 37123, 3, true, 999",
        "F32, 48000, 1, false, 5003",
        "F32, 44100, 9, true, 3000",
        "F64, 192000, 2, true, 10000",
        "F64, 32000, 1, false, 777"
    })
    void decodes_every_sample_of_every_format(
            WavFiles.Format format, int rateHz, int channels, boolean extensible, int frames)
            throws Exception {
        double[][] signal = new double[channels][];
        for (int c = 0; c < channels; c++) {
            signal[c] = WavFiles.chirp(frames, rateHz, 100 * (c + 1), 900 * (c + 1));
        }
        Path file = folder.resolve("a 100%#b.wav");
        Files.write(file, WavFiles.wav(format, rateHz, extensible, signal));

        Pcm pcm = AudioDecoder.decode(file);

        assertThat(pcm.sampleRateHz()).isEqualTo(rateHz);
        assertThat(pcm.channels().length).isEqualTo(channels);
        assertThat(pcm.samples()).isEqualTo(frames);
        double tolerance = format.step / 2 + 6e-8;
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < frames; i++) {
                assertThat((double) pcm.channels()[c][i])
                        .isCloseTo(signal[c][i], within(tolerance));
            }
        }
    }

    @Test
    void full_scale_is_minus_one_and_floats_may_be_louder() {
        double[] ends = {-1, 0, 32767 / 32768.0};
        assertThat(decode(WavFiles.wav(WavFiles.Format.S16, 16000, false, ends)).channels()[0])
                .containsExactly(-1f, 0f, 32767 / 32768f);
        double[] loud = {-7, 3};
        assertThat(decode(WavFiles.wav(WavFiles.Format.F32, 16000, false, loud)).channels()[0])
                .containsExactly(-7f, 3f);
    }

    @Test
    void reads_back_what_our_writer_wrote() {
        float[] mono = WavFiles.floats(WavFiles.chirp(16001, 16000, 50, 7000));
        Path file = folder.resolve("own.wav");
        WavWriter.write(file, mono, 16000);
        float[] read = AudioDecoder.decode(file).toMono();
        assertThat(read).hasSize(16001);
        for (int i = 0; i < mono.length; i++) {
            assertThat(read[i]).isCloseTo(mono[i], within(1.001f / 65536));
        }
    }

    @Test
    void a_stream_gives_the_same_as_its_file_and_leaves_no_temporary_file() throws Exception {
        byte[] wav = WavFiles.wav(WavFiles.Format.S24, 8000, false, new double[801]);
        Pcm pcm = AudioDecoder.decode(new ByteArrayInputStream(wav), "upload.q7z");
        assertThat(pcm.samples()).isEqualTo(801);
        assertThatThrownBy(
                        () ->
                                AudioDecoder.decode(
                                        new ByteArrayInputStream(new byte[0]), "upload.q7z"))
                .isInstanceOf(DataException.class)
                .hasMessage("upload.q7z: the file is empty (0 bytes)");
        assertThat(spools()).isZero();
    }

    private static long spools() throws Exception {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(f -> f.toString().endsWith(".q7z")).count(); // ours alone
        }
    }

    @Test
    void a_cut_off_file_names_what_is_promised_and_what_is_held() throws Exception {
        byte[] whole = WavFiles.wav(WavFiles.Format.S16, 16000, false, new double[1000]);
        Path file = folder.resolve("cut.wav");
        Files.write(file, Arrays.copyOf(whole, whole.length - 500));
        assertThatThrownBy(() -> AudioDecoder.decode(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("cut.wav: the WAV is cut off")
                .hasMessageContaining("1000 blocks (2000 bytes)")
                .hasMessageContaining("holds 750 (1500 bytes)");
    }

    @Test
    void a_length_of_unknown_as_programs_write_it_to_a_pipe_reads_to_the_end() {
        byte[] whole = WavFiles.wav(WavFiles.Format.S16, 16000, false, new double[1000]);
        Arrays.fill(whole, 40, 44, (byte) 0xFF);
        assertThat(decode(whole).samples()).isEqualTo(1000);
    }

    @Test
    void a_header_without_samples_is_an_error() {
        assertThatThrownBy(
                        () ->
                                decode(
                                        WavFiles.wav(
                                                WavFiles.Format.S16, 16000, false, new double[0])))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("test.wav: ");
    }

    @Test
    void chunks_around_the_data_do_not_matter() {
        byte[] whole = WavFiles.wav(WavFiles.Format.S16, 16000, false, new double[1000]);
        byte[] odd = {'a', 'b', 'c', 'd', 3, 0, 0, 0, 'a', 'b', 'c', 0};
        byte[] file = new byte[whole.length + 2 * odd.length];
        System.arraycopy(whole, 0, file, 0, 36);
        System.arraycopy(odd, 0, file, 36, odd.length);
        System.arraycopy(whole, 36, file, 36 + odd.length, whole.length - 36);
        System.arraycopy(odd, 0, file, whole.length + odd.length, odd.length);
        assertThat(decode(file).samples()).isEqualTo(1000);
    }

    private static Pcm decode(byte[] wav) {
        return AudioDecoder.decode(new ByteArrayInputStream(wav), "test.wav");
    }
}
