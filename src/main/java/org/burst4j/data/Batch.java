package org.burst4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
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
 * @param task the task that the batch is drawn for; null: all
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier between threads; never compared.
public record Batch(
        List<Clip> clips,
        int paddedSamples,
        float[] inputValues,
        int[] lengthsSamples,
        Map<String, float[]> targets,
        String task) {
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
     * A batch for all tasks.
     *
     * @param clips the B clips
     * @param paddedSamples S
     * @param inputValues [B, S] row-major
     * @param lengthsSamples [B]
     * @param targets [B, target width] row-major by task name
     */
    public Batch(
            List<Clip> clips,
            int paddedSamples,
            float[] inputValues,
            int[] lengthsSamples,
            Map<String, float[]> targets) {
        this(clips, paddedSamples, inputValues, lengthsSamples, targets, null);
    }

    /**
     * The same clips, drawn for one task.
     *
     * @param name the task; null: all
     * @return a batch over the same arrays
     */
    public Batch forTask(String name) {
        return new Batch(clips, paddedSamples, inputValues, lengthsSamples, targets, name);
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

    /**
     * The batch cut into parts, all padded as the whole is.
     *
     * @param most clips a part at most; 0: the whole batch is the only part
     * @return the parts in order; their arrays are copies
     */
    public List<Batch> parts(int most) {
        if (most == 0 || most >= size()) {
            return List.of(this);
        }
        List<Batch> parts = new ArrayList<>();
        for (int from = 0; from < size(); from += most) {
            parts.add(rows(from, Math.min(size(), from + most)));
        }
        return parts;
    }

    private Batch rows(int from, int to) {
        Map<String, float[]> own = new LinkedHashMap<>();
        targets.forEach(
                (task, values) -> {
                    int width = values.length / size();
                    own.put(task, Arrays.copyOfRange(values, from * width, to * width));
                });
        return new Batch(
                clips.subList(from, to),
                paddedSamples,
                Arrays.copyOfRange(inputValues, from * paddedSamples, to * paddedSamples),
                Arrays.copyOfRange(lengthsSamples, from, to),
                own,
                task);
    }
}
