package org.burst4j.onnx;

import java.util.List;

/**
 * What is known of an imported encoder.
 *
 * @param family name of the architecture, e.g. {@code data2vec-audio}
 * @param hiddenSize D, width of a frame
 * @param layers number of transformer layers
 * @param heads attention heads of each layer, dividing {@code hiddenSize}
 * @param convKernels kernel sizes of the convolutions over samples
 * @param convStrides strides of the same
 * @param receptiveFieldSamples samples that one frame sees
 * @param strideSamples samples from one frame to the next
 * @param parameterCount numbers in all weights
 * @param usesAttentionMask whether padding is masked in the encoder itself
 * @param producer program that wrote the file, may be empty
 * @param opset version of the standard ONNX operators in the file
 * @param sha256 of the file, in hexadecimal
 * @param ignored outputs and weights of the file that {@code last_hidden_state} does not need
 */
public record EncoderInfo(
        String family,
        int hiddenSize,
        int layers,
        int heads,
        List<Integer> convKernels,
        List<Integer> convStrides,
        int receptiveFieldSamples,
        int strideSamples,
        long parameterCount,
        boolean usesAttentionMask,
        String producer,
        int opset,
        String sha256,
        List<String> ignored) {
    /** Copies the lists. */
    public EncoderInfo {
        convKernels = List.copyOf(convKernels);
        convStrides = List.copyOf(convStrides);
        ignored = List.copyOf(ignored);
    }
}
