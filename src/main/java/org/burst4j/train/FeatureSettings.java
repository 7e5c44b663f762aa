package org.burst4j.train;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.burst4j.file.Digests;

/**
 * Everything besides the clip that pooled features depend on: the encoder's digest, how audio is
 * prepared, the bucket, the pooling and so on. Features of other settings are never mixed.
 *
 * @param facts texts by name, in any order
 */
public record FeatureSettings(SortedMap<String, String> facts) {
    /** Set to another number when the same settings give other bits than before. */
    static final String VERSION = "1";

    /** Name of the fact that {@link #VERSION} is. */
    static final String VERSION_NAME = "featureVersion";

    private static final int SHORT_DIGITS = 16;

    /** Copies the facts and adds the version of how features are computed. */
    public FeatureSettings {
        SortedMap<String, String> all = new TreeMap<>(facts);
        all.put(VERSION_NAME, VERSION);
        facts = Collections.unmodifiableSortedMap(all);
    }

    /**
     * Settings of facts in any map.
     *
     * @param facts texts by name
     * @return the settings
     */
    public static FeatureSettings of(Map<String, String> facts) {
        return new FeatureSettings(new TreeMap<>(facts));
    }

    /**
     * What stands for the settings: different facts have different keys.
     *
     * @return SHA-256 of the facts, 64 hexadecimal digits
     */
    String key() {
        MessageDigest digest = Digests.sha256();
        facts.forEach(
                (name, value) -> {
                    add(digest, name);
                    add(digest, value);
                });
        return Digests.hex(digest);
    }

    /** The length goes first, so that texts cannot run into each other. */
    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }

    /**
     * The name of the settings' folder.
     *
     * @return the first 16 digits of the key
     */
    String folderName() {
        return key().substring(0, SHORT_DIGITS);
    }
}
