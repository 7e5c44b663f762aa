package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.burst4j.graph.Blocks;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Builds an encoder's plan into a graph, with the blocks that are right and fast in ND4J. */
final class EncoderLowering {
    private final EncoderPlan plan;
    private final Map<String, INDArray> weights;
    private final SameDiff sd;
    private final WeightBinder binder;
    private final EncoderHooks hooks;
    private final boolean masked;

    EncoderLowering(
            EncoderPlan plan,
            Map<String, INDArray> weights,
            SameDiff sd,
            WeightBinder binder,
            EncoderOptions options) {
        this.plan = plan;
        this.weights = weights;
        this.sd = sd;
        this.binder = binder;
        hooks = options.hooks();
        masked =
                switch (options.maskUse()) {
                    case AS_EXPORTED -> !plan.masks().isEmpty();
                    case ALWAYS -> true;
                    case NEVER -> false;
                };
    }

    EncoderOutputs build(SDVariable inputValues, SDVariable frameMask) {
        SDVariable x = sd.expandDims(inputValues, 2); // [B,S,1]
        for (int layer = 0; layer < plan.kernels().size(); layer++) {
            x = sampleConvolution(x, layer); // [B,T',C]
        }
        x = norm(x, "feature_projection.layer_norm"); // [B,T,C]
        x = linear(x, "feature_projection.projection"); // [B,T,D]
        x = hooks.afterProjection(x, frameMask); // [B,T,D]
        if (masked) {
            x = x.mul(sd.expandDims(frameMask, 2)); // [B,T,D]
        }

        SDVariable position = x; // [B,T,D]
        for (int layer = 0; layer < plan.positional().size(); layer++) {
            position = positionalConvolution(position, layer); // [B,T,D]
        }
        x = norm(x.add(position), "encoder.layer_norm"); // [B,T,D]
        x = hooks.afterPositional(x); // [B,T,D]

        SDVariable keyBias = masked ? Blocks.keyBias(sd, frameMask) : null; // [B,1,1,T]
        List<SDVariable> hiddenStates = new ArrayList<>();
        hiddenStates.add(x);
        for (int layer = 0; layer < plan.layers(); layer++) {
            SDVariable y = transformerLayer(x, keyBias, layer); // [B,T,D]
            x = hooks.layerOutput(x, y, layer); // [B,T,D]
            hiddenStates.add(x);
        }
        return new EncoderOutputs(x, frameMask, hiddenStates);
    }

    private SDVariable sampleConvolution(SDVariable x, int layer) {
        String name = "feature_extractor.conv_layers." + layer;
        SDVariable weight = weight(name + ".conv.weight"); // [k,Cin,Cout]
        SDVariable bias = weight(name + ".conv.bias"); // [Cout]
        int stride = plan.strides().get(layer);
        SDVariable y = Blocks.convNwc(sd, x, weight, bias, stride, 0); // [B,T',Cout]
        return Blocks.gelu(sd, norm(y, name + ".layer_norm")); // [B,T',Cout]
    }

    private SDVariable positionalConvolution(SDVariable x, int layer) {
        String name = "encoder.pos_conv_embed.layers." + layer;
        EncoderPlan.Positional shape = plan.positional().get(layer);
        SDVariable y =
                Blocks.groupedConvNwc(
                        sd,
                        x,
                        weight(name + ".conv.weight"),
                        weight(name + ".conv.bias"),
                        shape.groups(),
                        1,
                        shape.padding()); // [B,T,D]
        return Blocks.gelu(sd, norm(y, name + ".layer_norm")); // [B,T,D]
    }

    private SDVariable transformerLayer(SDVariable x, SDVariable keyBias, int layer) {
        String name = "encoder.layers." + layer;
        String attention = name + ".attention.";
        Blocks.Projections projections =
                new Blocks.Projections(
                        weight(attention + "q_proj.weight"),
                        weight(attention + "q_proj.bias"),
                        weight(attention + "k_proj.weight"),
                        weight(attention + "k_proj.bias"),
                        weight(attention + "v_proj.weight"),
                        weight(attention + "v_proj.bias"),
                        weight(attention + "out_proj.weight"),
                        weight(attention + "out_proj.bias"));
        SDVariable attended =
                Blocks.attention(
                        sd,
                        x,
                        projections,
                        plan.heads(),
                        keyBias,
                        p -> hooks.attentionProbabilities(p, layer)); // [B,T,D]
        attended = hooks.hidden(attended, layer, EncoderHooks.Branch.ATTENTION); // [B,T,D]
        SDVariable y = norm(x.add(attended), name + ".layer_norm"); // [B,T,D]
        SDVariable inner = linear(y, name + ".feed_forward.intermediate_dense"); // [B,T,F]
        inner = hooks.activation(Blocks.gelu(sd, inner), layer); // [B,T,F]
        SDVariable outer = linear(inner, name + ".feed_forward.output_dense"); // [B,T,D]
        outer = hooks.hidden(outer, layer, EncoderHooks.Branch.FEED_FORWARD); // [B,T,D]
        return norm(y.add(outer), name + ".final_layer_norm"); // [B,T,D]
    }

    private SDVariable norm(SDVariable x, String name) {
        SDVariable gamma = weight(name + ".weight");
        // Only the positional convolutions have norms without weights, and they keep the width.
        long width = gamma == null ? plan.width() : gamma.getShape()[0];
        return Blocks.layerNorm(
                sd, x, gamma, weight(name + ".bias"), width, plan.epsilons().get(name));
    }

    private SDVariable linear(SDVariable x, String name) {
        return Blocks.linear(sd, x, weight(name + ".weight"), weight(name + ".bias"), null);
    }

    /** The bound weight, or null where the encoder has none of this name. */
    private SDVariable weight(String name) {
        INDArray value = weights.get(name);
        return value == null ? null : binder.bind(sd, name, value);
    }
}
