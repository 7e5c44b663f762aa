package org.burst4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.ConfigException;
import org.burst4j.DataException;
import org.burst4j.task.Task;

/**
 * Turns clips into padded batches.
 *
 * <p>Lengths are rounded up to a whole bucket, since ND4J keeps compiled kernels and buffers for
 * every exact shape that it meets.
 */
public final class BatchLoader {
    private final WaveformSource source;
    private final List<Task> tasks;
    private final int bucketSamples;

    /**
     * Creates a loader.
     *
     * @param source where waveforms come from, e.g. a {@link WaveformCache}
     * @param tasks the tasks whose targets go into the batches
     * @param bucketSamples what padded lengths are a multiple of, at least 1
     * @throws ConfigException if the bucket is below 1
     */
    public BatchLoader(WaveformSource source, List<Task> tasks, int bucketSamples) {
        if (bucketSamples < 1) {
            throw new ConfigException(
                    "bucketSamples is " + bucketSamples + ", must be 1 or more",
                    "Use e.g. 16000 for one second.");
        }
        this.source = source;
        this.tasks = List.copyOf(tasks);
        this.bucketSamples = bucketSamples;
    }

    /**
     * The padded length of a batch.
     *
     * @param longestSamples length of its longest clip
     * @return the next multiple of the bucket
     * @throws DataException if that is more than an array can hold
     */
    public int paddedSamples(int longestSamples) {
        long buckets = (longestSamples + (long) bucketSamples - 1) / bucketSamples;
        long padded = Math.max(1, buckets) * bucketSamples;
        if (padded > Integer.MAX_VALUE) {
            throw new DataException(
                    "a clip of " + longestSamples + " samples is too long", "Cut it into parts.");
        }
        return (int) padded;
    }

    /**
     * Reads and pads clips.
     *
     * @param clips the clips, at least one
     * @return the batch
     * @throws DataException if a file cannot be read, or the batch is too large for one array
     */
    public Batch load(List<Clip> clips) {
        List<float[]> waveforms = new ArrayList<>();
        int longest = 0;
        for (Clip clip : clips) {
            float[] samples = source.read(clip.file());
            waveforms.add(samples);
            longest = Math.max(longest, samples.length);
        }
        int padded = paddedSamples(longest);
        if ((long) padded * clips.size() > Integer.MAX_VALUE) {
            throw new DataException(
                    "a batch of " + clips.size() + " clips of " + padded + " samples is too large",
                    "Use a smaller batchSize or a shorter longest clip.");
        }
        float[] values = new float[padded * clips.size()];
        int[] lengths = new int[clips.size()];
        for (int row = 0; row < lengths.length; row++) {
            float[] samples = waveforms.get(row);
            lengths[row] = samples.length;
            System.arraycopy(samples, 0, values, row * padded, samples.length);
        }
        return new Batch(clips, padded, values, lengths, targets(clips));
    }

    /**
     * The labels of clips, without reading any audio.
     *
     * @param clips the clips
     * @return a batch of 0 samples with the same targets as {@link #load} gives
     */
    public Batch labelsOnly(List<Clip> clips) {
        return new Batch(clips, 0, new float[0], new int[clips.size()], targets(clips));
    }

    private Map<String, float[]> targets(List<Clip> clips) {
        Map<String, float[]> targets = new LinkedHashMap<>();
        for (Task task : tasks) {
            int width = task.targetWidth();
            float[] values = new float[width * clips.size()];
            Arrays.fill(values, Float.NaN);
            for (int row = 0; row < clips.size(); row++) {
                int start = row * width;
                clips.get(row)
                        .target(task.name())
                        .ifPresent(target -> System.arraycopy(target, 0, values, start, width));
            }
            targets.put(task.name(), values);
        }
        return targets;
    }
}
