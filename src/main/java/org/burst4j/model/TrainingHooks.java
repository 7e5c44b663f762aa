package org.burst4j.model;

import java.util.Locale;
import java.util.function.Supplier;
import org.burst4j.graph.Dropout;
import org.burst4j.graph.SpecAugment;
import org.burst4j.onnx.EncoderHooks;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** Puts an encoder's regularisation where Hugging Face's classes have it. */
final class TrainingHooks implements EncoderHooks {
    private final SameDiff sd;
    private final EncoderRegularization rates;
    private final int width;
    private final Supplier<SDVariable> maskedFrame;

    /**
     * @param width D
     * @param maskedFrame binds what masked frames become, [D]; asked only where frames are masked
     */
    TrainingHooks(
            SameDiff sd, EncoderRegularization rates, int width, Supplier<SDVariable> maskedFrame) {
        this.sd = sd;
        this.rates = rates;
        this.width = width;
        this.maskedFrame = maskedFrame;
    }

    @Override
    public SDVariable afterProjection(SDVariable x, SDVariable frameMask) {
        SDVariable y = drop(x, rates.featureProjectionDropout(), "feature_projection"); // [B,T,D]
        if (rates.masksFrames()) {
            SDVariable mask =
                    sd.placeHolder(GraphNames.FRAME_SPANS, DataType.FLOAT, -1, -1); // [B,T]
            y = SpecAugment.frames(sd, y, mask, maskedFrame.get()); // [B,T,D]
        }
        if (rates.masksFeatures()) {
            SDVariable mask =
                    sd.placeHolder(GraphNames.FEATURE_SPANS, DataType.FLOAT, -1, width); // [B,D]
            y = SpecAugment.features(sd, y, mask); // [B,T,D]
        }
        return y;
    }

    @Override
    public SDVariable afterPositional(SDVariable x) {
        return drop(x, rates.hiddenDropout(), "encoder"); // [B,T,D]
    }

    @Override
    public SDVariable attentionProbabilities(SDVariable p, int layer) {
        return drop(p, rates.attentionDropout(), "layer." + layer + "/probabilities"); // [B,H,T,T]
    }

    @Override
    public SDVariable activation(SDVariable h, int layer) {
        return drop(h, rates.activationDropout(), "layer." + layer + "/activation"); // [B*T,F]
    }

    @Override
    public SDVariable hidden(SDVariable x, int layer, Branch branch) {
        String place = branch.name().toLowerCase(Locale.ROOT);
        return drop(x, rates.hiddenDropout(), "layer." + layer + "/" + place); // [B*T,D]
    }

    @Override
    public SDVariable layerOutput(SDVariable x, SDVariable y, int layer) {
        return Dropout.layer(sd, x, y, rates.layerDrop(), "layer_drop/" + layer); // [B,T,D]
    }

    private SDVariable drop(SDVariable x, double rate, String place) {
        return Dropout.apply(sd, x, rate, "dropout/" + place);
    }
}
