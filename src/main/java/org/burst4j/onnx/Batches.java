package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Sizes of input for which a graph is probed: of any size, or of the one it was exported for.
 *
 * @param fixedClips clips in a batch, or -1 for any number
 * @param fixedSamples padded length, or -1 for any
 */
record Batches(int fixedClips, int fixedSamples) {
    /** Unlike sizes, so that no two axes agree by chance; every clip is at least half full. */
    List<GraphProbe.Batch> unlike() {
        List<GraphProbe.Batch> batches = new ArrayList<>();
        for (int number : fixedClips >= 0 && fixedSamples >= 0 ? List.of(2) : List.of(2, 3, 5)) {
            int clips = fixedClips >= 0 ? fixedClips : number;
            int samples = fixedSamples >= 0 ? fixedSamples : 2801 + 1009 * number;
            batches.add(
                    new GraphProbe.Batch(
                            samples,
                            IntStream.range(0, clips)
                                    .map(clip -> Math.max(samples - 613 * clip, samples / 2))
                                    .boxed()
                                    .toList()));
        }
        return batches;
    }

    /**
     * The given lengths of clips, padded to a length if the graph allows that, in as many batches
     * as it needs. Those that are too long for the graph are left out.
     */
    List<GraphProbe.Batch> of(int samples, List<Integer> lengths) {
        int padded = fixedSamples >= 0 ? fixedSamples : samples;
        List<Integer> fitting = lengths.stream().filter(length -> length <= padded).toList();
        int clips = fixedClips >= 0 ? fixedClips : fitting.size();
        List<GraphProbe.Batch> batches = new ArrayList<>();
        for (int first = 0; first < fitting.size(); first += clips) {
            int start = first;
            batches.add(
                    new GraphProbe.Batch(
                            padded,
                            IntStream.range(start, start + clips)
                                    .mapToObj(i -> fitting.get(i % fitting.size()))
                                    .toList()));
        }
        return batches;
    }
}
