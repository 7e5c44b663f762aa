package org.burst4j.train;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;
import org.burst4j.file.Digests;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A digest of weights: an earlier stage may have trained an encoder that is frozen now. */
final class WeightDigest {
    private static final int BLOCK = 1 << 16;

    private WeightDigest() {}

    /**
     * SHA-256 over the names, shapes and numbers of all weights under a prefix, in the order of
     * their names.
     *
     * @return 64 hexadecimal digits
     */
    static String of(Map<String, INDArray> weights, String prefix) {
        MessageDigest digest = Digests.sha256();
        new TreeMap<>(weights)
                .forEach(
                        (name, array) -> {
                            if (name.startsWith(prefix)) {
                                digest.update(name.getBytes(StandardCharsets.UTF_8));
                                digest.update((byte) 0);
                                add(digest, array);
                            }
                        });
        return Digests.hex(digest);
    }

    private static void add(MessageDigest digest, INDArray array) {
        for (long size : array.shape()) {
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, size));
        }
        try (INDArray plain = array.dup('c')) {
            FloatBuffer numbers = plain.data().asNioFloat();
            float[] block = new float[BLOCK];
            ByteBuffer bytes = ByteBuffer.allocate(BLOCK * Float.BYTES);
            for (long from = 0; from < plain.length(); from += BLOCK) {
                int length = (int) Math.min(BLOCK, plain.length() - from);
                numbers.get((int) from, block, 0, length);
                bytes.asFloatBuffer().put(block, 0, length);
                digest.update(bytes.array(), 0, length * Float.BYTES);
            }
        }
    }
}
