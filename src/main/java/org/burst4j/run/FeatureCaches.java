package org.burst4j.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.burst4j.EnvironmentException;
import org.burst4j.onnx.EncoderInfo;
import org.burst4j.train.FeatureCache;
import org.burst4j.train.FeatureSettings;
import org.burst4j.train.TrainSettings;

/** Says where a run keeps the embeddings of a frozen encoder, and what they depend on. */
final class FeatureCaches {
    private FeatureCaches() {}

    static FeatureCache of(RunConfig config, RunFolder folder, EncoderInfo encoder) {
        String place = config.train().featureCache();
        if (TrainSettings.NO_CACHE.equals(place)) {
            return FeatureCache.NONE;
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("encoderSha256", encoder.sha256());
        facts.put("pooling", config.model().pooling().name());
        facts.put("maskUse", config.model().maskUse().name());
        facts.put("bucketSamples", Integer.toString(PreparedData.bucketSamples(config)));
        try {
            facts.put("audio", new ObjectMapper().writeValueAsString(config.audio()));
        } catch (JsonProcessingException e) {
            throw new EnvironmentException("the audio settings cannot be put into JSON", "", e);
        }
        return new FeatureCache(
                place == null ? folder.features() : Path.of(place), FeatureSettings.of(facts));
    }
}
