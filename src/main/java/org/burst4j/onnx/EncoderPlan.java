package org.burst4j.onnx;

import java.util.List;
import java.util.Map;

/**
 * What an encoder is, apart from its weights: enough to build it.
 *
 * @param kernels of the convolutions over the samples
 * @param strides of the same
 * @param positional grouped convolutions that mark the position
 * @param layers number of transformer layers
 * @param heads of each layer
 * @param width D
 * @param epsilons of each LayerNorm, by the prefix of its parameters' names
 * @param masks where the file's own mask arithmetic is applied, to be checked
 */
record EncoderPlan(
        List<Integer> kernels,
        List<Integer> strides,
        List<Positional> positional,
        int layers,
        int heads,
        int width,
        Map<String, Double> epsilons,
        List<MaskUse> masks) {

    /**
     * One grouped convolution over the frames, with the same number of zeros on either side.
     *
     * @param groups number of groups
     * @param padding zeros on either side
     */
    record Positional(int groups, int padding) {}

    /**
     * A place where the file masks something.
     *
     * @param node the node's name
     * @param value the name of the mask arithmetic's result
     * @param form one of the forms of {@link Macro}
     * @param keys whether keys are masked (rank 4, last axis), or frames (rank 3, second axis)
     */
    record MaskUse(String node, String value, String form, boolean keys) {}
}
