package org.burst4j.checkpoint;

import static org.burst4j.checkpoint.GraphNodes.attribute;

import java.util.ArrayList;
import java.util.List;
import onnx.Onnx;

/**
 * Builds the ONNX graph of an encoder, as Hugging Face's classes compute it in evaluation mode.
 *
 * <p>Letters: B batch, S samples, T frames, C conv channels, D width, H heads. Opset 17. Weights
 * keep their layout: dense layers [out,in] are transposed by nodes.
 *
 * <p>Source: modeling_wav2vec2.py, modeling_hubert.py and modeling_data2vec_audio.py of
 * transformers 5.
 */
final class EncoderGraph {
    static final int OPSET = 17;

    /**
     * Epsilon of the norms inside the convolutions: PyTorch's default, whatever config.json says.
     */
    private static final double CONV_EPSILON = 1e-5;

    /** The lowest float, which Hugging Face adds to the scores of padded keys. */
    private static final float NO_WEIGHT = -Float.MAX_VALUE;

    private final GraphNodes nodes = new GraphNodes();
    private final CheckpointConfig config;
    private final EncoderWeights weights;
    private final ExportOptions options;
    private final List<String> hiddenStates = new ArrayList<>();

    private EncoderGraph(CheckpointConfig config, EncoderWeights weights, ExportOptions options) {
        this.config = config;
        this.weights = weights;
        this.options = options;
    }

    /** The graph without its weights, which are then those that {@code weights} has given. */
    static Onnx.GraphProto build(
            CheckpointConfig config, EncoderWeights weights, boolean mask, ExportOptions options) {
        return new EncoderGraph(config, weights, options).build(mask);
    }

    private Onnx.GraphProto build(boolean withMask) {
        nodes.input("input_values", Onnx.TensorProto.DataType.FLOAT, "batch", "samples");
        String frameMask = null;
        String x = project(convolve()); // [B,T,D]
        if (withMask) {
            nodes.input("attention_mask", Onnx.TensorProto.DataType.INT64, "batch", "samples");
            frameMask = frameMask(x); // [B,T]
            String column = unsqueeze("encoder", frameMask, 2); // [B,T,1]
            x = nodes.add("encoder", "Where", List.of(column, x, nodes.real(0))); // [B,T,D]
        }
        x = nodes.add("encoder", "Add", List.of(x, positional(x))); // [B,T,D]
        if (!config.preNorm()) {
            x = norm("encoder.layer_norm", x, config.width(), config.normEpsilon()); // [B,T,D]
        }
        hiddenStates.add(x);
        String keyTerm = frameMask == null ? null : keyTerm(frameMask); // [B,1,1,T]
        for (int layer = 0; layer < config.layers(); layer++) {
            x = layer("encoder.layers." + layer, x, keyTerm); // [B,T,D]
            hiddenStates.add(x);
        }
        if (config.preNorm()) {
            x = norm("encoder.layer_norm", x, config.width(), config.normEpsilon()); // [B,T,D]
        }
        nodes.output("last_hidden_state", x, config.width(), "batch", "frames");
        for (int i = 0; options.hiddenStates() && i < hiddenStates.size(); i++) {
            String name = "hidden_states." + i;
            nodes.output(name, hiddenStates.get(i), config.width(), "batch", "frames");
        }
        return nodes.build(config.modelType() + "-encoder");
    }

    /** The convolutions over samples: [B,S] to [B,T,C]. */
    private String convolve() {
        String x = unsqueeze("feature_extractor", "input_values", 1); // [B,1,S]
        int in = 1;
        for (int i = 0; i < config.convChannels().size(); i++) {
            String scope = "feature_extractor.conv_layers." + i;
            int out = config.convChannels().get(i);
            List<String> inputs = new ArrayList<>(List.of(x));
            inputs.add(weight(scope + ".conv.weight", out, in, config.convKernels().get(i)));
            if (config.convBias()) {
                inputs.add(weight(scope + ".conv.bias", out));
            }
            long stride = config.convStrides().get(i);
            x =
                    nodes.add(
                            scope + ".conv",
                            "Conv",
                            inputs,
                            attribute("strides", new long[] {stride}));
            if (!config.groupNorm()) {
                x = swap(scope, x); // [B,T,C]
                x = norm(scope + ".layer_norm", x, out, CONV_EPSILON); // [B,T,C]
                x = swap(scope, x); // [B,C,T]
            } else if (i == 0) {
                x = groupNorm(scope + ".layer_norm", x, out); // [B,C,T]
            }
            x = gelu(scope, x); // [B,C,T]
            in = out;
        }
        return swap("feature_extractor", x); // [B,T,C]
    }

