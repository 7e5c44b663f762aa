package org.burst4j.train;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.ModelException;
import org.burst4j.data.Clip;
import org.burst4j.file.Digests;

/**
 * Under which keys features are stored.
 *
 * <p>The last bits of a clip's features depend on the group that it is computed in, because
 * products of matrices add in another order for other numbers of rows. So the key is that of the
 * whole group and of the row: what is read from a store has the bits that would be computed, on one
 * machine, back end and number of threads.
 */
final class FeatureKeys {
    private FeatureKeys() {}

    /**
     * The key of every clip.
     *
     * @param groups clips that are computed together, in order
     * @param audioKeys what stands for the audio, by clip id
     * @return by clip id: SHA-256 of the group's audio keys, a dash, and the row
     * @throws ModelException if a clip has no audio key or is in two groups, or a clip with an
     *     audio key is in no group
     */
    static Map<String, String> of(List<List<Clip>> groups, Map<String, String> audioKeys) {
        Map<String, String> keys = new LinkedHashMap<>();
        for (List<Clip> group : groups) {
            String groupKey = groupKey(group, audioKeys);
            for (int row = 0; row < group.size(); row++) {
                String id = group.get(row).id();
                if (keys.put(id, groupKey + "-" + row) != null) {
                    throw wrong(id, "is in two groups");
                }
            }
        }
        for (String id : audioKeys.keySet()) {
            if (!keys.containsKey(id)) {
                throw wrong(id, "is in no group");
            }
        }
        return keys;
    }

    private static String groupKey(List<Clip> group, Map<String, String> audioKeys) {
        MessageDigest digest = Digests.sha256();
        for (Clip clip : group) {
            String key = audioKeys.get(clip.id());
            if (key == null) {
                throw wrong(clip.id(), "has no key for its audio");
            }
            digest.update((key + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return Digests.hex(digest);
    }

    private static ModelException wrong(String id, String problem) {
        return new ModelException(
                "clip '" + id + "' " + problem + ", expected one group and one key a clip",
                "This is a defect of the training data.");
    }
}
