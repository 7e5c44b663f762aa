package org.burst4j.data;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.burst4j.DataException;

/**
 * Clips that go through the net together. Its arrays are not copied: they are large and handed
 * over.
 *
 * <p>A batch may come without audio, for a net that gets the clips' features: then S is 0, and so
 * is every length.
 *
 * @param clips the B clips
 * @param paddedSamples S, the length that all are padded to; 0 in a batch without audio
 * @param inputValues [B, S] row-major, zeros after the end of a clip
 * @param lengthsSamples [B] real samples of every clip, 1 to S; 0 in a batch without audio
 * @param targets [B, target width] row-major by task name, NaN where missing; every task of the
 *     loader is there
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier between threads; never compared.
public record Batch(
        List<Clip> clips,
        int paddedSamples,
        float[] inputValues,
        int[] lengthsSamples,
        Map<String, float[]> targets) {
    /**
     * Checks that the sizes fit.
     *
     * @throws DataException if an array has another size than B and S say
     */
    public Batch {
        clips = List.copyOf(clips);
        if (inputValues.length != clips.size() * paddedSamples
                || lengthsSamples.length != clips.size()) {
            throw new DataException(
                    "a batch of "
                            + clips.size()
                            + " clips of "
                            + paddedSamples
                            + " samples has "
                            + inputValues.length
                            + " values and "
                            + lengthsSamples.length
                            + " lengths",
                    "Give one length a clip and clips * samples values.");
        }
    }

    /**
     * The number of clips.
     *
     * @return B
     */
    public int size() {
        return clips.size();
    }

    /**
     * Where real samples are.
     *
     * @return [B, S] row-major: 1 for a sample of the clip, 0 for padding
     */
    public float[] attentionMask() {
        float[] mask = new float[inputValues.length];
        for (int row = 0; row < lengthsSamples.length; row++) {
            int start = row * paddedSamples;
            Arrays.fill(mask, start, start + lengthsSamples[row], 1f);
        }
        return mask;
    }
}
