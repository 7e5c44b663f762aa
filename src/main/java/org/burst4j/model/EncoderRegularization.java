package org.burst4j.model;

import org.burst4j.ConfigException;
import org.burst4j.graph.SpanMasks;

/**
 * What makes an encoder noisy in training, under the names and at the places of Hugging Face's
 * configurations. Rates are from 0 (off) to below 1. Hugging Face's {@code final_dropout} belongs
 * to its CTC head, not to the encoder, and has no place here.
 *
 * @param hiddenDropout of the first layer's input and of what each branch of a layer adds
 * @param attentionDropout of the attention's weights
 * @param activationDropout between the two dense layers of a transformer layer
 * @param featureProjectionDropout behind the projection to the encoder's width
 * @param layerDrop rate at which a transformer layer is left out
 * @param maskTimeProbability share of the frames that SpecAugment's spans are drawn for; 0: off
 * @param maskTimeLength frames of a span
 * @param maskTimeMinMasks spans of a clip at least
 * @param maskFeatureProbability the same for the features; 0: off
 * @param maskFeatureLength features of a span
 * @param maskFeatureMinMasks spans of a clip at least
 * @param freezeMode whether this holds for a wholly frozen encoder too
 */
public record EncoderRegularization(
        double hiddenDropout,
        double attentionDropout,
        double activationDropout,
        double featureProjectionDropout,
        double layerDrop,
        double maskTimeProbability,
        int maskTimeLength,
        int maskTimeMinMasks,
        double maskFeatureProbability,
        int maskFeatureLength,
        int maskFeatureMinMasks,
        FreezeMode freezeMode) {
    /** Everything off; the lengths are Hugging Face's. */
    public static final EncoderRegularization NONE =
            new EncoderRegularization(0, 0, 0, 0, 0, 0, 10, 2, 0, 10, 0, FreezeMode.EVAL);

    /**
     * What Wav2Vec2Config, HubertConfig and Data2VecAudioConfig of Hugging Face's transformers have
     * where a checkpoint says nothing else; they agree.
     */
    public static final EncoderRegularization HUGGING_FACE =
            new EncoderRegularization(
                    0.1, 0.1, 0.1, 0, 0.1, 0.05, 10, 2, 0, 10, 0, FreezeMode.TRAIN);

    /**
     * Checks the ranges.
     *
     * @throws ConfigException if a number is out of its range
     */
    public EncoderRegularization {
        rate("hiddenDropout", hiddenDropout);
        rate("attentionDropout", attentionDropout);
        rate("activationDropout", activationDropout);
        rate("featureProjectionDropout", featureProjectionDropout);
        rate("layerDrop", layerDrop);
        rate("maskTimeProbability", maskTimeProbability);
        rate("maskFeatureProbability", maskFeatureProbability);
        atLeast("maskTimeLength", maskTimeLength, 1);
        atLeast("maskTimeMinMasks", maskTimeMinMasks, 0);
        atLeast("maskFeatureLength", maskFeatureLength, 1);
        atLeast("maskFeatureMinMasks", maskFeatureMinMasks, 0);
        if (freezeMode == null) {
            throw new ConfigException(
                    "train.encoder.freezeMode is not set", "Use 'eval' or 'train'.");
        }
    }

    private static void rate(String key, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new ConfigException(
                    "train.encoder." + key + " is " + value + ", expected 0 to below 1",
                    "0 switches it off; 0.05 to 0.1 is usual.");
        }
    }

    private static void atLeast(String key, int value, int least) {
        if (value < least) {
            throw new ConfigException(
                    "train.encoder." + key + " is " + value + ", expected " + least + " or more",
                    "Hugging Face's spans are 10 long, at least 2 of them over the frames.");
        }
    }

    /**
     * Whether nothing is added to the graph.
     *
     * @return true if every rate is 0
     */
    public boolean off() {
        return hiddenDropout == 0
                && attentionDropout == 0
                && activationDropout == 0
                && featureProjectionDropout == 0
                && layerDrop == 0
                && !masksFrames()
                && !masksFeatures();
    }

    /**
     * Whether SpecAugment masks frames.
     *
     * @return true if the graph has the input {@link GraphNames#FRAME_SPANS}
     */
    public boolean masksFrames() {
        return maskTimeProbability > 0;
    }

    /**
     * Whether SpecAugment masks features.
     *
     * @return true if the graph has the input {@link GraphNames#FEATURE_SPANS}
     */
    public boolean masksFeatures() {
        return maskFeatureProbability > 0;
    }

    /**
     * The spans over a clip's frames.
     *
     * @return what draws them
     */
    public SpanMasks frameSpans() {
        return new SpanMasks(maskTimeProbability, maskTimeLength, maskTimeMinMasks);
    }

    /**
     * The spans over a clip's features.
     *
     * @return what draws them
     */
    public SpanMasks featureSpans() {
        return new SpanMasks(maskFeatureProbability, maskFeatureLength, maskFeatureMinMasks);
    }
}