    private String project(String features) {
        String scope = "feature_projection";
        int channels = config.convChannels().get(config.convChannels().size() - 1);
        String x = features; // [B,T,C]
        if (config.projectionNorm()) {
            x = norm(scope + ".layer_norm", x, channels, config.normEpsilon()); // [B,T,C]
        }
        return dense(scope + ".projection", x, channels, config.width()); // [B,T,D]
    }

    /** Which frames see real samples only: t &lt; (length - R) / J + 1; [B,T] of truth values. */
    private String frameMask(String x) {
        String scope = "frame_mask";
        long field = config.receptiveFieldSamples();
        long step = config.strideSamples();
        List<String> mask = List.of("attention_mask", nodes.longs(1));
        String length = nodes.add(scope, "ReduceSum", mask); // [B,1]
        length = nodes.add(scope, "Add", List.of(length, nodes.longs(step - field))); // [B,1]
        // Division cuts towards zero: that of a clip shorter than R may be 0 or less, never 1.
        String frames = nodes.add(scope, "Div", List.of(length, nodes.longs(step))); // [B,1]
        String shape = nodes.add(scope, "Shape", List.of(x)); // [3]
        String all = nodes.add(scope, "Gather", List.of(shape, nodes.scalar(1))); // T
        List<String> range = List.of(nodes.scalar(0), all, nodes.scalar(1));
        String number = nodes.add(scope, "Range", range); // [T]
        return nodes.add(scope, "Less", List.of(number, frames)); // [B,T]
    }

    private String keyTerm(String frameMask) {
        String keys = unsqueeze("frame_mask", frameMask, 1, 2); // [B,1,1,T]
        List<String> inputs = List.of(keys, nodes.real(0), nodes.real(NO_WEIGHT));
        return nodes.add("frame_mask", "Where", inputs); // [B,1,1,T]
    }

    private String positional(String frames) {
        String scope = "encoder.pos_conv_embed";
        String x = swap(scope, frames); // [B,D,T]
        CheckpointConfig.Positional positional = config.positional();
        for (int i = 0; i < positional.count(); i++) {
            String name = positional.weightNorm() ? scope : scope + ".layers." + i;
            x = positionalConv(name + ".conv", x); // [B,D,T]
            if (!positional.weightNorm()) {
                x = swap(name, x); // [B,T,D]
                List<String> inputs = List.of(x, nodes.ones(config.width()));
                x = layerNorm(name + ".layer_norm", inputs, CONV_EPSILON); // [B,T,D]
                x = swap(name, x); // [B,D,T]
            }
            x = gelu(name, x); // [B,D,T]
        }
        return swap(scope, x); // [B,T,D]
    }

    /** An even kernel makes one frame too many, the last, which is cut off. */
    private String positionalConv(String scope, String x) {
        CheckpointConfig.Positional positional = config.positional();
        int width = config.width();
        int kernel = positional.kernel();
        long[] shape = {width, width / positional.groups(), kernel};
        String weight =
                positional.weightNorm()
                        ? normedWeight(scope, shape)
                        : weight(scope + ".weight", shape);
        String y =
                nodes.add(
                        scope,
                        "Conv",
                        List.of(x, weight, weight(scope + ".bias", width)),
                        attribute("group", positional.groups()),
                        attribute("pads", kernel / 2, kernel / 2)); // [B,D,T] or [B,D,T+1]
        if (kernel % 2 == 1) {
            return y;
        }
        List<String> cut = List.of(y, nodes.longs(0), nodes.longs(-1), nodes.longs(2));
        return nodes.add(scope, "Slice", cut); // [B,D,T]
    }

    /** v / |v| * g, with the length |v| of each place in the kernel over all channels. */
    private String normedWeight(String scope, long... shape) {
        String names = scope + ".parametrizations.weight.original";
        String g = weight(names + 0, 1, 1, shape[2]);
        String v = weight(names + 1, shape);
        String length =
                nodes.add(scope, "ReduceL2", List.of(v), attribute("axes", 0, 1)); // [1,1,k]
        String direction = nodes.add(scope, "Div", List.of(v, length)); // [D,D/groups,k]
        return nodes.add(scope, "Mul", List.of(direction, g)); // [D,D/groups,k]
    }

    private String layer(String scope, String x, String keyTerm) {
        int width = config.width();
        double epsilon = config.normEpsilon();
        String first = scope + ".layer_norm";
        String second = scope + ".final_layer_norm";
        if (config.preNorm()) {
            String attended =
                    attention(scope + ".attention", norm(first, x, width, epsilon), keyTerm);
            String sum = nodes.add(scope, "Add", List.of(x, attended)); // [B,T,D]
            String fed = feedForward(scope + ".feed_forward", norm(second, sum, width, epsilon));
            return nodes.add(scope, "Add", List.of(sum, fed)); // [B,T,D]
        }
        String attended = attention(scope + ".attention", x, keyTerm); // [B,T,D]
        String sum = nodes.add(scope, "Add", List.of(x, attended)); // [B,T,D]
        String normed = norm(first, sum, width, epsilon); // [B,T,D]
        String fed = feedForward(scope + ".feed_forward", normed); // [B,T,D]
        sum = nodes.add(scope, "Add", List.of(normed, fed)); // [B,T,D]
        return norm(second, sum, width, epsilon); // [B,T,D]
    }

