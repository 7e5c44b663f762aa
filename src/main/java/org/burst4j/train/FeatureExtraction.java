package org.burst4j.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.burst4j.ModelException;
import org.burst4j.RunInterruptedException;
import org.burst4j.data.Batch;
import org.burst4j.data.Clip;
import org.burst4j.model.EncoderGraph;

/**
 * Computes the pooled features of a frozen encoder once for every clip of a run.
 *
 * <p>Each clip is padded to its own bucket and shares a group only with clips of the same padded
 * length, so that its features are those of its prediction. Features that the store has already are
 * taken from there; a group of which one clip is missing is computed whole. So the features have
 * the same bits whatever the store had before.
 */
public final class FeatureExtraction {
    /** Clips a group at most: a constant, so that the features are the same in every run. */
    public static final int GROUP_CLIPS = 16;

    /**
     * Padded samples a group at most, 32 s at 16 kHz, so that long clips do not need more memory
     * than short ones; a constant for the same reason.
     */
    public static final int GROUP_SAMPLES = EncoderGraph.MOST_SAMPLES;

    private final TrainingData data;
    private final FeatureStore store;
    private final StopSignal stop;

    /** Told how far it is. */
    @FunctionalInterface
    interface Progress {
        /**
         * Some clips are done.
         *
         * @param clips clips that have features, those from the store included
         * @param of all clips
         */
        void done(int clips, int of);
    }

    /**
     * Prepares the work.
     *
     * @param data the clips
     * @param store where features are kept
     * @param stop asked after every group but the last
     */
    FeatureExtraction(TrainingData data, FeatureStore store, StopSignal stop) {
        this.data = data;
        this.store = store;
        this.stop = stop;
    }

    /**
     * Computes what is missing.
     *
     * @param embed gives the features of a batch, one row of D numbers a clip; not called if
     *     nothing is missing
     * @param progress told how many clips are done, at the start and after every group
     * @return the features of all training and validation clips
     * @throws ModelException if features are NaN or infinite, or are not one row of D a clip
     * @throws RunInterruptedException if the stop signal ended the work; what was computed is kept
     *     in the store
     */
    FeatureTable run(Function<Batch, float[][]> embed, Progress progress) {
        List<List<Clip>> groups = data.equalLengths();
        Map<String, String> keys = FeatureKeys.of(groups, data.audioKeys(done -> {}));
        store.load(keys.values());
        List<List<Clip>> missing = groups.stream().filter(group -> !stored(group, keys)).toList();
        try {
            compute(missing, keys, embed, progress);
        } finally {
            store.save();
        }
        Map<String, float[]> rows = new LinkedHashMap<>();
        keys.forEach((id, key) -> rows.put(id, store.get(key).orElseThrow()));
        return new FeatureTable(rows);
    }

    private boolean stored(List<Clip> group, Map<String, String> keys) {
        return group.stream().allMatch(clip -> store.contains(keys.get(clip.id())));
    }

    private void compute(
            List<List<Clip>> groups,
            Map<String, String> keys,
            Function<Batch, float[][]> embed,
            Progress progress) {
        int done = keys.size() - groups.stream().mapToInt(List::size).sum();
        progress.done(done, keys.size());
        if (groups.isEmpty()) {
            return;
        }
        try (TrainingData.Batches batches = data.load(groups)) {
            for (List<Clip> group : groups) {
                add(group, embed.apply(batches.next()), keys);
                done += group.size();
                progress.done(done, keys.size());
                if (done < keys.size() && stop.stopRequested()) {
                    throw new RunInterruptedException(
                            "stopped after the features of "
                                    + done
                                    + " of "
                                    + keys.size()
                                    + " clips",
                            "Go on with --resume.");
                }
            }
        }
    }

    private void add(List<Clip> group, float[][] features, Map<String, String> keys) {
        if (features.length != group.size()) {
            throw new ModelException(
                    "the encoder gave "
                            + features.length
                            + " rows of features for "
                            + group.size()
                            + " clips",
                    "This is a defect of the net that computes the features.");
        }
        for (int row = 0; row < features.length; row++) {
            String id = group.get(row).id();
            store.put(keys.get(id), id, features[row]);
        }
    }
}
