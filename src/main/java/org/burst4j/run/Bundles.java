package org.burst4j.run;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.model.ModelManifest;
import org.burst4j.model.TaskSpec;
import org.burst4j.onnx.EncoderInfo;

/** Describes the model of a run for its bundle. */
record Bundles(RunConfig config, EncoderInfo encoder, Map<String, Object> provenance) {

    ModelManifest manifest(List<TaskSpec> tasks, Map<String, Double> metrics) {
        Map<String, List<Double>> ranges = new LinkedHashMap<>();
        tasks.stream()
                .filter(task -> !task.isClasses())
                .forEach(task -> ranges.put(task.name(), List.of(task.low(), task.high())));
        Map<String, Object> preprocessing =
                new ObjectMapper().convertValue(config.audio(), new TypeReference<>() {});
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("source", config.encoder());
        facts.put("sha256", encoder.sha256());
        facts.put("family", encoder.family());
        facts.put("hiddenSize", encoder.hiddenSize());
        facts.put("layers", encoder.layers());
        facts.put("strideSamples", encoder.strideSamples());
        facts.put("receptiveFieldSamples", encoder.receptiveFieldSamples());
        return new ModelManifest(
                ModelManifest.CURRENT_VERSION,
                Versions.burst4j(),
                config.model().net().manifestName(),
                tasks.stream().map(TaskSpec::task).toList(),
                preprocessing,
                PreparedData.bucketSamples(config),
                encoder.receptiveFieldSamples(),
                facts,
                provenance,
                ranges,
                metrics);
    }
}
