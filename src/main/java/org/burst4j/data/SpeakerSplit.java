package org.burst4j.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.burst4j.ConfigException;
import org.burst4j.DataException;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Divides a table into train and val so that no speaker is in both.
 *
 * <p>Greedy: speakers in a seeded random order move into val, out of it or change places whenever
 * that brings the number of clips and the number of clips a class nearer to the wanted fraction.
 * The classes are those of the first class task. A class of two speakers or more comes into both
 * splits if at all possible. The order of the rows does not matter.
 */
public final class SpeakerSplit {
    private static final Logger LOG = LoggerFactory.getLogger(SpeakerSplit.class);
    private static final int MOST_PASSES = 20;
    private static final int MOST_PARTNERS = 20;

    private final int[][] groups;
    private final int[] totals;
    private final int[] speakersOfClass;
    private final double valFraction;
    private final int[] inVal;
    private final int[] valSpeakersOfClass;

    /** Column 0 of a group counts its clips, column c+1 those of class c. */
    private SpeakerSplit(int[][] groups, double valFraction) {
        this.groups = groups;
        this.valFraction = valFraction;
        int width = groups[0].length;
        totals = new int[width];
        speakersOfClass = new int[width];
        inVal = new int[width];
        valSpeakersOfClass = new int[width];
        for (int[] group : groups) {
            for (int column = 0; column < width; column++) {
                totals[column] += group[column];
                speakersOfClass[column] += group[column] > 0 ? 1 : 0;
            }
        }
    }

    /**
     * Assigns train and val.
     *
     * @param table a table; one that has splits is returned as it is
     * @param valFraction wanted share of the clips in val, above 0 and below 1
     * @param seed the seed of the speakers' order
     * @return the table with splits
     * @throws ConfigException if the fraction is out of range
     * @throws DataException if there are fewer than two speakers
     */
    public static ClipTable assign(ClipTable table, double valFraction, long seed) {
        if (!(valFraction > 0 && valFraction < 1)) {
            throw new ConfigException(
                    "valFraction is " + valFraction + ", must be above 0 and below 1",
                    "Use e.g. 0.2.");
        }
        if (table.hasSplits()) {
            return table;
        }
        Map<String, List<Clip>> clipsByGroup = group(table);
        if (clipsByGroup.size() < 2) {
            throw new DataException(
                    "the table has "
                            + clipsByGroup.size()
                            + " speaker; a split by speaker needs 2 or more",
                    "Add a split column to the table.");
        }
        List<List<Clip>> groups = new ArrayList<>(clipsByGroup.values());
        int[][] counts = groups.stream().map(clips -> counts(clips, table)).toArray(int[][]::new);
        boolean[] val = new SpeakerSplit(counts, valFraction).solve(seed);
        Map<String, Split> splits = new HashMap<>();
        for (int index = 0; index < val.length; index++) {
            Split split = val[index] ? Split.VAL : Split.TRAIN;
            groups.get(index).forEach(clip -> splits.put(clip.id(), split));
        }
        return table.withSplits(splits);
    }

    private static Map<String, List<Clip>> group(ClipTable table) {
        Map<String, List<Clip>> groups = new TreeMap<>();
        int unknown = 0;
        for (Clip clip : table.clips()) {
            unknown += clip.speaker() == null ? 1 : 0;
            String key = clip.speaker() == null ? "clip " + clip.id() : "speaker " + clip.speaker();
            groups.computeIfAbsent(key, name -> new ArrayList<>()).add(clip);
        }
        if (unknown > 0) {
            LOG.warn(
                    "{} of {} clips name no speaker: each counts as a speaker of its own, so the"
                            + " same voice may be in train and val",
                    unknown,
                    table.clips().size());
        }
        return groups;
    }

    private static int[] counts(List<Clip> clips, ClipTable table) {
        int[] classes = new int[0];
        for (Task task : table.tasks()) {
            if (task.kind() == TaskKind.CLASSES) {
                classes = ClassWeights.counts(clips, task);
                break;
            }
        }
        int[] counts = new int[classes.length + 1];
        counts[0] = clips.size();
        System.arraycopy(classes, 0, counts, 1, classes.length);
        return counts;
    }

    private boolean[] solve(long seed) {
        boolean[] val = new boolean[groups.length];
        int[] order = SeededOrder.permutation(groups.length, seed, "speaker split", 0);
        boolean changed = true;
        for (int pass = 0; pass < MOST_PASSES && changed; pass++) {
            changed = false;
            for (int place = 0; place < order.length; place++) {
                changed |= improve(val, order[place]) || swap(val, order, place);
            }
        }
        return val;
    }

    /** Exchanges a speaker with one of the next in the order, if that helps. */
    private boolean swap(boolean[] val, int[] order, int place) {
        int partners = Math.min(MOST_PARTNERS, order.length - 1);
        for (int step = 1; step <= partners; step++) {
            int other = order[(place + step) % order.length];
            if (val[other] != val[order[place]] && improve(val, order[place], other)) {
                return true;
            }
        }
        return false;
    }

    /** Moves speakers to the other split if that lowers the cost. */
    private boolean improve(boolean[] val, int... speakers) {
        double before = cost();
        for (int speaker : speakers) {
            move(val, speaker);
        }
        if (cost() < before - 1e-12) {
            return true;
        }
        for (int speaker : speakers) {
            move(val, speaker);
        }
        return false;
    }

    private void move(boolean[] val, int index) {
        int sign = val[index] ? -1 : 1;
        val[index] = !val[index];
        for (int column = 0; column < inVal.length; column++) {
            inVal[column] += sign * groups[index][column];
            valSpeakersOfClass[column] += groups[index][column] > 0 ? sign : 0;
        }
    }

    /** Squared errors of the shares, and 1 for every class (or all clips) absent from a split. */
    private double cost() {
        double absent = 0;
        double classError = 0;
        int classes = 0;
        for (int column = 0; column < totals.length; column++) {
            if (totals[column] == 0) {
                continue;
            }
            if (speakersOfClass[column] > 1) {
                absent += valSpeakersOfClass[column] == 0 ? 1 : 0;
                absent += valSpeakersOfClass[column] == speakersOfClass[column] ? 1 : 0;
            }
            double error = (double) inVal[column] / totals[column] - valFraction;
            if (column > 0) {
                classError += error * error;
                classes++;
            }
        }
        double error = (double) inVal[0] / totals[0] - valFraction;
        return 10 * absent + 4 * error * error + classError / Math.max(1, classes);
    }
}
