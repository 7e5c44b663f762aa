package org.burst4j.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.ModelException;
import org.burst4j.file.Digests;
import org.burst4j.graph.SafeTensors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One file of features: a tensor {@code features} [n,D] of F32, and as texts the keys of the rows,
 * the key of the settings and a checksum, since disks and hands change bytes.
 */
final class FeaturePart {
    private static final String FEATURES = "features";
    private static final String KEYS = "keys";
    private static final String SETTINGS = "settings";
    private static final String CHECKSUM = "sha256";
    private static final String SEPARATOR = " ";

    private FeaturePart() {}

    /** Writes rows of one width; keys have no space. */
    static void write(Path path, String settingsKey, Map<String, float[]> rows, int width) {
        float[] flat = flat(rows.values(), width); // [n,D]
        String keys = String.join(SEPARATOR, rows.keySet());
        try (INDArray features = Nd4j.createFromArray(flat).reshape('c', rows.size(), width)) {
            SafeTensors.write(
                    path,
                    Map.of(FEATURES, features),
                    Map.of(
                            SETTINGS, settingsKey,
                            KEYS, keys,
                            CHECKSUM, checksum(keys, flat)));
        }
    }

    /**
     * Reads the wanted rows of a part, which is checked whole.
     *
     * @throws ModelException if it is broken or of other settings
     */
    static Map<String, float[]> read(Path path, String settingsKey, Set<String> wanted, int width) {
        try (SafeTensors file = SafeTensors.open(path)) {
            Map<String, String> texts = file.metadata();
            if (!settingsKey.equals(texts.get(SETTINGS))) {
                throw broken(
                        path,
                        "is of the settings " + texts.get(SETTINGS) + ", expected " + settingsKey);
            }
            String keys = texts.getOrDefault(KEYS, "");
            List<String> names = List.of(keys.split(SEPARATOR));
            float[] flat = floats(path, file, names.size(), width);
            if (!checksum(keys, flat).equals(texts.get(CHECKSUM))) {
                throw broken(path, "has other bytes than were written");
            }
            Map<String, float[]> rows = new LinkedHashMap<>();
            for (int row = 0; row < names.size(); row++) {
                if (wanted.contains(names.get(row))) {
                    int from = row * width;
                    rows.put(names.get(row), Arrays.copyOfRange(flat, from, from + width));
                }
            }
            return rows;
        }
    }

    private static float[] floats(Path path, SafeTensors file, int rows, int width) {
        long[] shape = file.shape(FEATURES);
        if (shape.length != 2
                || shape[0] != rows
                || shape[1] != width
                || !file.storedType(FEATURES).equals("F32")
                || shape[0] * shape[1] > Integer.MAX_VALUE / Float.BYTES) {
            throw broken(
                    path,
                    "has "
                            + file.storedType(FEATURES)
                            + Arrays.toString(shape)
                            + " features, expected F32["
                            + rows
                            + ", "
                            + width
                            + "]");
        }
        float[] flat = new float[rows * width];
        FloatBuffer mapped = file.map(FEATURES, 0, flat.length * Float.BYTES).asFloatBuffer();
        mapped.get(flat);
        return flat;
    }

    private static float[] flat(Collection<float[]> rows, int width) {
        float[] flat = new float[Math.multiplyExact(rows.size(), width)];
        int at = 0;
        for (float[] row : rows) {
            System.arraycopy(row, 0, flat, at, width);
            at += width;
        }
        return flat;
    }

    private static String checksum(String keys, float[] flat) {
        MessageDigest digest = Digests.sha256();
        digest.update(keys.getBytes(StandardCharsets.UTF_8));
        ByteBuffer bytes =
                ByteBuffer.allocate(flat.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(flat);
        digest.update(bytes);
        return Digests.hex(digest);
    }

    private static ModelException broken(Path path, String problem) {
        return new ModelException(path + " " + problem, "Delete the file.");
    }
}
