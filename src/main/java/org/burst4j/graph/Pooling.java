package org.burst4j.graph;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Turns one feature vector a frame into one feature vector a clip. */
public final class Pooling {
    private Pooling() {}

    /**
     * Mean over the valid frames of each clip: {@code sum_t m_t h_t / sum_t m_t}. A clip without
     * any valid frame gives zeros. Values in masked frames must be finite: they are multiplied by
     * zero.
     *
     * @param sd the graph
     * @param hidden features [B,T,D]
     * @param frameMask 1 for a valid frame and 0 for padding [B,T], of the features' data type
     * @param name name of the result
     * @return pooled features [B,D]
     */
    public static SDVariable maskedMean(
            SameDiff sd, SDVariable hidden, SDVariable frameMask, String name) {
        SDVariable mask = sd.expandDims(frameMask, 2); // [B,T,1]
        SDVariable sum = hidden.mul(mask).sum(1); // [B,D]
        SDVariable frames = Scalars.divisor(frameMask.sum(true, 1)); // [B,1]
        return sum.div(name, frames); // [B,D]
    }

    /**
     * Mean over all frames, padding included.
     *
     * <p>Source: the released code of Hallmen et al. 2022 pools so; their text says otherwise.
     *
     * @param hidden features [B,T,D]
     * @param name name of the result
     * @return pooled features [B,D]
     */
    public static SDVariable mean(SDVariable hidden, String name) {
        return hidden.mean(name, 1); // [B,D]
    }
}
