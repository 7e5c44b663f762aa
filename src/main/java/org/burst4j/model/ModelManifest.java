package org.burst4j.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.ModelException;
import org.burst4j.task.Task;

/**
 * The {@code model.json} of a bundle: what its graph takes and gives.
 *
 * @param formatVersion version of the bundle's layout
 * @param burst4jVersion version of the library that wrote it
 * @param net kind of net, see {@link NetKind#manifestName}
 * @param tasks tasks with their labels in the order of the outputs
 * @param preprocessing settings of the audio preprocessing, as {@code config.yaml} has them
 * @param bucketSamples clips are padded with zeros to a multiple of this many samples
 * @param minimumSamples shortest clip that gives a frame
 * @param encoder facts about the encoder: family, sha256, hidden size and so on
 * @param provenance who made it when, from what
 * @param labelRanges by task name, for regression: the label values that the net sees as 0 and 1;
 *     undone in its scores
 * @param metrics official scores on the validation split, e.g. {@code high.ccc}
 */
public record ModelManifest(
        int formatVersion,
        String burst4jVersion,
        String net,
        List<Task> tasks,
        Map<String, Object> preprocessing,
        int bucketSamples,
        int minimumSamples,
        Map<String, Object> encoder,
        Map<String, Object> provenance,
        Map<String, List<Double>> labelRanges,
        Map<String, Double> metrics) {
    /** The version that this library writes, and the newest that it reads. */
    public static final int CURRENT_VERSION = 1;

    /**
     * Copies lists and maps.
     *
     * @throws ModelException if there is no task or a size is not positive
     */
    public ModelManifest {
        if (tasks == null || tasks.isEmpty() || bucketSamples < 1 || minimumSamples < 1) {
            throw new ModelException(
                    "model.json names no task or has sizes below 1 (bucketSamples "
                            + bucketSamples
                            + ", minimumSamples "
                            + minimumSamples
                            + ")",
                    "The bundle is damaged; write it again from its run.");
        }
        tasks = List.copyOf(tasks);
        preprocessing = copy(preprocessing);
        encoder = copy(encoder);
        provenance = copy(provenance);
        labelRanges = copy(labelRanges);
        metrics = copy(metrics);
    }

    private static <V> Map<String, V> copy(Map<String, V> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
