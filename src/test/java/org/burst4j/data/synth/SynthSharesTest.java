package org.burst4j.data.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.burst4j.ConfigException;
import org.burst4j.data.Split;
import org.burst4j.task.Tasks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SynthSharesTest {
    private static final int CLIPS = 480;
    private static final int SPEAKERS = 60;

    private static List<SynthClip> official(int clips, int speakers, long seed) {
        return SyntheticCorpus.draw(
                new SynthConfig(
                        SynthLayout.AVB,
                        clips,
                        speakers,
                        seed,
                        SynthShares.OFFICIAL,
                        Path.of("unused")));
    }

    private static List<SynthClip> of(List<SynthClip> clips, Split split) {
        return clips.stream().filter(clip -> clip.speaker().split() == split).toList();
    }

    private static <K> Map<K, Long> counts(List<SynthClip> clips, Function<SynthClip, K> key) {
        return clips.stream().collect(Collectors.groupingBy(key, Collectors.counting()));
    }

    @Test
    void shares_are_found_by_name_in_any_case() {
        assertThat(SynthShares.of("Official")).isEqualTo(SynthShares.OFFICIAL);
        assertThat(SynthShares.of("even")).isEqualTo(SynthShares.EVEN);
        assertThatThrownBy(() -> SynthShares.of("fair"))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.cure()).contains("'even' and 'official'"))
                .hasMessageContaining("shares 'fair' are not known");
    }

    @Test
    void official_slots_are_the_nearest_to_the_published_counts() {
        Iterator<Integer> published =
                List.of(1845, 7104, 1366, 1347, 4940, 1348, 467, 1573).iterator();
        VocalType[] slots = SynthShares.OFFICIAL.slots();
        for (VocalType type : VocalType.values()) {
            double share = 40.0 * published.next() / 19_990;
            long count = Arrays.stream(slots).filter(slot -> slot == type).count();
            assertThat((double) count).as(type.label()).isCloseTo(share, within(0.75));
        }
    }

    @Test
    void speakers_come_from_official_countries_two_to_two_to_three_to_one() {
        List<String> names = Tasks.named("country").labels();
        Map<String, Integer> counts = new HashMap<>();
        for (int speaker = 0; speaker < 80; speaker++) {
            counts.merge(names.get(SynthShares.OFFICIAL.countryOf(speaker)), 1, Integer::sum);
        }
        assertThat(counts)
                .containsOnly(
                        Map.entry("China", 20),
                        Map.entry("South Africa", 20),
                        Map.entry("United States", 30),
                        Map.entry("Venezuela", 10));
    }

    @ParameterizedTest
    @EnumSource
    void the_count_of_a_country_is_that_of_its_speakers(SynthShares shares) {
        int[] counted = new int[4];
        for (int speakers = 0; speakers < 50; speakers++) {
            for (int country = 0; country < 4; country++) {
                assertThat(shares.countOf(country, speakers)).isEqualTo(counted[country]);
            }
            counted[shares.countryOf(speakers)]++;
        }
    }

    @ParameterizedTest
    @EnumSource
    void each_country_is_in_each_split_from_the_fewest_speakers_on(SynthShares shares) {
        for (int speakers = shares.minimumSpeakers(); speakers < 120; speakers++) {
            SynthConfig config =
                    new SynthConfig(
                            SynthLayout.AVB, speakers, speakers, 1, shares, Path.of("unused"));
            Set<String> pairs = new HashSet<>();
            for (int index = 0; index < speakers; index++) {
                Speaker speaker = Speaker.draw(config, index);
                pairs.add(speaker.split() + " " + speaker.country());
            }
            assertThat(pairs).as("%d speakers", speakers).hasSize(12);
        }
    }

    @Test
    void official_kinds_keep_their_shares_in_each_split() {
        for (long seed = 1; seed <= 10; seed++) {
            List<SynthClip> clips = official(CLIPS, SPEAKERS, seed);
            for (Split split : Split.values()) {
                List<SynthClip> ofSplit = of(clips, split);
                Map<VocalType, Long> counts = counts(ofSplit, SynthClip::type);
                int blocks = ofSplit.size() / TypeSchedule.SLOTS;
                for (VocalType type : VocalType.values()) {
                    int slots = type.share(SynthShares.OFFICIAL);
                    // Full blocks are exact; the last, begun one has any part of its slots.
                    assertThat(counts.get(type).intValue())
                            .as("%s of %s, seed %d", type, split, seed)
                            .isBetween(blocks * slots, (blocks + 1) * slots);
                }
            }
        }
    }

    @Test
    void official_labels_have_each_kind_and_country_in_each_split() {
        List<SynthClip> clips = official(CLIPS, SPEAKERS, 42);
        double[] countryShares = {0.25, 0.25, 0.375, 0.125};
        for (Split split : Split.values()) {
            List<SynthClip> ofSplit = of(clips, split);
            assertThat(ofSplit).hasSizeGreaterThanOrEqualTo(96);
            Map<VocalType, Long> kinds = counts(ofSplit, clip -> clip.labels().type());
            assertThat(kinds).hasSize(8).allSatisfy((kind, n) -> assertThat(n).isNotZero());
            assertThat(kinds.get(VocalType.PANT)).isLessThan(kinds.get(VocalType.GASP) / 5);
            Map<Integer, Long> countries = counts(ofSplit, clip -> clip.speaker().country());
            for (int country = 0; country < countryShares.length; country++) {
                assertThat((double) countries.get(country) / ofSplit.size())
                        .isCloseTo(countryShares[country], within(0.05));
            }
            assertThat(countries.get(3)).isGreaterThanOrEqualTo(16);
        }
    }

    @Test
    void official_speakers_are_in_one_split_and_of_many_kinds() {
        // 66 speakers put 40 into training: without new blocks each would keep to one kind.
        List<SynthClip> clips = official(660, 66, 5);
        Map<Integer, Set<Split>> splits = new HashMap<>();
        Map<Integer, Set<VocalType>> kinds = new HashMap<>();
        for (SynthClip clip : clips) {
            int speaker = clip.speaker().index();
            splits.computeIfAbsent(speaker, key -> new HashSet<>()).add(clip.speaker().split());
            kinds.computeIfAbsent(speaker, key -> new HashSet<>()).add(clip.type());
        }
        assertThat(counts(clips, clip -> clip.speaker().split()).get(Split.TRAIN)).isEqualTo(400);
        assertThat(splits).hasSize(66).allSatisfy((speaker, of) -> assertThat(of).hasSize(1));
        assertThat(kinds).allSatisfy((speaker, of) -> assertThat(of).hasSizeGreaterThan(1));
    }

    @Test
    void an_official_clip_does_not_depend_on_the_number_of_clips() {
        assertThat(official(200, 20, 9)).startsWith(official(45, 20, 9).toArray(new SynthClip[0]));
    }

    @Test
    void official_ceilings_are_high_but_mistaken_kinds_weigh_more() {
        NoiseCeiling.of(SynthLayout.AVB, official(4800, SPEAKERS, 42))
                .forEach(
                        (split, scores) -> {
                            assertThat(scores.get("country.uar")).isEqualTo(1.0);
                            assertThat(scores.get("type.uar")).isBetween(0.85, 0.93);
                            for (String metric : List.of("high.ccc", "culture.ccc", "two.ccc")) {
                                assertThat(scores.get(metric)).isBetween(0.88, 0.96);
                            }
                        });
    }
}
