package org.burst4j.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.burst4j.graph.FrameMask;
import org.burst4j.onnx.EncoderInfo;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A batch for an encoder.
 *
 * @param values [B,S] samples, 0 in the padding
 * @param mask [B,S], 1 for samples, then 0
 * @param cotangent [B,T,D], the r of the loss sum(y * r), 0 in padded frames
 */
record Clips(INDArray values, INDArray mask, INDArray cotangent) implements AutoCloseable {
    static final String VALUES = "input_values";
    static final String MASK = "attention_mask";
    static final String COTANGENT = "cotangent";

    private static final int SAMPLE_RATE_HZ = 16_000;

    /** Noise, all clips of the same length. */
    static Clips noise(EncoderInfo info, int clips, int seconds) {
        int[] lengths = new int[clips];
        Arrays.fill(lengths, seconds * SAMPLE_RATE_HZ);
        INDArray values = Arrays32.normal(1, clips, lengths[0]);
        INDArray cotangent = Arrays32.normal(2, clips, frames(info, lengths[0]), info.hiddenSize());
        return new Clips(values, mask(lengths, lengths[0]), cotangent);
    }

    /**
     * Reads what race.py has written: {@code lengths.json}, a list of samples of each clip, and
     * {@code audio.f32} and {@code cotangent.f32}, little-endian.
     */
    static Clips read(Path folder, EncoderInfo info) {
        try {
            JsonNode list = new ObjectMapper().readTree(folder.resolve("lengths.json").toFile());
            int[] lengths = new int[list.size()];
            Arrays.setAll(lengths, i -> list.get(i).asInt());
            int longest = Arrays.stream(lengths).max().orElse(0);
            long frames = frames(info, longest);
            return new Clips(
                    array(folder.resolve("audio.f32"), lengths.length, longest),
                    mask(lengths, longest),
                    array(
                            folder.resolve("cotangent.f32"),
                            lengths.length,
                            frames,
                            info.hiddenSize()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long frames(EncoderInfo info, int samples) {
        return FrameMask.frames(samples, info.receptiveFieldSamples(), info.strideSamples());
    }

    private static INDArray array(Path file, long... shape) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        float[] values = new float[Math.toIntExact(Arrays32.product(shape))];
        bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return Nd4j.create(values, shape, 'c');
    }

    private static INDArray mask(int[] lengths, int longest) {
        float[] mask = new float[lengths.length * longest];
        for (int clip = 0; clip < lengths.length; clip++) {
            Arrays.fill(mask, clip * longest, clip * longest + lengths[clip], 1);
        }
        return Nd4j.create(mask, new long[] {lengths.length, longest}, 'c');
    }

    Map<String, INDArray> feeds() {
        return Map.of(VALUES, values, MASK, mask, COTANGENT, cotangent);
    }

    @Override
    public void close() {
        values.close();
        mask.close();
        cotangent.close();
    }
}
