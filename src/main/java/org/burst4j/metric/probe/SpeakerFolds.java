package org.burst4j.metric.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.DataException;
import org.burst4j.SplitMix64;

/**
 * Deals clips into folds so that no speaker is in two of them. Speakers come in an order drawn from
 * the seed, those with most clips first, and each goes to the fold that has least of their strata
 * (classes, as far as they have several), then to the one with fewest clips.
 */
public final class SpeakerFolds {
    private SpeakerFolds() {}

    /**
     * The fold of each clip.
     *
     * @param speakers [n] who is heard
     * @param strata [n] class index of each clip, 0 or more; all 0 for none
     * @param folds number of folds, at least 2
     * @param seed seed of the order in which equal speakers are dealt
     * @return [n] from 0 to folds-1, each of them at least once
     * @throws DataException if there are fewer speakers than folds
     */
    public static int[] of(List<String> speakers, int[] strata, int folds, long seed) {
        int kinds = 1 + Arrays.stream(strata).max().orElse(0);
        Map<String, int[]> counts = new LinkedHashMap<>();
        for (int clip = 0; clip < strata.length; clip++) {
            counts.computeIfAbsent(speakers.get(clip), key -> new int[kinds])[strata[clip]]++;
        }
        if (counts.size() < folds) {
            throw new DataException(
                    "there are " + counts.size() + " speakers for " + folds + " folds",
                    "Probe a split with more speakers, or ask for fewer folds.");
        }
        long stream = SplitMix64.stream(seed, "probe/folds");
        List<String> order = new ArrayList<>(counts.keySet());
        order.sort(
                Comparator.comparingInt((String speaker) -> -sum(counts.get(speaker)))
                        .thenComparingLong(speaker -> SplitMix64.stream(stream, speaker))
                        .thenComparing(Comparator.naturalOrder()));
        int[][] filled = new int[folds][kinds];
        Map<String, Integer> foldOf = new LinkedHashMap<>();
        for (String speaker : order) {
            int[] own = counts.get(speaker);
            int best = 0;
            for (int fold = 1; fold < folds; fold++) {
                if (isBetter(filled[fold], filled[best], own)) {
                    best = fold;
                }
            }
            for (int kind = 0; kind < kinds; kind++) {
                filled[best][kind] += own[kind];
            }
            foldOf.put(speaker, best);
        }
        return speakers.stream().mapToInt(foldOf::get).toArray();
    }

    private static boolean isBetter(int[] fold, int[] other, int[] own) {
        long overlap = 0;
        for (int kind = 0; kind < own.length; kind++) {
            overlap += (long) own[kind] * (fold[kind] - other[kind]);
        }
        return overlap < 0 || (overlap == 0 && sum(fold) < sum(other));
    }

    private static int sum(int[] counts) {
        return Arrays.stream(counts).sum();
    }
}
