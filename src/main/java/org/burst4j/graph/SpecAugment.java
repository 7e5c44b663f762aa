package org.burst4j.graph;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * SpecAugment on the features of an encoder, as in Hugging Face's {@code _mask_hidden_states}:
 * masked frames are replaced by one learnt vector, masked features by zero (Park et al. 2019;
 * Baevski et al. 2020, section 3.1). {@link SpanMasks} draws the masks.
 */
public final class SpecAugment {
    private SpecAugment() {}

    /**
     * Replaces masked frames.
     *
     * @param sd the graph
     * @param x [B,T,D]
     * @param mask [B,T], 1 for masked frames, else 0
     * @param embedding [D]
     * @return [B,T,D]
     */
    public static SDVariable frames(
            SameDiff sd, SDVariable x, SDVariable mask, SDVariable embedding) {
        SDVariable kept = x.mul(sd.expandDims(mask.rsub(1.0), 2)); // [B,T,D]
        SDVariable rows = sd.reshape(mask, -1, 1); // [B*T,1]
        SDVariable replaced = Rows.repeat(sd, rows, embedding); // [B*T,D]
        return kept.add(sd.reshape(replaced, sd.shape(x))); // [B,T,D]
    }

    /**
     * Sets masked features of a clip to zero in all its frames.
     *
     * @param sd the graph
     * @param x [B,T,D]
     * @param mask [B,D], 1 for masked features, else 0
     * @return [B,T,D]
     */
    public static SDVariable features(SameDiff sd, SDVariable x, SDVariable mask) {
        return x.mul(sd.expandDims(mask.rsub(1.0), 1)); // [B,T,D]
    }
}
