package org.burst4j.graph;

import java.util.Arrays;
import org.burst4j.ConfigException;
import org.burst4j.SplitMix64;

/**
 * Draws the spans that SpecAugment masks, by the rules of Hugging Face's {@code
 * _compute_mask_indices}: a row of n valid places gets {@code floor(probability * n / length +
 * epsilon)} spans, with one epsilon of [0, 1) for the whole batch, but not fewer than {@code
 * minimum} nor more than have different starts; the starts are drawn without replacement and spans
 * may overlap. So {@code probability} bounds the share that is masked from above.
 *
 * <p>Where Hugging Face's function refuses an axis shorter than a span, here nothing is masked.
 *
 * @param probability share of the places that spans are drawn for, in [0, 1]
 * @param length places of a span, at least 1
 * @param minimum spans of a row at least, where they fit
 */
public record SpanMasks(double probability, int length, int minimum) {
    /**
     * Checks the ranges.
     *
     * @throws ConfigException if a number is out of its range
     */
    public SpanMasks {
        if (!(probability >= 0 && probability <= 1) || length < 1 || minimum < 0) {
            throw new ConfigException(
                    "spans of probability "
                            + probability
                            + ", length "
                            + length
                            + " and at least "
                            + minimum
                            + ", expected 0 to 1, 1 or more and 0 or more",
                    "Hugging Face's defaults for frames are 0.05, 10 and 2.");
        }
    }

    /**
     * Draws the masks of a batch.
     *
     * @param valid the number of valid places of each row, counted from its start
     * @param places places of a row, at least each number of valid ones
     * @param stream start of the random stream, see {@link SplitMix64#stream}
     * @return rows x places, row by row: 1 for masked, else 0
     */
    public float[] draw(int[] valid, int places, long stream) {
        float[] masks = new float[valid.length * places];
        long counter = 0;
        double epsilon = SplitMix64.unit(stream, counter++);
        for (int row = 0; row < valid.length; row++) {
            int spans = spans(valid[row], places, epsilon);
            int[] starts = new int[Math.max(0, valid[row] - length + 1)];
            Arrays.setAll(starts, start -> start);
            for (int span = 0; span < spans; span++) {
                // Fisher and Yates, as far as needed.
                int left = starts.length - span;
                int drawn = span + (int) (SplitMix64.unit(stream, counter++) * left);
                int start = starts[drawn];
                starts[drawn] = starts[span];
                int from = row * places + start;
                Arrays.fill(masks, from, from + length, 1);
            }
        }
        return masks;
    }

    /** Number of spans of a row with so many valid places. */
    int spans(int valid, int places, double epsilon) {
        int spans = Math.max((int) (probability * valid / length + epsilon), minimum);
        if ((long) spans * length > places) {
            spans = places / length;
        }
        return Math.max(0, Math.min(spans, valid - length + 1));
    }
}
