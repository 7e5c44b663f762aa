package org.burst4j.checkpoint;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.burst4j.ModelException;

/** Reads the small JSON files of a checkpoint folder. */
final class JsonFiles {
    /** The index of a checkpoint of ten thousand tensors has about 1 MB. */
    private static final int LARGEST_BYTES = 1 << 23;

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private JsonFiles() {}

    /** Reads an object. */
    static JsonNode read(Path file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LARGEST_BYTES + 1);
        } catch (IOException e) {
            throw new ModelException(
                    file + " cannot be read: " + e, "Check the path and its permissions.", e);
        }
        if (bytes.length > LARGEST_BYTES) {
            throw new ModelException(
                    file + " has more than " + LARGEST_BYTES + " bytes",
                    "Check that it belongs to a checkpoint; get it again.");
        }
        JsonNode root;
        try {
            root = JSON.readTree(bytes);
        } catch (IOException e) {
            throw new ModelException(
                    file + " is not valid JSON: " + e.getMessage(), "Get the file again.", e);
        }
        if (root == null || !root.isObject()) {
            throw new ModelException(file + " holds no JSON object", "Get the file again.");
        }
        return root;
    }
}
