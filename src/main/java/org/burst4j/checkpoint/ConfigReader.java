package org.burst4j.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.burst4j.ConfigException;

/**
 * Reads config.json. Absent keys have the defaults of Hugging Face's configuration classes, as the
 * files of old versions leave them out. What would change the encoder's arithmetic in a way that is
 * not built is refused by name and value.
 *
 * <p>Source: configuration_wav2vec2.py, configuration_hubert.py, configuration_data2vec_audio.py of
 * transformers 5.
 */
final class ConfigReader {
    private static final List<Integer> CHANNELS = List.of(512, 512, 512, 512, 512, 512, 512);
    private static final List<Integer> KERNELS = List.of(10, 3, 3, 3, 3, 2, 2);
    private static final List<Integer> STRIDES = List.of(5, 2, 2, 2, 2, 2, 2);

    private final Path file;
    private final JsonNode root;

    private ConfigReader(Path file) {
        this.file = file;
        this.root = JsonFiles.read(file);
    }

    static CheckpointConfig read(Path file) {
        return new ConfigReader(file).config();
    }

    private CheckpointConfig config() {
        JsonNode type = root.path("model_type");
        ModelType modelType = type.isTextual() ? ModelType.of(type.textValue()) : null;
        if (modelType == null) {
            throw wrong(
                    "model_type is " + shown(type) + ", expected one of " + ModelType.all(),
                    "Other encoders cannot be exported by this command; export them in Python and"
                            + " see whether import-onnx reads the result.");
        }
        refuseUnsupported();
        boolean data2vec = modelType == ModelType.DATA2VEC_AUDIO;
        List<Integer> channels = numbers("conv_dim", CHANNELS);
        int convs = number("num_feat_extract_layers", channels.size());
        if (convs != channels.size()) {
            throw wrong(
                    "num_feat_extract_layers is "
                            + convs
                            + ", but conv_dim has "
                            + channels.size()
                            + " entries",
                    "Get the file again.");
        }
        int groups = number("num_conv_pos_embedding_groups", 16);
        CheckpointConfig.Positional positional =
                data2vec
                        ? new CheckpointConfig.Positional(
                                number("num_conv_pos_embeddings", 5),
                                number("conv_pos_kernel_size", 19),
                                groups,
                                false)
                        : new CheckpointConfig.Positional(
                                1, number("num_conv_pos_embeddings", 128), groups, true);
        return new CheckpointConfig(
                modelType,
                channels,
                numbers("conv_kernel", KERNELS),
                numbers("conv_stride", STRIDES),
                flag("conv_bias", false),
                // The class of data2vec-audio does not look at these three keys.
                !data2vec && groupNorm(),
                modelType != ModelType.HUBERT || flag("feat_proj_layer_norm", true),
                number("hidden_size", 768),
                number("num_hidden_layers", 12),
                number("num_attention_heads", 12),
                number("intermediate_size", 3072),
                real("layer_norm_eps", 1e-5),
                positional,
                !data2vec && flag("do_stable_layer_norm", false));
    }

    private boolean groupNorm() {
        JsonNode norm = root.path("feat_extract_norm");
        if (norm.isMissingNode() || norm.asText().equals("group")) {
            return true;
        }
        if (norm.asText().equals("layer")) {
            return false;
        }
        throw wrong(
                "feat_extract_norm is " + shown(norm) + ", expected \"group\" or \"layer\"",
                "Get the file again.");
    }

    private void refuseUnsupported() {
        refuse("add_adapter", JsonNode::asBoolean, "an adapter after the encoder");
        refuse("adapter_attn_dim", value -> true, "adapters in the layers (MMS)");
        refuse("conv_pos_batch_norm", JsonNode::asBoolean, "batch norm in the positional part");
        refuse("position_embeddings_type", value -> true, "rotary or relative positions");
        refuse("quantization_config", value -> true, "quantised weights");
        refuse("auto_map", value -> true, "a class of the checkpoint's own");
        Predicate<JsonNode> notGelu = value -> !value.asText().equals("gelu");
        refuse("feat_extract_activation", notGelu, "another activation than exact GELU");
        refuse("hidden_act", notGelu, "another activation than exact GELU");
    }

    private void refuse(String key, Predicate<JsonNode> unsupported, String what) {
        JsonNode value = root.path(key);
        if (!value.isMissingNode() && !value.isNull() && unsupported.test(value)) {
            throw wrong(
                    key + " is " + shown(value) + ": " + what + ", which is not supported",
                    "Choose a checkpoint without it.");
        }
    }

    private boolean flag(String key, boolean absent) {
        JsonNode value = root.path(key);
        if (value.isMissingNode()) {
            return absent;
        }
        if (!value.isBoolean()) {
            throw wrong(key + " is " + shown(value) + ", expected true or false", "Correct it.");
        }
        return value.booleanValue();
    }

    private int number(String key, int absent) {
        JsonNode value = root.path(key);
        return value.isMissingNode() ? absent : whole(key, value);
    }

    private double real(String key, double absent) {
        JsonNode value = root.path(key);
        if (value.isMissingNode()) {
            return absent;
        }
        if (!value.isNumber()) {
            throw wrong(key + " is " + shown(value) + ", expected a number", "Correct it.");
        }
        return value.doubleValue();
    }

    private List<Integer> numbers(String key, List<Integer> absent) {
        JsonNode value = root.path(key);
        if (value.isMissingNode()) {
            return absent;
        }
        if (!value.isArray() || value.size() > 1000) {
            throw wrong(key + " is " + shown(value) + ", expected a short list", "Correct it.");
        }
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode item : value) {
            numbers.add(whole(key, item));
        }
        return numbers;
    }

    private int whole(String key, JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(
                    key + " is " + shown(value) + ", expected a whole number of at most 2^31 - 1",
                    "Correct it.");
        }
        return value.intValue();
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "missing" : PickleGlobal.printable(value.toString());
    }

    private ConfigException wrong(String problem, String cure) {
        return new ConfigException(file + ": " + problem, cure);
    }
}
