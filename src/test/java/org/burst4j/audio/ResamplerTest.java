package org.burst4j.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.burst4j.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplerTest {
    /** Of a second of output we look at the middle, where the filter sees no end. */
    private static final double EDGE_SECONDS = 0.1;

    @ParameterizedTest
    @CsvSource({
        "8000, 16000",
        "11025, 16000",
        "22050, 16000",
        "32000, 16000",
        "44100, 16000",
        "48000, 16000",
        "96000, 16000",
        "16000, 44100",
        "44099, 16000",
        "12345, 16001"
    })
    void the_pass_band_is_flat_and_free_of_images(int fromHz, int toHz) {
        double nyquistHz = Math.min(fromHz, toHz) / 2.0;
        for (double share : new double[] {0.01, 0.1, 0.33, 0.5, 0.7, 0.85, 0.9, 0.91}) {
            double frequencyHz = Math.round(share * nyquistHz);
            float[] in = WavFiles.floats(WavFiles.sine(fromHz, frequencyHz, fromHz, 0.8));
            double[] fit = fit(Resampler.resample(in, fromHz, toHz), frequencyHz, toHz);
            double gainDb = 20 * Math.log10(Math.hypot(fit[0], fit[1]) / 0.8);
            assertThat(gainDb).as("gain at %s Hz", frequencyHz).isCloseTo(0, within(0.1));
            assertThat(Math.atan2(fit[1], fit[0])).as("phase").isCloseTo(0.3, within(1e-3));
            // What is left after the sine is taken out: images, aliases, rounding.
            assertThat(20 * Math.log10(fit[2] / 0.8)).as("rest in dB").isLessThan(-90);
        }
    }

    @ParameterizedTest
    @CsvSource({"22050, 16000", "32000, 16000", "44100, 16000", "48000, 16000", "96000, 16000"})
    void nothing_folds_back(int fromHz, int toHz) {
        for (int i = 0; i <= 20; i++) {
            double frequencyHz = toHz / 2.0 + (fromHz - toHz) / 2.0 * (0.001 + 0.998 * i / 20.0);
            float[] in = WavFiles.floats(WavFiles.sine(fromHz, frequencyHz, fromHz, 1));
            float[] out = Resampler.resample(in, fromHz, toHz);
            double peak = 0;
            for (int n = toHz / 10; n < out.length - toHz / 10; n++) {
                peak = Math.max(peak, Math.abs(out[n]));
            }
            assertThat(20 * Math.log10(peak)).as("alias of %s Hz", frequencyHz).isLessThan(-90);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8000, 11025, 44100, 44099, 48000})
    void a_constant_stays_constant(int fromHz) {
        float[] in = new float[fromHz];
        Arrays.fill(in, 0.75f);
        float[] out = Resampler.resample(in, fromHz, 16000);
        for (int i = 1600; i < 14400; i++) {
            assertThat(out[i]).isCloseTo(0.75f, within(2e-6f));
        }
    }

    @ParameterizedTest
    @CsvSource({"48000, 16000, 3", "32000, 16000, 2", "8000, 16000, 0.5"})
    void an_impulse_stays_in_place_and_spreads_evenly(int fromHz, int toHz, double ratio) {
        float[] in = new float[6000];
        in[3000] = 1;
        float[] out = Resampler.resample(in, fromHz, toHz);
        int centre = (int) (3000 / ratio);
        for (int i = 1; i < 900; i++) {
            assertThat(out[centre + i]).isCloseTo(out[centre - i], within(1e-7f));
            assertThat(Math.abs(out[centre + i])).isLessThan(out[centre]);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 48000, 16000, 1",
        "2, 48000, 16000, 1",
        "3, 48000, 16000, 1",
        "4, 48000, 16000, 2",
        "1, 44100, 16000, 1",
        "3, 44100, 16000, 2",
        "1, 8000, 16000, 2",
        "3, 8000, 16000, 6",
        "0, 8000, 16000, 0",
        "88200, 44100, 16000, 32000",
        "88201, 44100, 16000, 32001",
        "5000, 44099, 16000, 1815"
    })
    void the_length_is_rounded_up(int samples, int fromHz, int toHz, int expected) {
        float[] in = new float[samples];
        Arrays.fill(in, 0.5f);
        float[] out = Resampler.resample(in, fromHz, toHz);
        assertThat(out).hasSize(expected);
        for (float sample : out) {
            assertThat(sample).isBetween(-1f, 1f);
        }
    }

    @Test
    void equal_rates_give_a_copy() {
        float[] in = {0.1f, -0.2f, 0.3f};
        float[] out = Resampler.resample(in, 16000, 16000);
        assertThat(out).isEqualTo(in).isNotSameAs(in);
    }

    @Test
    void rates_out_of_range_are_refused() {
        assertThatThrownBy(() -> Resampler.resample(new float[1], 999, 16000))
                .isInstanceOf(DataException.class)
                .hasMessage("sampling rate 999 Hz, expected 1000 to 768000 Hz");
        assertThatThrownBy(() -> Resampler.resample(new float[1], 16000, 768001))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("768001");
    }

    /**
     * The least-squares fit of c sin + d cos of a known frequency, in double: c and d (so that the
     * input's phase is atan2(d, c)) and the root mean square of what is left, times the root of 2.
     */
    private static double[] fit(float[] out, double frequencyHz, int rateHz) {
        int edge = (int) (EDGE_SECONDS * rateHz);
        double ss = 0;
        double sc = 0;
        double cc = 0;
        double ys = 0;
        double yc = 0;
        for (int n = edge; n < out.length - edge; n++) {
            double angle = 2 * Math.PI * frequencyHz * n / rateHz;
            double sin = Math.sin(angle);
            double cos = Math.cos(angle);
            ss += sin * sin;
            sc += sin * cos;
            cc += cos * cos;
            ys += out[n] * sin;
            yc += out[n] * cos;
        }
        double determinant = ss * cc - sc * sc;
        double s = (ys * cc - yc * sc) / determinant;
        double c = (yc * ss - ys * sc) / determinant;
        double rest = 0;
        for (int n = edge; n < out.length - edge; n++) {
            double angle = 2 * Math.PI * frequencyHz * n / rateHz;
            double difference = out[n] - s * Math.sin(angle) - c * Math.cos(angle);
            rest += difference * difference;
        }
        return new double[] {s, c, Math.sqrt(2 * rest / (out.length - 2 * edge))};
    }
}
