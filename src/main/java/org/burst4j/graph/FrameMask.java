package org.burst4j.graph;

import org.burst4j.ConfigException;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Which encoder frames lie wholly inside the real samples of a padded clip.
 *
 * <p>A stack of unpadded convolutions with kernels k_i and strides s_i has the receptive field R =
 * 1 + sum_i (k_i - 1) * prod_{j&lt;i} s_j and the stride J = prod_i s_i. The nested floors of its
 * output lengths, l &rarr; floor((l - k_i) / s_i) + 1, compose exactly to floor((l - R) / J) + 1:
 * frame t exists if and only if t * J + R &lt;= l. So the mask of the frames is the mask of the
 * samples, read at t * J + R - 1, with no arithmetic on lengths in the graph.
 */
public final class FrameMask {
    private FrameMask() {}

    /**
     * The number of samples that one frame sees.
     *
     * @param kernels kernel sizes in samples of each layer's own input, all at least 1
     * @param strides strides of the same layers, all at least 1
     * @return R, at least 1
     * @throws ConfigException if the lists differ in length, are empty or hold a number below 1
     */
    public static int receptiveField(int[] kernels, int[] strides) {
        check(kernels, strides);
        long field = 1;
        long step = 1;
        for (int layer = 0; layer < kernels.length; layer++) {
            field += (kernels[layer] - 1) * step;
            step *= strides[layer];
        }
        return Math.toIntExact(field);
    }

    /**
     * The number of samples from one frame to the next.
     *
     * @param strides strides of the layers, all at least 1
     * @return J, at least 1
     */
    public static int stride(int[] strides) {
        long step = 1;
        for (int stride : strides) {
            step *= stride;
        }
        return Math.toIntExact(step);
    }

    /**
     * The number of frames of a clip.
     *
     * @param samples length of the clip
     * @param receptiveField R
     * @param stride J
     * @return floor((samples - R) / J) + 1, or 0 for a clip shorter than R
     */
    public static long frames(long samples, int receptiveField, int stride) {
        return samples < receptiveField ? 0 : (samples - receptiveField) / stride + 1;
    }

    /**
     * Builds the frame mask.
     *
     * @param sd the graph
     * @param attentionMask [B,S], 1 for a real sample and 0 for padding, padding only at the end
     * @param receptiveField R, in samples; S must not be shorter
     * @param stride J, in samples
     * @return [B,T] of the same data type, 1 for frames that see real samples only
     */
    public static SDVariable fromSamples(
            SameDiff sd, SDVariable attentionMask, int receptiveField, int stride) {
        long[] begin = {0, receptiveField - 1};
        long[] end = {0, 0};
        long[] strides = {1, stride};
        int openEnds = 0b11;
        // [B,S] -> [B,T]
        return sd.stridedSlice(attentionMask, begin, end, strides, 0, openEnds, 0, 0, 0);
    }

    private static void check(int[] kernels, int[] strides) {
        if (kernels.length == 0 || kernels.length != strides.length) {
            throw new ConfigException(
                    "convolution stack: "
                            + kernels.length
                            + " kernels and "
                            + strides.length
                            + " strides, expected as many of each and at least one",
                    "Give one kernel and one stride a layer.");
        }
        for (int layer = 0; layer < kernels.length; layer++) {
            if (kernels[layer] < 1 || strides[layer] < 1) {
                throw new ConfigException(
                        "convolution layer "
                                + layer
                                + ": kernel "
                                + kernels[layer]
                                + " and stride "
                                + strides[layer]
                                + ", expected both at least 1",
                        "Correct the kernels and strides.");
            }
        }
    }
}
