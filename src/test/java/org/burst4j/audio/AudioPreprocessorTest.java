package org.burst4j.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import org.burst4j.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AudioPreprocessorTest {
    private static final AudioConfig ANY_LENGTH =
            new AudioConfig(16000, 0, 30, Loudness.NONE, -3, SampleClipping.NONE, true);

    @TempDir Path folder;

    @Test
    void normalises_by_the_population_variance_with_the_floor_of_the_feature_extractor() {
        // mean 2e-3, deviations -1 0 1 (e-3), population variance 2/3 e-6, plus 1e-7: 7.6667e-7
        Waveform waveform = prepare(ANY_LENGTH, 1e-3f, 2e-3f, 3e-3f);
        double expected = 1e-3 / Math.sqrt(7.6666667e-7);
        assertThat(waveform.samples()).hasSize(3);
        assertThat((double) waveform.samples()[0]).isCloseTo(-expected, within(1e-5));
        assertThat((double) waveform.samples()[1]).isCloseTo(0, within(1e-5));
        assertThat((double) waveform.samples()[2]).isCloseTo(expected, within(1e-5));
        assertThat(waveform.clippedFraction()).isZero();
    }

    @Test
    void mixes_down_by_the_mean() {
        float[][] stereo = {{0.5f, 0.5f, -0.25f}, {0.5f, -0.1f, 0.25f}};
        AudioConfig plain =
                new AudioConfig(16000, 0, 30, Loudness.NONE, -3, SampleClipping.NONE, false);
        Waveform waveform = new AudioPreprocessor(plain).prepare(new Pcm(stereo, 16000), "stereo");
        assertThat(waveform.samples()).containsExactly(0.5f, 0.2f, 0f);
    }

    @Test
    void the_peak_comes_to_its_level() {
        AudioConfig peak =
                new AudioConfig(16000, 0, 30, Loudness.PEAK, -20, SampleClipping.NONE, false);
        Waveform waveform = prepare(peak, 0.2f, -0.5f, 0.1f);
        assertThat(waveform.samples()[0]).isCloseTo(0.04f, within(1e-7f));
        assertThat(waveform.samples()[1]).isCloseTo(-0.1f, within(1e-7f));
        assertThat(waveform.clippedFraction()).isZero();
    }

    @Test
    void the_rms_comes_to_its_level_without_clipping_and_tells_what_would_clip() {
        AudioConfig rms =
                new AudioConfig(16000, 0, 30, Loudness.RMS, 0, SampleClipping.NONE, false);
        // mean square (0.01 + 0.01 + 0.01 + 0.37) / 4 = 0.1
        Waveform waveform = prepare(rms, 0.1f, -0.1f, 0.1f, (float) Math.sqrt(0.37));
        assertThat(waveform.samples()[3]).isCloseTo((float) Math.sqrt(3.7), within(1e-6f));
        assertThat(waveform.samples()[1]).isCloseTo((float) -Math.sqrt(0.1), within(1e-6f));
        assertThat(waveform.clippedFraction()).isEqualTo(0.25);
    }

    @Test
    void int16_limits_samples_after_the_gain_and_still_tells_the_share() {
        AudioConfig rms =
                new AudioConfig(16000, 0, 30, Loudness.RMS, 0, SampleClipping.INT16, false);
        // the gain is sqrt(10): sqrt(0.37) becomes 1.92, and 0.1 becomes 0.316
        Waveform waveform = prepare(rms, 0.1f, -0.1f, 0.1f, (float) Math.sqrt(0.37));
        assertThat(waveform.samples()[3]).isEqualTo(32767 / 32768f);
        assertThat(waveform.samples()[0]).isCloseTo((float) Math.sqrt(0.1), within(1e-6f));
        assertThat(waveform.clippedFraction()).isEqualTo(0.25);
        float[] low = prepare(rms, 0.1f, -0.1f, 0.1f, (float) -Math.sqrt(0.37)).samples();
        assertThat(low[3]).isEqualTo(-1);
        assertThat(low[1]).isCloseTo((float) -Math.sqrt(0.1), within(1e-6f));
    }

    @Test
    void int16_neither_rounds_nor_needs_a_gain() {
        AudioConfig plain =
                new AudioConfig(16000, 0, 30, Loudness.NONE, -3, SampleClipping.INT16, false);
        assertThat(prepare(plain, 0.1234567f, 1, -1, -0.5f).samples())
                .containsExactly(0.1234567f, 32767 / 32768f, -1, -0.5f);
    }

    @Test
    void the_unit_variance_undoes_the_gain_but_not_the_clipping() {
        float[] clip = {0.1f, -0.1f, 0.1f, -0.6f};
        float[] quiet = prepare(ANY_LENGTH, clip).samples();
        float[] loud = prepare(rmsToUnitVariance(SampleClipping.NONE), clip).samples();
        assertThat(loud).containsExactly(quiet, within(1e-4f));
        // After the gain of 1 / sqrt(0.0975) = 3.2026: 0.32026, -0.32026, 0.32026, and -1 of -1.92
        double mean = (0.32026 - 1) / 4;
        double variance = 0.0;
        for (double sample : new double[] {0.32026, -0.32026, 0.32026, -1}) {
            variance += (sample - mean) * (sample - mean) / 4;
        }
        float[] clipped = prepare(rmsToUnitVariance(SampleClipping.INT16), clip).samples();
        assertThat((double) clipped[3])
                .isCloseTo((-1 - mean) / Math.sqrt(variance), within(1e-4))
                .isGreaterThan(quiet[3] + 0.1);
    }

    private static AudioConfig rmsToUnitVariance(SampleClipping rule) {
        return new AudioConfig(16000, 0, 30, Loudness.RMS, 0, rule, true);
    }

    @Test
    void full_scale_clips_above_but_not_below() {
        AudioConfig plain =
                new AudioConfig(16000, 0, 30, Loudness.NONE, -3, SampleClipping.NONE, false);
        Waveform waveform = prepare(plain, 1, -1, 0.9999f, 32767 / 32768f);
        assertThat(waveform.clippedFraction()).isEqualTo(0.25);
    }

    @Test
    void a_file_of_another_rate_comes_at_the_rate_of_the_encoder() throws Exception {
        double[] left = WavFiles.sine(44100, 440, 44100, 0.5);
        Path file = folder.resolve("a.wav");
        Files.write(file, WavFiles.wav(WavFiles.Format.S24, 44100, false, left, left));
        Waveform waveform = new AudioPreprocessor(AudioConfig.DEFAULTS).prepare(file);
        assertThat(waveform.sampleRateHz()).isEqualTo(16000);
        assertThat(waveform.samples()).hasSize(16000);
        assertThat(waveform.seconds()).isEqualTo(1);
        double[] expected = WavFiles.sine(16000, 440, 16000, Math.sqrt(2));
        for (int i = 200; i < 15800; i++) {
            assertThat((double) waveform.samples()[i]).isCloseTo(expected[i], within(3e-3));
        }
    }

    @Test
    void errors_name_the_clip_and_the_numbers() {
        assertError("clip: the clip is empty (0 samples)", new float[0]);
        assertError("clip: too short: 0.0499 s (799 samples at 16000 Hz)", noise(799));
        assertError("expected 0.05 to 30.0 s", noise(799));
        assertError("clip: too long: 30.0001 s (480001 samples at 16000 Hz)", noise(480001));
        float[] broken = noise(1000);
        broken[7] = Float.POSITIVE_INFINITY;
        assertError("clip: sample 7 of channel 0 is Infinity", broken);
        float[] quiet = new float[1000];
        quiet[3] = 5e-5f;
        assertError("clip: silent: the peak after mixing down is 5.00e-05 (-86.0 dB)", quiet);
        assertError("expected at least 1e-04 (-80 dB)", quiet);
        assertThatThrownBy(
                        () ->
                                new AudioPreprocessor(AudioConfig.DEFAULTS)
                                        .prepare(Pcm.mono(noise(1000), 500), "clip"))
                .isInstanceOf(DataException.class)
                .hasMessage("clip: sampling rate 500 Hz, expected 1000 to 768000 Hz");
        float[][] opposite = {noise(1000), noise(1000)};
        for (int i = 0; i < 1000; i++) {
            opposite[1][i] = -opposite[0][i];
        }
        assertThatThrownBy(
                        () ->
                                new AudioPreprocessor(AudioConfig.DEFAULTS)
                                        .prepare(new Pcm(opposite, 16000), "clip"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("clip: silent");
    }

    @Test
    void a_long_file_is_refused_by_its_header() {
        Path file = folder.resolve("long.wav");
        WavWriter.write(file, noise(500000), 16000);
        assertThatThrownBy(() -> new AudioPreprocessor(AudioConfig.DEFAULTS).prepare(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("long.wav: too long: at least 31.250 s")
                .hasMessageContaining("by its header");
    }

    @Test
    void pcm_checks_its_shape() {
        assertThatThrownBy(() -> new Pcm(new float[0][], 16000))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("without a channel");
        assertThatThrownBy(() -> new Pcm(new float[][] {{1}, {1, 2}}, 16000))
                .isInstanceOf(DataException.class)
                .hasMessage("PCM channel 1 has 2 samples, channel 0 has 1");
        assertThatThrownBy(() -> new Pcm(new float[][] {{1}, null}, 16000))
                .isInstanceOf(DataException.class)
                .hasMessage("PCM channel 1 is null");
        assertThatThrownBy(() -> Pcm.mono(new float[1], 0))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("0 Hz");
    }

    private static float[] noise(int samples) {
        return WavFiles.floats(WavFiles.sine(samples, 1000, 16000, 0.1));
    }

    private static Waveform prepare(AudioConfig config, float... samples) {
        return new AudioPreprocessor(config).prepare(Pcm.mono(samples, 16000), "clip");
    }

    private static void assertError(String message, float[] samples) {
        assertThatThrownBy(() -> prepare(AudioConfig.DEFAULTS, samples))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }
}
