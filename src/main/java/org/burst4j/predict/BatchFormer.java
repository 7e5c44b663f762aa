package org.burst4j.predict;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.burst4j.audio.Waveform;
import org.burst4j.model.EncoderGraph;

/**
 * Sorts clips by their padded length into batches: clips of one padded length only, as many as
 * memory should hold; where too many wait, the first 1, 2, 4, 8 and so on of them. Which clips
 * share a batch follows from their lengths and order alone.
 */
final class BatchFormer {
    /** Padded samples that wait at most, 64 MB: many lengths must not fill the memory. */
    private static final long MOST_WAITING = 32L * EncoderGraph.MOST_SAMPLES;

    private final int bucketSamples;
    private final Map<Integer, Group> groups = new TreeMap<>();
    private long waiting;

    /** Clips of one padded length that are not enough for a batch yet. */
    private record Group(int padded, List<Integer> clips, List<Waveform> waveforms) {
        boolean full() {
            return clips.size() >= Math.max(1, EncoderGraph.MOST_SAMPLES / padded);
        }

        long samples() {
            return (long) padded * clips.size();
        }
    }

    /**
     * Starts without clips.
     *
     * @param bucketSamples what lengths are padded to a multiple of
     */
    BatchFormer(int bucketSamples) {
        this.bucketSamples = bucketSamples;
    }

    /**
     * Takes a clip in.
     *
     * @param clip its number
     * @param waveform the clip
     * @return a batch that is full with it, or which must make room; often none
     */
    List<PaddedBatch> add(int clip, Waveform waveform) {
        int padded = padded(waveform.samples().length);
        Group group =
                groups.computeIfAbsent(
                        padded, key -> new Group(key, new ArrayList<>(), new ArrayList<>()));
        group.clips().add(clip);
        group.waveforms().add(waveform);
        waiting += padded;
        if (group.full()) {
            return List.of(take(group));
        }
        List<PaddedBatch> batches = new ArrayList<>();
        while (waiting > MOST_WAITING) {
            batches.add(takePart(largest()));
        }
        return batches;
    }

    /**
     * What is left, the shortest first.
     *
     * @return batches, perhaps small ones
     */
    List<PaddedBatch> rest() {
        return List.copyOf(groups.values()).stream().map(this::take).toList();
    }

    private int padded(int samples) {
        return (samples + bucketSamples - 1) / bucketSamples * bucketSamples;
    }

    private Group largest() {
        Group largest = null;
        for (Group group : groups.values()) {
            if (largest == null || group.samples() > largest.samples()) {
                largest = group;
            }
        }
        return largest;
    }

    /** Its first clips, a power of two of them: each other number would be planned anew. */
    private PaddedBatch takePart(Group group) {
        int count = Integer.highestOneBit(group.clips().size());
        if (count == group.clips().size()) {
            return take(group);
        }
        List<Integer> clips = group.clips().subList(0, count);
        List<Waveform> waveforms = group.waveforms().subList(0, count);
        PaddedBatch batch = new PaddedBatch(clips, waveforms, group.padded()); // copies both
        clips.clear();
        waveforms.clear();
        waiting -= (long) group.padded() * count;
        return batch;
    }

    private PaddedBatch take(Group group) {
        groups.remove(group.padded());
        waiting -= group.samples();
        return new PaddedBatch(group.clips(), group.waveforms(), group.padded());
    }
}
