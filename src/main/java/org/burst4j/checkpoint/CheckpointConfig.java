package org.burst4j.checkpoint;

import java.util.List;
import org.burst4j.ConfigException;

/**
 * The shape of an encoder, as config.json of its checkpoint tells it.
 *
 * @param modelType the kind of encoder
 * @param convChannels output channels of each convolution over samples, 1 to 8192, at most 32 of
 *     them
 * @param convKernels their kernels, 1 to 4096
 * @param convStrides their strides, 1 to 1024
 * @param convBias whether they have biases
 * @param groupNorm whether the first convolution alone is normed, over time (GroupNorm); else each
 *     one is, over channels
 * @param projectionNorm whether the features are normed before they are projected
 * @param width D, 1 to 16384
 * @param layers L, 1 to 256
 * @param heads H, 1 to 256; divides the width
 * @param innerWidth units of the feed-forward part, 1 to 65536
 * @param normEpsilon epsilon of the norms after the convolutions, above 0, at most 1
 * @param positional the positional convolutions
 * @param preNorm whether layers norm their inputs ("stable layer norm"), and the last one's output
 *     is normed; else they norm their sums
 */
public record CheckpointConfig(
        ModelType modelType,
        List<Integer> convChannels,
        List<Integer> convKernels,
        List<Integer> convStrides,
        boolean convBias,
        boolean groupNorm,
        boolean projectionNorm,
        int width,
        int layers,
        int heads,
        int innerWidth,
        double normEpsilon,
        Positional positional,
        boolean preNorm) {
    private static final int MOST_CONVS = 32;

    /** A frame never sees more samples, by far: a minute at 16 kHz. */
    private static final long LARGEST_FIELD = 1 << 20;

    /**
     * The positional convolutions.
     *
     * @param count how many follow each other, 1 to 32
     * @param kernel their kernel in frames, 1 to 4096
     * @param groups their groups, 1 to 4096; divides the width
     * @param weightNorm whether the kernel is kept as direction and length; else each is followed
     *     by a norm without parameters
     */
    public record Positional(int count, int kernel, int groups, boolean weightNorm) {
        /** Checks the ranges. */
        public Positional {
            within("num_conv_pos_embeddings", count, 32);
            within(weightNorm ? "num_conv_pos_embeddings" : "conv_pos_kernel_size", kernel, 4096);
            within("num_conv_pos_embedding_groups", groups, 4096);
        }
    }

    /** Checks the ranges and that the numbers fit together. */
    public CheckpointConfig {
        convChannels = List.copyOf(convChannels);
        convKernels = List.copyOf(convKernels);
        convStrides = List.copyOf(convStrides);
        within("the length of conv_dim", convChannels.size(), MOST_CONVS);
        boolean equal =
                convKernels.size() == convChannels.size()
                        && convStrides.size() == convChannels.size();
        if (!equal) {
            throw wrong(
                    "conv_dim, conv_kernel and conv_stride have "
                            + convChannels.size()
                            + ", "
                            + convKernels.size()
                            + " and "
                            + convStrides.size()
                            + " entries, expected as many of each");
        }
        convChannels.forEach(channels -> within("conv_dim", channels, 8192));
        convKernels.forEach(kernel -> within("conv_kernel", kernel, 4096));
        convStrides.forEach(stride -> within("conv_stride", stride, 1024));
        within("hidden_size", width, 16384);
        within("num_hidden_layers", layers, 256);
        within("num_attention_heads", heads, 256);
        within("intermediate_size", innerWidth, 65536);
        if (!(normEpsilon > 0 && normEpsilon <= 1)) {
            throw wrong("layer_norm_eps is " + normEpsilon + ", expected above 0, at most 1");
        }
        if (width % heads != 0) {
            throw wrong(
                    "num_attention_heads is "
                            + heads
                            + ", which does not divide hidden_size "
                            + width);
        }
        if (width % positional.groups() != 0) {
            throw wrong(
                    "num_conv_pos_embedding_groups is "
                            + positional.groups()
                            + ", which does not divide hidden_size "
                            + width);
        }
        long field = 1;
        long step = 1;
        for (int i = 0; i < convKernels.size(); i++) {
            field += (convKernels.get(i) - 1) * step;
            step *= convStrides.get(i);
            if (Math.max(field, step) > LARGEST_FIELD) {
                throw wrong(
                        "conv_kernel and conv_stride give frames of more than "
                                + LARGEST_FIELD
                                + " samples");
            }
        }
    }

    /**
     * The number of samples that one frame sees.
     *
     * @return R = 1 + the sum of (kernel - 1) times the strides before it
     */
    public int receptiveFieldSamples() {
        int field = 1;
        int step = 1;
        for (int i = 0; i < convKernels.size(); i++) {
            field += (convKernels.get(i) - 1) * step;
            step *= convStrides.get(i);
        }
        return field;
    }

    /**
     * The number of samples from one frame to the next.
     *
     * @return the product of the strides
     */
    public int strideSamples() {
        return convStrides.stream().reduce(1, (a, b) -> a * b);
    }

    private static void within(String key, int value, int most) {
        if (value < 1 || value > most) {
            throw wrong(key + " is " + value + ", expected 1 to " + most);
        }
    }

    private static ConfigException wrong(String problem) {
        return new ConfigException(
                "config.json of the checkpoint: " + problem,
                "Get the file again from where the checkpoint comes from.");
    }
}
