package org.burst4j.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.burst4j.ConfigException;

/**
 * How audio must be prepared for an encoder, as preprocessor_config.json tells it. The sampling
 * rate is 16 kHz and padding is zeros, or the file is refused.
 *
 * @param normalise whether each clip is brought to zero mean and unit variance
 * @param attentionMask whether the encoder was trained with the attention mask; Hugging Face's
 *     feature extractor gives one to those models alone
 */
public record PreprocessorConfig(boolean normalise, boolean attentionMask) {
    /** Samples a second of all encoders of these kinds. */
    public static final int SAMPLE_RATE_HZ = 16_000;

    /**
     * Reads the file. Absent keys have the defaults of Hugging Face's Wav2Vec2FeatureExtractor.
     *
     * @param file preprocessor_config.json
     * @return its content
     * @throws ConfigException if it asks for other audio than ours
     */
    static PreprocessorConfig read(Path file) {
        JsonNode root = JsonFiles.read(file);
        require(file, root, "sampling_rate", SAMPLE_RATE_HZ);
        require(file, root, "padding_value", 0);
        require(file, root, "feature_size", 1);
        return new PreprocessorConfig(
                flag(file, root, "do_normalize", true),
                flag(file, root, "return_attention_mask", false));
    }

    /**
     * Reads the file of a folder, or gives what holds for most models of the kind: normalised
     * clips; and a mask for all but those with GroupNorm, which were trained without one.
     */
    static PreprocessorConfig of(Path folder, CheckpointConfig config) {
        Path file = folder.resolve("preprocessor_config.json");
        return Files.exists(file) ? read(file) : new PreprocessorConfig(true, !config.groupNorm());
    }

    private static void require(Path file, JsonNode root, String key, double expected) {
        JsonNode value = root.path(key);
        if (!value.isMissingNode() && !(value.isNumber() && value.doubleValue() == expected)) {
            throw new ConfigException(
                    file
                            + ": "
                            + key
                            + " is "
                            + PickleGlobal.printable(value.toString())
                            + ", expected "
                            + (long) expected,
                    "Encoders that take other audio than mono of 16 kHz are not supported.");
        }
    }

    private static boolean flag(Path file, JsonNode root, String key, boolean absent) {
        JsonNode value = root.path(key);
        if (value.isMissingNode()) {
            return absent;
        }
        if (!value.isBoolean()) {
            throw new ConfigException(
                    file
                            + ": "
                            + key
                            + " is "
                            + PickleGlobal.printable(value.toString())
                            + ", expected true or false",
                    "Get the file again from where the checkpoint comes from.");
        }
        return value.booleanValue();
    }
}
