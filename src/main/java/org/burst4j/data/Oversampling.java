package org.burst4j.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.burst4j.ConfigException;
import org.burst4j.task.Task;

/**
 * Random duplication of clips until every stratum has as many as the largest. A stratum is a cell
 * of the cross product of some tasks ({@link Stratum}), e.g. the clips of one country within one
 * age bin; cells without clips stay empty.
 *
 * <p>A pure function of clips and seed. Within a stratum no clip is given more than once more often
 * than another: whole rounds over it, then a random part of a round. A clip without one of the
 * labels is in no stratum and stays once.
 *
 * <p>Source: Burst2Vec (ExVo 2022), section 4.1: "random sampling", "based on the cross-label
 * distribution of the three tasks".
 *
 * @param clips all the original clips in their order, then the duplicates, stratum by stratum
 * @param originals number of original clips
 * @param strata strata with clips
 * @param largest clips of the largest stratum, 0 if there is none
 * @param mostCopies how often the clip that is there most often is there, the original counted
 * @param withoutLabels clips that are in no stratum
 */
public record Oversampling(
        List<Clip> clips,
        int originals,
        int strata,
        int largest,
        int mostCopies,
        int withoutLabels) {

    /** Copies the list. */
    public Oversampling {
        clips = List.copyOf(clips);
    }

    /**
     * Oversamples clips.
     *
     * @param clips training clips, each once
     * @param tasks whose cross product the strata are; none: nothing is duplicated
     * @param binWidth width of the bins of a regression task with one output, in its unit
     * @param seed another seed duplicates other clips
     * @return the clips with duplicates
     * @throws ConfigException if the width is not above 0
     */
    public static Oversampling of(List<Clip> clips, List<Task> tasks, double binWidth, long seed) {
        requireWidth(binWidth);
        Map<List<Long>, List<Clip>> strata = strata(clips, tasks, binWidth);
        int labelled = strata.values().stream().mapToInt(List::size).sum();
        if (tasks.isEmpty()) {
            return new Oversampling(clips, clips.size(), 0, 0, clips.isEmpty() ? 0 : 1, 0);
        }
        int largest = strata.values().stream().mapToInt(List::size).max().orElse(0);
        List<Clip> all = new ArrayList<>(clips);
        int mostCopies = clips.isEmpty() ? 0 : 1;
        long number = 0;
        for (List<Clip> stratum : strata.values()) {
            int size = stratum.size();
            int[] order = SeededOrder.permutation(size, seed, "oversample", number++);
            for (int copy = size; copy < largest; copy++) {
                all.add(stratum.get(order[copy % size]));
            }
            mostCopies = Math.max(mostCopies, (largest + size - 1) / size);
        }
        return new Oversampling(
                all, clips.size(), strata.size(), largest, mostCopies, clips.size() - labelled);
    }

    /**
     * Checks the width of bins.
     *
     * @param binWidth the width
     * @throws ConfigException if it is not a number above 0
     */
    public static void requireWidth(double binWidth) {
        if (!(binWidth > 0) || Double.isInfinite(binWidth)) {
            throw new ConfigException(
                    "data.oversampleBinWidth is " + binWidth + ", expected a number above 0",
                    "Use e.g. 2.5 for ages in years.");
        }
    }

    /** The clips of each stratum, in the order of the first clip of each. */
    private static Map<List<Long>, List<Clip>> strata(
            List<Clip> clips, List<Task> tasks, double binWidth) {
        Map<List<Long>, List<Clip>> strata = new LinkedHashMap<>();
        for (Clip clip : clips) {
            Optional<List<Long>> stratum = Stratum.of(clip, tasks, binWidth);
            stratum.ifPresent(
                    key -> strata.computeIfAbsent(key, unused -> new ArrayList<>()).add(clip));
        }
        return strata;
    }

    /**
     * Counts the clips of each stratum.
     *
     * @param clips any clips
     * @param tasks whose cross product the strata are
     * @param binWidth width of a bin
     * @return number of clips by stratum, one number a task; strata without clips are absent
     * @throws ConfigException if the width is not above 0
     */
    public static Map<List<Long>, Integer> counts(
            List<Clip> clips, List<Task> tasks, double binWidth) {
        requireWidth(binWidth);
        Map<List<Long>, Integer> counts = new HashMap<>();
        strata(clips, tasks, binWidth).forEach((key, of) -> counts.put(key, of.size()));
        return counts;
    }
}
