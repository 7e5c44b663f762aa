package org.burst4j.data.synth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.burst4j.data.Split;
import org.junit.jupiter.api.Test;

class SpeakerTest {
    private static Speaker draw(int index, int speakers) {
        Path unused = Path.of("unused");
        return Speaker.draw(new SynthConfig(SynthLayout.AVB, speakers, speakers, 3, unused), index);
    }

    private static List<Speaker> draw(int speakers) {
        return IntStream.range(0, speakers).mapToObj(index -> draw(index, speakers)).toList();
    }

    @Test
    void each_country_is_in_each_split_whatever_the_number_of_speakers() {
        for (int speakers : new int[] {12, 13, 15, 24, 41, 100}) {
            Set<String> pairs = new HashSet<>();
            draw(speakers).forEach(s -> pairs.add(s.split() + " " + s.country()));
            assertThat(pairs).as("%d speakers", speakers).hasSize(12);
        }
    }

    @Test
    void three_fifths_of_the_speakers_train() {
        List<Speaker> speakers = draw(100);
        assertThat(speakers.stream().filter(s -> s.split() == Split.TRAIN)).hasSize(60);
        assertThat(speakers.stream().filter(s -> s.split() == Split.VAL)).hasSize(20);
    }

    @Test
    void ages_are_those_of_the_challenge_and_reported_in_whole_years() {
        assertThat(draw(200))
                .allSatisfy(
                        speaker -> {
                            assertThat(speaker.ageYears()).isBetween(20.0, 39.0);
                            assertThat(speaker.reportedAgeYears())
                                    .isEqualTo(Math.rint(speaker.reportedAgeYears()))
                                    .isBetween(20.0, 39.0);
                        });
    }

    @Test
    void subject_ids_have_three_digits_or_more() {
        assertThat(draw(7, 20).subjectId()).isEqualTo("Speaker_007");
        assertThat(draw(1234, 2000).subjectId()).isEqualTo("Speaker_1234");
    }
}
