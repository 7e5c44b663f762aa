package org.burst4j.checkpoint;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was exported.
 *
 * @param config the encoder's shape
 * @param preprocessor how its audio must be prepared
 * @param weightFiles names of the files that the weights were read from
 * @param weightTypes number of parameters by the element type that they were stored in
 * @param parameters number of numbers in the weights
 * @param mask whether the file has the input {@code attention_mask}
 * @param ignored tensors of the checkpoint that are not part of the encoder, with the reason
 * @param bytes length of the ONNX file
 * @param sha256 its SHA-256, in hexadecimal digits
 * @param dataBytes length of the file of weights beside it, 0 if there is none
 * @param dataSha256 its SHA-256, empty if there is none
 */
public record ExportSummary(
        CheckpointConfig config,
        PreprocessorConfig preprocessor,
        List<String> weightFiles,
        Map<String, Long> weightTypes,
        long parameters,
        boolean mask,
        Map<String, String> ignored,
        long bytes,
        String sha256,
        long dataBytes,
        String dataSha256) {
    /** Copies the lists and maps. */
    public ExportSummary {
        weightFiles = List.copyOf(weightFiles);
        weightTypes = Map.copyOf(weightTypes);
        ignored = Collections.unmodifiableMap(new TreeMap<>(ignored));
    }
}
