package org.burst4j.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.burst4j.ModelException;
import org.burst4j.RunInterruptedException;
import org.burst4j.data.Batch;
import org.burst4j.data.Clip;

/**
 * Computes the pooled features of a frozen encoder once for every clip of a run.
 *
 * <p>Each clip is padded to its own bucket and shares a group only with clips of the same padded
 * length, so that its features are those of its prediction. Features that the store has already are
 * taken from there.
 */
public final class FeatureExtraction {
    /** Clips a group at most: a constant, so that the features are the same in every run. */
    public static final int GROUP_CLIPS = 16;

    private final TrainingData data;
    private final FeatureStore store;
    private final StopSignal stop;

    /** Told how far it is. */
    @FunctionalInterface
    public interface Progress {
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
     * @param stop asked after every group
     */
    public FeatureExtraction(TrainingData data, FeatureStore store, StopSignal stop) {
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
    public FeatureTable run(Function<Batch, float[][]> embed, Progress progress) {
        Map<String, String> keys = data.audioKeys(done -> {});
        try {
            compute(keys, embed, progress);
        } finally {
            store.save();
        }
        Map<String, float[]> rows = new LinkedHashMap<>();
        keys.forEach(
                (id, key) -> rows.put(id, store.get(key).orElseThrow(() -> withoutFeatures(id))));
        return new FeatureTable(rows);
    }

    private void compute(
            Map<String, String> keys, Function<Batch, float[][]> embed, Progress progress) {
        progress.done(count(keys), keys.size());
        try (TrainingData.Batches groups =
                data.equalLengths(clip -> !store.contains(keyOf(clip, keys)))) {
            while (groups.hasNext()) {
                Batch group = groups.next();
                add(group, embed.apply(group), keys);
                progress.done(count(keys), keys.size());
                if (groups.hasNext() && stop.stopRequested()) {
                    throw new RunInterruptedException(
                            "stopped after the features of "
                                    + count(keys)
                                    + " of "
                                    + keys.size()
                                    + " clips",
                            "Go on with --resume.");
                }
            }
        }
    }

    private void add(Batch group, float[][] features, Map<String, String> keys) {
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
            Clip clip = group.clips().get(row);
            store.put(keyOf(clip, keys), clip.id(), features[row]);
        }
    }

    private int count(Map<String, String> keys) {
        return (int) keys.values().stream().filter(store::contains).count();
    }

    private static String keyOf(Clip clip, Map<String, String> keys) {
        String key = keys.get(clip.id());
        if (key == null) {
            throw withoutFeatures(clip.id());
        }
        return key;
    }

    private static ModelException withoutFeatures(String id) {
        return new ModelException(
                "clip '" + id + "' has no features",
                "This is a defect of the training data: every clip needs a key and a group.");
    }
}
