package org.burst4j.train;

import java.util.Arrays;
import java.util.Map;
import org.burst4j.SplitMix64;
import org.burst4j.data.Batch;
import org.burst4j.model.EncoderRegularization;
import org.burst4j.model.GraphNames;
import org.burst4j.model.MultitaskNet;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Draws SpecAugment's masks for a batch. */
final class SpanFeeds {
    private SpanFeeds() {}

    /**
     * Adds the masks that a training graph takes: spans over each clip's own frames, and over the
     * features.
     *
     * @param feeds inputs of the graph so far; a batch of one clip has two rows
     * @param seed of this batch
     */
    static void add(
            Map<String, INDArray> feeds,
            Batch batch,
            MultitaskNet net,
            EncoderRegularization rates,
            long seed) {
        int rows = (int) feeds.get(GraphNames.INPUT_VALUES).size(0);
        if (rates.masksFrames()) {
            int[] valid = new int[rows];
            for (int row = 0; row < rows; row++) {
                int clip = Math.min(row, batch.size() - 1);
                valid[row] = net.frames(batch.lengthsSamples()[clip]);
            }
            int frames = net.frames(batch.paddedSamples());
            long stream = SplitMix64.stream(seed, GraphNames.FRAME_SPANS);
            float[] masks = rates.frameSpans().draw(valid, frames, stream);
            feeds.put(GraphNames.FRAME_SPANS, array(masks, rows, frames)); // [B,T]
        }
        if (rates.masksFeatures()) {
            int width = net.width();
            int[] valid = new int[rows];
            Arrays.fill(valid, width);
            long stream = SplitMix64.stream(seed, GraphNames.FEATURE_SPANS);
            float[] masks = rates.featureSpans().draw(valid, width, stream);
            feeds.put(GraphNames.FEATURE_SPANS, array(masks, rows, width)); // [B,D]
        }
    }

    private static INDArray array(float[] values, int rows, int columns) {
        return Nd4j.createFromArray(values).reshape('c', rows, columns);
    }
}
