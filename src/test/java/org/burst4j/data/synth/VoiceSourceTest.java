package org.burst4j.data.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class VoiceSourceTest {
    private static final double RATE_HZ = 16_000;

    @Test
    void pulses_come_at_the_pitch() {
        GlottalSource source = new GlottalSource(new SynthRandom(1), 0, RATE_HZ);
        int openings = 0;
        boolean wasOpen = true;
        for (int sample = 0; sample < 10 * RATE_HZ; sample++) {
            source.next(125);
            openings += source.open() && !wasOpen ? 1 : 0;
            wasOpen = source.open();
        }
        assertThat(openings).isCloseTo(1250, within(5));
    }

    @Test
    void rough_voices_are_less_regular() {
        assertThat(levelSpread(0.6)).isGreaterThan(3 * levelSpread(0));
    }

    private static double levelSpread(double roughness) {
        GlottalSource source = new GlottalSource(new SynthRandom(2), roughness, RATE_HZ);
        double sum = 0;
        double squares = 0;
        int pulses = 0;
        double deepest = 0;
        boolean wasOpen = true;
        for (int sample = 0; sample < RATE_HZ; sample++) {
            deepest = Math.min(deepest, source.next(100));
            if (source.open() && !wasOpen) {
                pulses++;
                sum += deepest;
                squares += deepest * deepest;
                deepest = 0;
            }
            wasOpen = source.open();
        }
        double mean = sum / pulses;
        return Math.sqrt(squares / pulses - mean * mean);
    }

    @Test
    void a_peak_raises_its_frequency_by_its_gain_and_leaves_others() {
        Resonator peak = new Resonator(RATE_HZ);
        peak.setPeak(3000, 5, 12);
        assertThat(gainDb(peak, 3000)).isCloseTo(12, within(0.05));
        Resonator fresh = new Resonator(RATE_HZ);
        fresh.setPeak(3000, 5, 12);
        assertThat(gainDb(fresh, 300)).isCloseTo(0, within(0.1));
    }

    @Test
    void a_formant_has_the_gain_of_its_pole_pair() {
        double radius = Math.exp(-Math.PI * 100 / RATE_HZ);
        double angle = 2 * Math.PI * 700 / RATE_HZ;
        // |1 - 2 r cos(a) z + r^2 z^2| at z = exp(-j a), by complex arithmetic.
        double real =
                1
                        - 2 * radius * Math.cos(angle) * Math.cos(angle)
                        + radius * radius * Math.cos(2 * angle);
        double imaginary =
                2 * radius * Math.cos(angle) * Math.sin(angle)
                        - radius * radius * Math.sin(2 * angle);
        double direct = 1 - 2 * radius * Math.cos(angle) + radius * radius;
        double expectedDb = 20 * Math.log10(direct / Math.hypot(real, imaginary));
        Resonator formant = new Resonator(RATE_HZ);
        formant.setFormant(700, 100);
        assertThat(gainDb(formant, 700)).isCloseTo(expectedDb, within(0.05));
    }

    private static double gainDb(Resonator filter, double frequencyHz) {
        double peak = 0;
        for (int sample = 0; sample < 16_000; sample++) {
            double input = Math.sin(2 * Math.PI * frequencyHz * sample / RATE_HZ);
            double output = filter.next(input);
            if (sample > 8000) {
                peak = Math.max(peak, Math.abs(output));
            }
        }
        return 20 * Math.log10(peak);
    }
}