    private String attention(String scope, String x, String keyTerm) {
        int headWidth = config.width() / config.heads();
        String query = split(scope + ".q_proj", x, 0, 2, 1, 3); // [B,H,T,D/H]
        String key = split(scope + ".k_proj", x, 0, 2, 3, 1); // [B,H,D/H,T]
        String value = split(scope + ".v_proj", x, 0, 2, 1, 3); // [B,H,T,D/H]
        String scores = nodes.add(scope, "MatMul", List.of(query, key)); // [B,H,T,T]
        String scale = nodes.real((float) (1 / Math.sqrt((double) headWidth)));
        scores = nodes.add(scope, "Mul", List.of(scores, scale)); // [B,H,T,T]
        if (keyTerm != null) {
            scores = nodes.add(scope, "Add", List.of(scores, keyTerm)); // [B,H,T,T]
        }
        scores = nodes.add(scope, "Softmax", List.of(scores), attribute("axis", -1)); // [B,H,T,T]
        String context = nodes.add(scope, "MatMul", List.of(scores, value)); // [B,H,T,D/H]
        context = transpose(scope, context, 0, 2, 1, 3); // [B,T,H,D/H]
        String shape = nodes.longs(0, 0, config.width());
        context = nodes.add(scope, "Reshape", List.of(context, shape)); // [B,T,D]
        return dense(scope + ".out_proj", context, config.width(), config.width()); // [B,T,D]
    }

    private String split(String scope, String x, long... order) {
        String y = dense(scope, x, config.width(), config.width()); // [B,T,D]
        String shape = nodes.longs(0, 0, config.heads(), config.width() / config.heads());
        y = nodes.add(scope, "Reshape", List.of(y, shape)); // [B,T,H,D/H]
        return transpose(scope, y, order);
    }

    private String feedForward(String scope, String x) {
        int inner = config.innerWidth();
        String up = dense(scope + ".intermediate_dense", x, config.width(), inner); // [B,T,inner]
        return dense(scope + ".output_dense", gelu(scope, up), inner, config.width()); // [B,T,D]
    }

    private String dense(String scope, String x, int in, int out) {
        String weight = transpose(scope, weight(scope + ".weight", out, in), 1, 0); // [in,out]
        String y = nodes.add(scope, "MatMul", List.of(x, weight));
        return nodes.add(scope, "Add", List.of(y, weight(scope + ".bias", out)));
    }

    private String norm(String scope, String x, int width, double epsilon) {
        List<String> inputs =
                List.of(x, weight(scope + ".weight", width), weight(scope + ".bias", width));
        return layerNorm(scope, inputs, epsilon);
    }

    private String layerNorm(String scope, List<String> inputs, double epsilon) {
        return nodes.add(
                scope,
                "LayerNormalization",
                inputs,
                attribute("axis", -1),
                attribute("epsilon", epsilon));
    }

    /** GroupNorm of one group a channel is the norm of each channel over time. */
    private String groupNorm(String scope, String x, int channels) {
        List<String> inputs =
                List.of(x, weight(scope + ".weight", channels), weight(scope + ".bias", channels));
        return nodes.add(
                scope, "InstanceNormalization", inputs, attribute("epsilon", CONV_EPSILON));
    }

    /** x / 2 * (1 + erf(x / sqrt 2)). */
    private String gelu(String scope, String x) {
        String scaled = nodes.add(scope, "Div", List.of(x, nodes.real((float) Math.sqrt(2))));
        String erf = nodes.add(scope, "Erf", List.of(scaled));
        String sum = nodes.add(scope, "Add", List.of(erf, nodes.real(1)));
        String product = nodes.add(scope, "Mul", List.of(x, sum));
        return nodes.add(scope, "Mul", List.of(product, nodes.real(0.5f)));
    }

    private String swap(String scope, String x) {
        return transpose(scope, x, 0, 2, 1);
    }

    private String transpose(String scope, String x, long... order) {
        return nodes.add(scope, "Transpose", List.of(x), attribute("perm", order));
    }

    private String unsqueeze(String scope, String x, long... axes) {
        return nodes.add(scope, "Unsqueeze", List.of(x, nodes.longs(axes)));
    }

    private String weight(String name, long... shape) {
        String weight = weights.take(name, shape);
        if (!options.half()) {
            return weight;
        }
        int type = Onnx.TensorProto.DataType.FLOAT.getNumber();
        return nodes.add(name, "Cast", List.of(weight), attribute("to", (long) type));
    }
}
