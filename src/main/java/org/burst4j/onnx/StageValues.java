package org.burst4j.onnx;

import java.util.Arrays;

/**
 * The numbers of one stage for one batch.
 *
 * @param shape of the numbers
 * @param values in row-major order
 */
@SuppressWarnings("ArrayRecordComponent") // made and read once
record StageValues(long[] shape, float[] values) {
    /**
     * The same numbers in another shape's layout: as they are, or with channels and frames swapped;
     * null if neither gives the shape.
     */
    StageValues as(long[] wanted, boolean swap) {
        if (!swap) {
            return Arrays.equals(shape, wanted) ? this : null;
        }
        if (shape.length != 3
                || !Arrays.equals(wanted, new long[] {shape[0], shape[2], shape[1]})) {
            return null;
        }
        int channels = (int) shape[1];
        int frames = (int) shape[2];
        float[] turned = new float[values.length];
        for (int row = 0; row < values.length; row += channels * frames) {
            for (int channel = 0; channel < channels; channel++) {
                for (int frame = 0; frame < frames; frame++) {
                    turned[row + frame * channels + channel] =
                            values[row + channel * frames + frame];
                }
            }
        }
        return new StageValues(wanted, turned);
    }
}
