package org.burst4j.data.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.burst4j.data.Split;
import org.junit.jupiter.api.Test;

class BurstSynthesiserTest {
    private static final long SEED = 7;
    private static final List<SynthClip> CLIPS =
            SyntheticCorpus.draw(new SynthConfig(SynthLayout.AVB, 80, 12, SEED, Path.of("unused")));

    @Test
    void clips_keep_their_level_have_no_dc_and_fade_at_both_ends() {
        Set<VocalType> heard = EnumSet.noneOf(VocalType.class);
        for (SynthClip clip : CLIPS) {
            heard.add(clip.type());
            float[] samples = BurstSynthesiser.render(clip, SEED);
            double peak = 0;
            double sum = 0;
            for (float sample : samples) {
                peak = Math.max(peak, Math.abs(sample));
                sum += sample;
            }
            assertThat(peak).as(clip.id()).isBetween(0.70, 0.90);
            assertThat(sum / samples.length).isCloseTo(0, within(1e-3));
            assertThat(samples.length / 16_000.0).isBetween(0.4, 4.0);
            assertThat(samples[0]).isZero();
            assertThat(samples[samples.length - 1]).isZero();
            assertThat(Math.abs(samples[80])).isLessThan(0.01f);
        }
        assertThat(heard).containsExactly(VocalType.values());
    }

    @Test
    void a_clip_is_the_same_on_every_platform() {
        // Written down once: a change here needs a new generator version in synth.json.
        CRC32 checksum = new CRC32();
        for (float sample : BurstSynthesiser.render(CLIPS.get(1), SEED)) {
            int pcm = Math.round(sample * 32768);
            checksum.update(pcm);
            checksum.update(pcm >> 8);
        }
        assertThat(checksum.getValue()).isEqualTo(353728432L);
    }

    @Test
    void a_scream_is_higher_than_a_groan_of_the_same_voice() {
        SynthClip some = CLIPS.get(0);
        Affect calm = new Affect(0, 0, 0, 0);
        double scream = crossingsPerSecond(retyped(some, VocalType.SCREAM, calm));
        double groan = crossingsPerSecond(retyped(some, VocalType.GROAN, calm));
        assertThat(scream).isGreaterThan(1.5 * groan);
    }

    @Test
    void activation_brightens_breath() {
        // The shelf g + (1 - g) a / (1 - (1 - a) exp(-j w)), a = 0.376, g of -15.4 and -2.6 dB:
        // by hand its gain rises by 5.15 dB at 3.3 kHz and by 0.70 dB at 0.7 kHz. Noise: 1 dB a
        // clip.
        double rise = 0;
        for (SynthClip clip : CLIPS.subList(0, 16)) {
            rise += highOverLowDb(retyped(clip, VocalType.PANT, new Affect(0, 0.8, 0, 0)));
            rise -= highOverLowDb(retyped(clip, VocalType.PANT, new Affect(0, -0.8, 0, 0)));
        }
        assertThat(rise / 16).isCloseTo(4.45, within(0.75));
    }

    private static SynthClip retyped(SynthClip clip, VocalType type, Affect affect) {
        // Without the accent's resonance, which would hide the rest from a count of crossings.
        Speaker plain = new Speaker(0, 0, Split.TRAIN, true, 30, 200, 1.1, 0, 1);
        return new SynthClip(clip.index(), plain, type, affect, clip.labels());
    }

    private static double crossingsPerSecond(SynthClip clip) {
        float[] samples = BurstSynthesiser.render(clip, SEED);
        int crossings = 0;
        for (int sample = 1; sample < samples.length; sample++) {
            crossings += samples[sample - 1] < 0 && samples[sample] >= 0 ? 1 : 0;
        }
        return crossings * 16_000.0 / samples.length;
    }

    private static double highOverLowDb(SynthClip clip) {
        float[] samples = BurstSynthesiser.render(clip, SEED);
        return 10 * Math.log10(bandEnergy(samples, 3300) / bandEnergy(samples, 700));
    }

    /** Energy of 81 Fourier coefficients within 200 Hz. */
    private static double bandEnergy(float[] samples, double centreHz) {
        double energy = 0;
        for (int line = -40; line <= 40; line++) {
            double step = 2 * Math.PI * (centreHz + 5 * line) / 16_000;
            double real = 0;
            double imaginary = 0;
            for (int sample = 0; sample < samples.length; sample++) {
                real += samples[sample] * Math.cos(step * sample);
                imaginary += samples[sample] * Math.sin(step * sample);
            }
            energy += real * real + imaginary * imaginary;
        }
        return energy;
    }
}
