package org.burst4j.train;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.burst4j.Burst4jException;
import org.burst4j.ModelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pooled features by key, in memory and, if wanted, in a folder for later runs.
 *
 * <p>Under the folder each {@link FeatureSettings} has a folder of its own with {@code
 * settings.json}, which is for people, and files {@code part-NNNNN-<random>.safetensors}. A part is
 * never changed and its name is its own, so that several runs may write and read at the same time;
 * one that is broken is left out with a warning. A folder that cannot be read or written costs the
 * time to compute the features again and never the run. Safe for several threads.
 */
final class FeatureStore {
    private static final Logger LOG = LoggerFactory.getLogger(FeatureStore.class);

    /** What a killed run loses at most. */
    private static final int SAVE_CLIPS = 1000;

    private static final long SAVE_NANOS = 60_000_000_000L;

    private final int width;
    private final Map<String, float[]> rows = new LinkedHashMap<>();
    private final Map<String, float[]> unsaved = new LinkedHashMap<>();
    private FeatureFolder folder;
    private long lastSaveNanos = System.nanoTime();

    private FeatureStore(int width, FeatureFolder folder) {
        if (width < 1) {
            throw new ModelException(
                    "features of width " + width + " cannot be kept, expected 1 or more",
                    "Give the width of the encoder.");
        }
        this.width = width;
        this.folder = folder;
    }

    /**
     * An empty store that leaves nothing behind.
     *
     * @param width D, features a clip
     * @return the store
     */
    static FeatureStore inMemory(int width) {
        return new FeatureStore(width, null);
    }

    /**
     * A store over a folder: {@link #load} takes features from there, and what is added goes there.
     *
     * @param folder folder of all settings; made when the first features are saved
     * @param settings what the features depend on
     * @param width D, features a clip
     * @return the store
     */
    static FeatureStore in(Path folder, FeatureSettings settings, int width) {
        return new FeatureStore(width, new FeatureFolder(folder, settings));
    }

    /**
     * Takes features from the folder, if there is one. Other runs may have left those of many more
     * clips there, so that only what is asked for is kept in memory.
     *
     * @param keys keys that features are wanted of
     */
    synchronized void load(Collection<String> keys) {
        if (folder != null) {
            Set<String> missing = new HashSet<>(keys);
            missing.removeAll(rows.keySet());
            rows.putAll(folder.read(missing, width));
        }
    }

    /**
     * The width of the features.
     *
     * @return D
     */
    int width() {
        return width;
    }

    /**
     * How many keys have features.
     *
     * @return 0 or more
     */
    synchronized int size() {
        return rows.size();
    }

    /**
     * Whether a key has features.
     *
     * @param key the key
     * @return true if {@link #get} finds them
     */
    synchronized boolean contains(String key) {
        return rows.containsKey(key);
    }

    /**
     * The features of a key.
     *
     * @param key the key
     * @return a copy of the D numbers, or empty
     */
    synchronized Optional<float[]> get(String key) {
        return Optional.ofNullable(rows.get(key)).map(float[]::clone);
    }

    /**
     * Adds features; those of a key that has some already stay. Saves now and then.
     *
     * @param key the key
     * @param clip name of the clip, for the error
     * @param features D numbers, copied
     * @throws ModelException if there are not D numbers, or one is NaN or infinite
     */
    synchronized void put(String key, String clip, float[] features) {
        requireSound(clip, features);
        if (rows.containsKey(key)) {
            return;
        }
        float[] row = features.clone();
        rows.put(key, row);
        if (folder == null) {
            return;
        }
        unsaved.put(key, row);
        if (unsaved.size() >= SAVE_CLIPS || System.nanoTime() - lastSaveNanos >= SAVE_NANOS) {
            save();
        }
    }

    private void requireSound(String clip, float[] features) {
        if (features.length != width) {
            throw new ModelException(
                    "clip '" + clip + "' has " + features.length + " features, expected " + width,
                    "Check that the encoder is the one that the store was made for.");
        }
        for (int index = 0; index < width; index++) {
            if (!Float.isFinite(features[index])) {
                throw new ModelException(
                        "feature "
                                + index
                                + " of clip '"
                                + clip
                                + "' is "
                                + features[index]
                                + ", expected a finite number",
                        "Listen to the clip, leave it out, or use another encoder.");
            }
        }
    }

    /** Writes what is not in the folder yet. After a failure the store goes on in memory alone. */
    synchronized void save() {
        lastSaveNanos = System.nanoTime();
        if (folder == null || unsaved.isEmpty()) {
            return;
        }
        try {
            folder.write(unsaved, width);
        } catch (Burst4jException e) {
            LOG.warn("Features cannot be kept for later runs: {} {}", e.getMessage(), e.cure());
            folder = null;
        }
        unsaved.clear();
    }
}
