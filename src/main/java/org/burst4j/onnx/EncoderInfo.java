package org.burst4j.onnx;

import java.util.List;

/**
 * What is known of an imported encoder.
 *
 * @param family name of the architecture: {@code data2vec-audio}, {@code wav2vec2} or {@code
 *     hubert}. The last two compute the same, and their graphs may be equal: an encoder is called
 *     HuBERT if the file's name or a name in it says so, else wav2vec2
 * @param hiddenSize D, width of a frame
 * @param layers number of transformer layers
 * @param heads attention heads of each layer, dividing {@code hiddenSize}
 * @param convKernels kernel sizes of the convolutions over samples
 * @param convStrides strides of the same
 * @param convNorm what normalises the results of these convolutions: "layer" is a LayerNorm behind
 *     each, "group" a norm over all frames of a clip behind the first alone
 * @param convBias whether these convolutions have a bias
 * @param stableLayerNorm whether the transformer layers normalise before their branches, not after
 * @param weightNorm whether the positional convolution's weight is kept as length and direction
 * @param weightType element type of the file's weights, "float" or "float16"; ours are FLOAT
 *     whatever it is
 * @param receptiveFieldSamples samples that one frame sees
 * @param strideSamples samples from one frame to the next
 * @param parameterCount numbers in all weights
 * @param usesAttentionMask whether the file masks padding in the encoder itself
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
        String convNorm,
        boolean convBias,
        boolean stableLayerNorm,
        boolean weightNorm,
        String weightType,
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
