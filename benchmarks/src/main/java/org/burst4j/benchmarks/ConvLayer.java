package org.burst4j.benchmarks;

import org.burst4j.ConfigException;

/**
 * One convolution over samples of an encoder of the data2vec shape.
 *
 * @param batch B
 * @param inputLength T, frames in
 * @param inputChannels Cin
 * @param outputChannels Cout
 * @param kernel k
 * @param stride frames between two outputs
 */
record ConvLayer(
        int batch, int inputLength, int inputChannels, int outputChannels, int kernel, int stride) {
    private static final int[] KERNELS = {10, 3, 3, 3, 3, 2, 2};
    private static final int[] STRIDES = {5, 2, 2, 2, 2, 2, 2};
    private static final int SAMPLE_RATE_HZ = 16_000;

    /**
     * A layer of an encoder: {@code demo} has 64 channels and takes 16 clips, {@code base} has the
     * 512 channels of data2vec-audio-base and takes 4.
     */
    static ConvLayer of(String encoder, int layer, int clipSeconds) {
        if (!encoder.equals("demo") && !encoder.equals("base")) {
            throw new ConfigException(
                    "encoder is '" + encoder + "', expected demo or base",
                    "Use -p encoder=demo or -p encoder=base.");
        }
        if (layer < 0 || layer >= KERNELS.length) {
            throw new ConfigException(
                    "layer is " + layer + ", expected 0 to " + (KERNELS.length - 1),
                    "Use -p layer=0.");
        }
        int channels = encoder.equals("demo") ? 64 : 512;
        int length = clipSeconds * SAMPLE_RATE_HZ;
        for (int i = 0; i < layer; i++) {
            length = (length - KERNELS[i]) / STRIDES[i] + 1;
        }
        return new ConvLayer(
                encoder.equals("demo") ? 16 : 4,
                length,
                layer == 0 ? 1 : channels,
                channels,
                KERNELS[layer],
                STRIDES[layer]);
    }

    int outputLength() {
        return (inputLength - kernel) / stride + 1;
    }

    /** Floating point operations of the forward pass: a multiplication and an addition a tap. */
    double forwardFlops() {
        return 2.0 * batch * outputLength() * outputChannels * kernel * inputChannels;
    }
}
