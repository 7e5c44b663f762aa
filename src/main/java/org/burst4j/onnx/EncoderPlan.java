package org.burst4j.onnx;

import java.util.List;
import java.util.Map;

/**
 * What an encoder is, apart from its weights: enough to build it.
 *
 * @param convs over the samples
 * @param projectionNorm whether the features are normalised before they are projected
 * @param positional grouped convolutions that mark the position
 * @param stableLayerNorm whether layers normalise their branches' inputs (and the encoder its last
 *     output) instead of their sums (and the encoder its first input)
 * @param layers number of transformer layers
 * @param heads of each layer
 * @param width D
 * @param epsilons of each norm, by the prefix of its parameters' names
 * @param masks where the file's own mask arithmetic is applied, to be checked; empty if it has none
 */
record EncoderPlan(
        List<Conv> convs,
        boolean projectionNorm,
        List<Positional> positional,
        boolean stableLayerNorm,
        int layers,
        int heads,
        int width,
        Map<String, Double> epsilons,
        List<MaskPlace> masks) {

    /** What normalises the result of a convolution. */
    enum Norm {
        /** Nothing. */
        NONE,
        /** LayerNorm over the channels of each frame. */
        LAYER,
        /** GroupNorm with a group for each channel: over all frames of a clip, padding included. */
        GROUP
    }

    /**
     * One convolution over the samples, without padding, followed by its norm and a GELU.
     *
     * @param kernel size
     * @param stride from one result to the next
     * @param bias whether it has one
     * @param norm what comes next
     */
    record Conv(int kernel, int stride, boolean bias, Norm norm) {}

    /**
     * One grouped convolution over the frames, with the same number of zeros on either side.
     *
     * @param name prefix of its parameters' names
     * @param groups number of groups
     * @param padding zeros on either side
     * @param crop frames that are taken off the end again
     * @param norm whether a LayerNorm without parameters follows
     * @param weightNorm names of its weight's length and direction, or null for a plain weight
     */
    record Positional(
            String name, int groups, int padding, int crop, boolean norm, WeightNorm weightNorm) {}

    /**
     * A weight that is computed as g v / |v|, with the length taken at each place of the kernel
     * (Salimans, Kingma 2016, equation 2).
     *
     * @param length name of g
     * @param direction name of v
     */
    record WeightNorm(String length, String direction) {}

    /**
     * A place where the file masks something.
     *
     * @param node the node's name
     * @param value the name of the mask arithmetic's result
     * @param form one of the forms of {@link Macro}
     * @param keys whether keys are masked (rank 4, last axis), or frames (rank 3, second axis)
     */
    record MaskPlace(String node, String value, String form, boolean keys) {}

    int[] kernels() {
        return convs.stream().mapToInt(Conv::kernel).toArray();
    }

    int[] strides() {
        return convs.stream().mapToInt(Conv::stride).toArray();
    }
}
