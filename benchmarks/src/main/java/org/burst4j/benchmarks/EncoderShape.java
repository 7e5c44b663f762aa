package org.burst4j.benchmarks;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.burst4j.ConfigException;

/**
 * The configuration of a published encoder, and what parameters follow from it.
 *
 * @param type Hugging Face's model_type
 * @param width D
 * @param layers L
 * @param heads H
 * @param normEverywhere whether each convolution over samples has a LayerNorm; else the first one
 *     has a GroupNorm
 * @param convBias whether these convolutions have biases
 * @param stable whether layers norm first
 */
record EncoderShape(
        String type,
        int width,
        int layers,
        int heads,
        boolean normEverywhere,
        boolean convBias,
        boolean stable) {
    private static final int CHANNELS = 512;
    private static final int GROUPS = 16;
    private static final int[] KERNELS = {10, 3, 3, 3, 3, 2, 2};
    private static final int[] STRIDES = {5, 2, 2, 2, 2, 2, 2};
    private static final Map<String, EncoderShape> NAMED =
            new TreeMap<>(
                    Map.of(
                            "tiny",
                                    new EncoderShape(
                                            "data2vec-audio", 64, 2, 4, true, false, false),
                            "data2vec-base", base("data2vec-audio", true),
                            "data2vec-large", large("data2vec-audio", true, false, false),
                            "wav2vec2-base", base("wav2vec2", false),
                            "wav2vec2-large", large("wav2vec2", false, false, false),
                            "wav2vec2-large-lv60", large("wav2vec2", true, true, true),
                            "hubert-base", base("hubert", false),
                            "hubert-large", large("hubert", true, true, true)));

    private static EncoderShape base(String type, boolean normEverywhere) {
        return new EncoderShape(type, 768, 12, 12, normEverywhere, false, false);
    }

    private static EncoderShape large(
            String type, boolean normEverywhere, boolean convBias, boolean stable) {
        return new EncoderShape(type, 1024, 24, 16, normEverywhere, convBias, stable);
    }

    static EncoderShape named(String name) {
        EncoderShape shape = NAMED.get(name);
        if (shape == null) {
            throw new ConfigException(
                    "--config is '" + name + "'", "Expected one of " + NAMED.keySet() + ".");
        }
        return shape;
    }

    private boolean data2vec() {
        return type.equals("data2vec-audio");
    }

    /** The contents of config.json, without any dropout. */
    Map<String, Object> config() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("model_type", type);
        config.put("hidden_size", width);
        config.put("num_hidden_layers", layers);
        config.put("num_attention_heads", heads);
        config.put("intermediate_size", 4 * width);
        config.put("hidden_act", "gelu");
        config.put("feat_extract_activation", "gelu");
        config.put("feat_extract_norm", normEverywhere ? "layer" : "group");
        config.put("conv_dim", Collections.nCopies(KERNELS.length, CHANNELS));
        config.put("conv_kernel", KERNELS);
        config.put("conv_stride", STRIDES);
        config.put("conv_bias", convBias);
        config.put("do_stable_layer_norm", stable);
        config.put("num_conv_pos_embedding_groups", GROUPS);
        config.put("num_conv_pos_embeddings", data2vec() ? 5 : 128);
        if (data2vec()) {
            config.put("conv_pos_kernel_size", 19);
        }
        config.put("layer_norm_eps", 1e-5);
        config.put("apply_spec_augment", false);
        for (String dropout :
                List.of(
                        "hidden_dropout",
                        "attention_dropout",
                        "activation_dropout",
                        "feat_proj_dropout",
                        "layerdrop")) {
            config.put(dropout, 0.0);
        }
        return config;
    }

    /** Names and shapes of all parameters, as Hugging Face's bare model has them. */
    Map<String, long[]> parameters() {
        Map<String, long[]> all = new LinkedHashMap<>();
        for (int layer = 0; layer < KERNELS.length; layer++) {
            String conv = "feature_extractor.conv_layers." + layer;
            put(all, conv + ".conv", convBias, CHANNELS, layer == 0 ? 1 : CHANNELS, KERNELS[layer]);
            if (normEverywhere || layer == 0) {
                put(all, conv + ".layer_norm", true, CHANNELS);
            }
        }
        put(all, "feature_projection.layer_norm", true, CHANNELS);
        put(all, "feature_projection.projection", true, width, CHANNELS);
        positional(all);
        put(all, "encoder.layer_norm", true, width);
        for (int layer = 0; layer < layers; layer++) {
            String prefix = "encoder.layers." + layer;
            for (String projection : List.of("k_proj", "v_proj", "q_proj", "out_proj")) {
                put(all, prefix + ".attention." + projection, true, width, width);
            }
            put(all, prefix + ".layer_norm", true, width);
            put(all, prefix + ".feed_forward.intermediate_dense", true, 4L * width, width);
            put(all, prefix + ".feed_forward.output_dense", true, width, 4L * width);
            put(all, prefix + ".final_layer_norm", true, width);
        }
        return all;
    }

    private void positional(Map<String, long[]> all) {
        long inputs = width / GROUPS;
        if (data2vec()) {
            for (int layer = 0; layer < 5; layer++) {
                String name = "encoder.pos_conv_embed.layers." + layer + ".conv";
                put(all, name, true, width, inputs, 19);
            }
            return;
        }
        String name = "encoder.pos_conv_embed.conv";
        all.put(name + ".bias", new long[] {width});
        all.put(name + ".parametrizations.weight.original0", new long[] {1, 1, 128});
        all.put(name + ".parametrizations.weight.original1", new long[] {width, inputs, 128});
    }

    private static void put(Map<String, long[]> all, String name, boolean bias, long... weight) {
        all.put(name + ".weight", weight);
        if (bias) {
            all.put(name + ".bias", Arrays.copyOf(weight, 1));
        }
    }
}
