package org.burst4j.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FixtureFilesTest {
    static byte[] bytes(String name) throws IOException {
        try (InputStream in = FixtureFilesTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    private static Pcm decode(String name) throws IOException {
        try (InputStream in = FixtureFilesTest.class.getResourceAsStream(name)) {
            return AudioDecoder.decode(in, name);
        }
    }

    @Test
    void flac_of_16_bits_is_complete_and_exact() throws Exception {
        Pcm pcm = decode("flac-88200-mono-44100-16bit.flac");
        assertThat(pcm.sampleRateHz()).isEqualTo(44100);
        assertThat(pcm.channels().length).isEqualTo(1);
        assertThat(pcm.samples()).isEqualTo(88200);
        assertExact(pcm.channels()[0], ends(88200, 44100), x -> Math.rint(x * 32) / 32);
    }

    @Test
    void flac_of_24_bits_is_complete_and_exact() throws Exception {
        Pcm pcm = decode("flac-96000-mono-48000-24bit.flac");
        assertThat(pcm.sampleRateHz()).isEqualTo(48000);
        assertThat(pcm.channels().length).isEqualTo(1);
        assertThat(pcm.samples()).isEqualTo(96000);
        assertExact(pcm.channels()[0], ends(96000, 48000), x -> Math.rint(x * 40) / 8388608);
    }

    @Test
    void wavpack_in_stereo_is_complete_and_exact() throws Exception {
        Pcm pcm = decode("wavpack-11025-stereo-22050-16bit.wv");
        assertThat(pcm.sampleRateHz()).isEqualTo(22050);
        assertThat(pcm.channels().length).isEqualTo(2);
        assertThat(pcm.samples()).isEqualTo(11025);
        DoubleUnaryOperator rounded = x -> Math.rint(x * 128) / 128;
        assertExact(pcm.channels()[0], WavFiles.chirp(11025, 22050, 200, 2000), rounded);
        assertExact(pcm.channels()[1], WavFiles.chirp(11025, 22050, 300, 900), rounded);
    }

    @Test
    void vorbis_in_stereo_is_complete_with_its_channels_in_place() throws Exception {
        Pcm pcm = decode("vorbis-11025-stereo-22050.ogg");
        assertThat(pcm.sampleRateHz()).isEqualTo(22050);
        assertThat(pcm.channels().length).isEqualTo(2);
        assertThat(pcm.samples()).isEqualTo(11025);
        assertThat(correlation(pcm.channels()[0], WavFiles.chirp(11025, 22050, 200, 2000), 0))
                .isGreaterThan(0.999);
        assertThat(correlation(pcm.channels()[1], WavFiles.chirp(11025, 22050, 300, 900), 0))
                .isGreaterThan(0.999);
    }

    @ParameterizedTest
    @CsvSource({
        "vorbis-44100-mono-44100.ogg, 44100, 0",
        "mp3-44100-mono-44100.mp3, 44100, 0",
        // No header: 40 frames of 1152, of which 1105 are the delay of encoder and decoder.
        "mp3-no-header-44100-mono-44100.mp3, 46080, 1105"
    })
    void lossy_files_are_complete_and_in_time(String name, int samples, int delay)
            throws Exception {
        Pcm pcm = decode(name);
        assertThat(pcm.sampleRateHz()).isEqualTo(44100);
        assertThat(pcm.channels().length).isEqualTo(1);
        assertThat(pcm.samples()).isEqualTo(samples);
        double[] source = WavFiles.chirp(44100, 44100, 200, 4000);
        double[] shifted = new double[samples];
        System.arraycopy(source, 0, shifted, delay, Math.min(44100, samples - delay));
        double inTime = correlation(pcm.channels()[0], shifted, 0);
        assertThat(inTime).isGreaterThan(0.998);
        assertThat(inTime).isGreaterThan(correlation(pcm.channels()[0], shifted, 1));
        assertThat(inTime).isGreaterThan(correlation(pcm.channels()[0], shifted, -1));
    }

    /** The chirp of the FLAC fixtures: silent but for its ends. */
    private static double[] ends(int frames, int rateHz) {
        double[] signal = WavFiles.chirp(frames, rateHz, 20, 60);
        Arrays.fill(signal, 10000, frames - 15000, 0);
        return signal;
    }

    private static void assertExact(
            float[] decoded, double[] source, DoubleUnaryOperator quantiser) {
        int different = 0;
        for (int i = 0; i < source.length; i++) {
            double expected = quantiser.applyAsDouble(source[i]);
            if (decoded[i] != expected) {
                // numpy's and Java's sine may differ in the last bit: then a tie rounds elsewhere
                different++;
                assertThat((double) decoded[i])
                        .isCloseTo(expected, within(quantiser.applyAsDouble(1) / 30));
            }
        }
        assertThat(different).isLessThanOrEqualTo(2);
    }

    private static double correlation(float[] decoded, double[] source, int shift) {
        double product = 0;
        double decodedPower = 0;
        double sourcePower = 0;
        for (int i = 1; i < source.length - 1; i++) {
            product += decoded[i + shift] * source[i];
            decodedPower += decoded[i + shift] * decoded[i + shift];
            sourcePower += source[i] * source[i];
        }
        return product / Math.sqrt(decodedPower * sourcePower);
    }
}
