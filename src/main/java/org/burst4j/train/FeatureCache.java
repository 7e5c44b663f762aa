package org.burst4j.train;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where the embeddings of a frozen encoder are kept from epoch to epoch and from run to run.
 *
 * @param folder folder for embeddings of all settings; null: they are not kept
 * @param settings what the embeddings depend on beside the clip
 */
public record FeatureCache(Path folder, FeatureSettings settings) {
    /** Embeddings are computed again in each epoch. */
    public static final FeatureCache NONE = new FeatureCache(null, FeatureSettings.of(Map.of()));

    /**
     * Whether embeddings are kept.
     *
     * @return false if each epoch computes its own
     */
    public boolean kept() {
        return folder != null;
    }

    /**
     * Opens the store.
     *
     * @param width D
     * @return a store with what is there already
     */
    FeatureStore open(int width) {
        return kept() ? FeatureStore.in(folder, settings, width) : FeatureStore.inMemory(width);
    }
}
