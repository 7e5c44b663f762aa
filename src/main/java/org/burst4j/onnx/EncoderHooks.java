package org.burst4j.onnx;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Places in an encoder's graph where regularisation for training can go in. Each method is given a
 * value as the graph is built and returns what the graph goes on with; as they stand here, the
 * same.
 *
 * <p>The places are those of Hugging Face's classes, which in evaluation mode, and so in an ONNX
 * file, do nothing there. A value's graph is {@code value.getSameDiff()}. Layers count from 0.
 */
public interface EncoderHooks {
    /** The encoder as it is in evaluation. */
    EncoderHooks NONE = new EncoderHooks() {};

    /** The two branches of a transformer layer that are added to their own input. */
    enum Branch {
        /** Self-attention, after its last projection. */
        ATTENTION,
        /** The two dense layers, after the second. */
        FEED_FORWARD
    }

    /**
     * After the convolutions over the samples: the features.
     *
     * @param x [B,T,C]
     * @return [B,T,C]
     */
    default SDVariable afterConvolutions(SDVariable x) {
        return x;
    }

    /**
     * After the feature projection, before padded frames become zero: its dropout, SpecAugment.
     *
     * @param x [B,T,D]
     * @param frameMask [B,T], 1 for frames that see real samples only
     * @return [B,T,D]
     */
    default SDVariable afterProjection(SDVariable x, SDVariable frameMask) {
        return x;
    }

    /**
     * The input of the first layer: positions added and, unless the layers normalise their own
     * inputs, normalised.
     *
     * @param x [B,T,D]
     * @return [B,T,D]
     */
    default SDVariable afterPositional(SDVariable x) {
        return x;
    }

    /**
     * Attention after its softmax.
     *
     * @param p [B,H,T,T], each row summing to 1
     * @param layer number of the layer
     * @return [B,H,T,T]
     */
    default SDVariable attentionProbabilities(SDVariable p, int layer) {
        return p;
    }

    /**
     * Between the two dense layers, after the GELU.
     *
     * @param h [B*T,F]
     * @param layer number of the layer
     * @return [B*T,F]
     */
    default SDVariable activation(SDVariable h, int layer) {
        return h;
    }

    /**
     * A branch's result, before it is added to its input.
     *
     * @param x [B*T,D]
     * @param layer number of the layer
     * @param branch which of the layer's two
     * @return [B*T,D]
     */
    default SDVariable hidden(SDVariable x, int layer, Branch branch) {
        return x;
    }

    /**
     * A whole layer: LayerDrop takes its input instead of its output.
     *
     * @param x [B,T,D], its input
     * @param y [B,T,D], its output
     * @param layer number of the layer
     * @return [B,T,D], what the next layer gets
     */
    default SDVariable layerOutput(SDVariable x, SDVariable y, int layer) {
        return y;
    }
}
