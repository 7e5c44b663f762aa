package org.burst4j.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.burst4j.model.GraphNames;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where the embeddings of a frozen encoder are kept from epoch to epoch and from run to run.
 *
 * @param folder folder for embeddings of all settings; null: in memory alone
 * @param settings what the embeddings depend on beside the clip and the encoder's weights
 */
public record FeatureCache(Path folder, FeatureSettings settings) {
    /** Embeddings are kept in memory, while a stage lasts. */
    public static final FeatureCache NONE = new FeatureCache(null, FeatureSettings.of(Map.of()));

    /**
     * Opens the store for an encoder.
     *
     * @param width D
     * @param weights all weights of the net
     * @return a store that can load what is there already
     */
    FeatureStore open(int width, Map<String, INDArray> weights) {
        if (folder == null) {
            return FeatureStore.inMemory(width);
        }
        Map<String, String> facts = new LinkedHashMap<>(settings.facts());
        facts.put("encoderWeights", WeightDigest.of(weights, GraphNames.ENCODER_PREFIX));
        return FeatureStore.in(folder, FeatureSettings.of(facts), width);
    }
}
