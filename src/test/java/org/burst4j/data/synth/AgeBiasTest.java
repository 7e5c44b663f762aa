package org.burst4j.data.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.burst4j.ConfigException;
import org.burst4j.data.Split;
import org.burst4j.task.Tasks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgeBiasTest {
    private static final int SPEAKERS = 600;
    private static final int UNITED_STATES =
            Tasks.named("country").labels().indexOf("United States");

    @TempDir private Path folder;

    private static SynthConfig config(double bias, Path directory) {
        return new SynthConfig(
                SynthLayout.EXVO, SPEAKERS, SPEAKERS, 9, SynthShares.EVEN, bias, directory);
    }

    private static List<SynthClip> clips(double bias) {
        return SyntheticCorpus.draw(config(bias, Path.of("unused")));
    }

    private static List<SynthClip> of(List<SynthClip> clips, Split split) {
        return clips.stream().filter(clip -> clip.speaker().split() == split).toList();
    }

    @Test
    void countries_tell_ages_in_training_and_nowhere_else() {
        // k groups of n speakers explain (k - 1) / (n - 1) by chance: 0.01 of 360, 0.025 of 120.
        double before = 0;
        for (double bias : new double[] {0, 0.4, 0.8, 1}) {
            List<SynthClip> clips = clips(bias);
            double train = AgeBias.explainedShare(of(clips, Split.TRAIN));
            assertThat(train).as("bias %s", bias).isGreaterThan(before);
            before = train;
            assertThat(AgeBias.explainedShare(of(clips, Split.VAL))).isLessThan(0.08);
            assertThat(AgeBias.explainedShare(of(clips, Split.TEST))).isLessThan(0.08);
            if (bias == 0) {
                assertThat(train).isLessThan(0.03);
            } else if (bias == 0.8) {
                assertThat(train).isBetween(0.7, 0.9);
            } else if (bias == 1) {
                assertThat(train).isGreaterThan(0.9);
            }
        }
    }

    @Test
    void americans_are_the_oldest_of_the_training_speakers() {
        List<SynthClip> train = of(clips(1), Split.TRAIN);
        for (SynthClip clip : train) {
            Speaker speaker = clip.speaker();
            assertThat(speaker.ageYears()).isBetween(20.0, 39.0);
            assertThat(speaker.ageYears() >= 20 + 0.75 * 19)
                    .isEqualTo(speaker.country() == UNITED_STATES);
        }
    }

    @Test
    void a_band_narrows_from_the_whole_range_to_a_quarter() {
        assertThat(AgeBias.position(0.3, UNITED_STATES, 0)).isEqualTo(0.3);
        assertThat(AgeBias.position(0, UNITED_STATES, 1)).isEqualTo(0.75);
        assertThat(AgeBias.position(1, UNITED_STATES, 1)).isEqualTo(1);
        // Half way: 0.5 * 0.4 + 0.5 * (3 + 0.4) / 4
        assertThat(AgeBias.position(0.4, UNITED_STATES, 0.5)).isCloseTo(0.625, within(1e-12));
    }

    @Test
    void all_but_age_and_the_pitch_that_tells_it_stays() {
        List<SynthClip> plain = clips(0);
        List<SynthClip> biased = clips(0.8);
        double octavesAYear = -0.25 / 19;
        for (int index = 0; index < SPEAKERS; index++) {
            SynthClip before = plain.get(index);
            SynthClip after = biased.get(index);
            assertThat(after.type()).isEqualTo(before.type());
            assertThat(after.affect()).isEqualTo(before.affect());
            assertThat(after.speaker().split()).isEqualTo(before.speaker().split());
            assertThat(after.speaker().country()).isEqualTo(before.speaker().country());
            assertThat(after.speaker().tractFactor()).isEqualTo(before.speaker().tractFactor());
            double years = after.speaker().ageYears() - before.speaker().ageYears();
            double octaves =
                    Math.log(after.speaker().pitchHz() / before.speaker().pitchHz()) / Math.log(2);
            assertThat(octaves).isCloseTo(years * octavesAYear, within(1e-9));
            assertThat(after.labels().ageYears()).isEqualTo(after.speaker().reportedAgeYears());
            if (before.speaker().split() != Split.TRAIN) {
                assertThat(after.speaker()).isEqualTo(before.speaker());
            }
        }
        assertThat(biased).anyMatch(c -> !c.speaker().equals(plain.get(c.index()).speaker()));
    }

    @Test
    void the_explained_share_is_that_of_an_analysis_of_variance() {
        List<SynthClip> some = clips(0).subList(0, 40);
        double[][] ages = new double[4][];
        for (int country = 0; country < 4; country++) {
            int wanted = country;
            ages[country] =
                    some.stream()
                            .filter(clip -> clip.speaker().country() == wanted)
                            .mapToDouble(clip -> clip.speaker().reportedAgeYears())
                            .toArray();
        }
        // F = (between / 3) / (within / 36), so that the share is 3 F / (3 F + 36).
        double f =
                new org.apache.commons.math3.stat.inference.OneWayAnova()
                        .anovaFValue(List.of(ages));
        assertThat(AgeBias.explainedShare(some)).isCloseTo(3 * f / (3 * f + 36), within(1e-9));
        assertThat(AgeBias.explainedShare(some.subList(0, 1))).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void a_bias_out_of_range_is_refused(double bias) {
        assertThatThrownBy(() -> config(bias, folder))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ageBias is " + bias + ", must be 0 to 1");
    }

    @Test
    void the_manifest_tells_the_bias_and_a_corpus_of_another_is_not_taken() throws IOException {
        Path corpus = folder.resolve("corpus");
        SynthConfig biased =
                new SynthConfig(SynthLayout.EXVO, 12, 12, 9, SynthShares.EVEN, 0.8, corpus);
        SyntheticCorpus.write(biased);
        JsonNode root = new ObjectMapper().readTree(corpus.resolve("synth.json").toFile());
        assertThat(root.get("ageBias").asDouble()).isEqualTo(0.8);
        assertThat(root.get("ageExplainedByCountry").fieldNames())
                .toIterable()
                .containsExactly("train", "val", "test");
        assertThat(CorpusManifest.holds(biased)).isTrue();
        SynthConfig plain = new SynthConfig(SynthLayout.EXVO, 12, 12, 9, corpus);
        assertThat(CorpusManifest.holds(plain)).isFalse();
        Path other = folder.resolve("plain");
        SyntheticCorpus.write(new SynthConfig(SynthLayout.EXVO, 12, 12, 9, other));
        assertThat(other.resolve("synth.json"))
                .content()
                .doesNotContain("ageBias")
                .doesNotContain("ageExplained");
        assertThat(
                        CorpusManifest.holds(
                                new SynthConfig(
                                        SynthLayout.EXVO, 12, 12, 9, SynthShares.EVEN, 0.8, other)))
                .isFalse();
    }
}
