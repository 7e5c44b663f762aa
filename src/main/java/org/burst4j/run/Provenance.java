package org.burst4j.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.burst4j.DataException;
import org.burst4j.data.Clip;
import org.burst4j.data.Split;
import org.burst4j.file.Digests;
import org.burst4j.onnx.EncoderInfo;

/** Says of what, with what and when a run was made. */
final class Provenance {
    static final String SEED = "seed";
    static final String VAL_FRACTION = "valFraction";

    private static final String DATA_HASH = "dataSha256";
    private static final String ENCODER_HASH = "encoderSha256";

    private Provenance() {}

    /** Facts by name, ready for JSON; the time is the only one that changes from run to run. */
    static Map<String, Object> of(RunConfig config, PreparedData data, EncoderInfo encoder) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("burst4j", Versions.burst4j());
        facts.put("java", Versions.java());
        facts.put("system", Versions.system());
        facts.putAll(Backend.describe());
        facts.put("startTime", Instant.now().toString());
        if (config.preset() != null) {
            facts.put("preset", config.preset());
        }
        facts.put(SEED, config.seed());
        facts.put(VAL_FRACTION, config.data().valFraction());
        facts.put("encoder", config.encoder());
        facts.put(ENCODER_HASH, encoder.sha256());
        facts.put("dataPath", config.data().path());
        facts.put("dataLayout", data.table().layout().name().toLowerCase(Locale.ROOT));
        facts.put(DATA_HASH, digest(data));
        facts.put("trainClips", data.trainRecordings().size());
        facts.put("validationClips", data.validationClips().size());
        facts.put("skippedClips", data.problems().size());
        return facts;
    }

    /** A hash over ids, splits, labels and file sizes; it does not depend on the data's place. */
    private static String digest(PreparedData data) {
        MessageDigest digest = Digests.sha256();
        ObjectMapper json = new ObjectMapper();
        for (Clip clip : data.table().clips()) {
            try {
                Split split = clip.split();
                String row =
                        clip.id()
                                + '|'
                                + (split == null ? "" : split.word())
                                + '|'
                                + Files.size(clip.file())
                                + '|'
                                + json.writeValueAsString(clip.targets());
                digest.update(row.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new DataException(
                        clip.file() + " cannot be read: " + e.getMessage(),
                        "Was it removed while the run started?",
                        e);
            }
        }
        return Digests.hex(digest);
    }

    /**
     * Checks that a run goes on with the clips and the encoder that it was started with: others
     * would give numbers that no run from the start gives.
     */
    static void requireSame(Path file, Map<String, Object> now) {
        JsonNode before;
        try {
            before = new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new DataException(
                    file + " cannot be read: " + e.getMessage(),
                    "Start the run anew with --overwrite.",
                    e);
        }
        for (String key : List.of(DATA_HASH, ENCODER_HASH)) {
            String was = before.path(key).asText();
            if (!was.equals(now.get(key))) {
                throw new DataException(
                        "the run cannot go on: "
                                + key
                                + " is "
                                + now.get(key)
                                + ", but "
                                + file
                                + " says "
                                + was,
                        "Put the clips, labels and encoder back as they were, or start anew with"
                                + " --overwrite.");
            }
        }
    }
}
