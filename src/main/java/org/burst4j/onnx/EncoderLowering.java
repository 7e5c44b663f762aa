package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.burst4j.graph.Blocks;
import org.burst4j.graph.Norms;
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

    /** What all norms over frames have in common: [B*T,1]. */
    private SDVariable ones;

    /** The shape of frames split into heads: [4] = B,T,H,D/H. */
    private SDVariable split;

    /** What the mask adds to attention scores, [B,1,1,T], or null. */
    private SDVariable keyBias;

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
        for (int layer = 0; layer < plan.convs().size(); layer++) {
            x = sampleConvolution(x, layer); // [B,T',C]
        }
        x = hooks.afterConvolutions(x); // [B,T,C]
        ones = Blocks.ones(sd, frameMask); // [B*T,1]
        if (plan.projectionNorm()) {
            x = norm(x, "feature_projection.layer_norm"); // [B,T,C]
        }
        x = linear(x, "feature_projection.projection"); // [B,T,D]
        x = hooks.afterProjection(x, frameMask); // [B,T,D]
        if (masked) {
            x = x.mul(sd.expandDims(frameMask, 2)); // [B,T,D]
        }

        SDVariable position = x; // [B,T,D]
        for (EncoderPlan.Positional shape : plan.positional()) {
            position = positionalConvolution(position, shape); // [B,T,D]
        }
        x = x.add(position); // [B,T,D]
        if (!plan.stableLayerNorm()) {
            x = norm(x, "encoder.layer_norm"); // [B,T,D]
        }
        x = hooks.afterPositional(x); // [B,T,D]

        // Frames lie in rows within a layer: what is reshaped once need not be for each block.
        SDVariable clipsAndFrames = sd.shape(frameMask); // [2] = B,T
        long headWidth = plan.width() / plan.heads();
        split = Blocks.withTail(sd, clipsAndFrames, plan.heads(), headWidth); // [4] = B,T,H,D/H
        keyBias = masked ? Blocks.keyBias(sd, frameMask) : null; // [B,1,1,T]
        SDVariable shape = Blocks.withTail(sd, clipsAndFrames, plan.width()); // [3] = B,T,D
        List<SDVariable> hiddenStates = new ArrayList<>();
        hiddenStates.add(x);
        for (int layer = 0; layer < plan.layers(); layer++) {
            SDVariable rows = sd.reshape(x, -1, plan.width()); // [B*T,D]
            rows = plan.stableLayerNorm() ? preNormLayer(rows, layer) : postNormLayer(rows, layer);
            x = hooks.layerOutput(x, sd.reshape(rows, shape), layer); // [B,T,D]
            if (plan.stableLayerNorm() && layer == plan.layers() - 1) {
                x = norm(x, "encoder.layer_norm"); // [B,T,D]
            }
            hiddenStates.add(x);
        }
        return new EncoderOutputs(x, frameMask, hiddenStates);
    }

    private SDVariable sampleConvolution(SDVariable x, int layer) {
        String name = "feature_extractor.conv_layers." + layer;
        SDVariable weight = weight(name + ".conv.weight"); // [k,Cin,Cout]
        SDVariable bias = weight(name + ".conv.bias"); // [Cout]
        EncoderPlan.Conv conv = plan.convs().get(layer);
        SDVariable y = Blocks.convNwc(sd, x, weight, bias, conv.stride(), 0); // [B,T',Cout]
        SDVariable z =
                switch (conv.norm()) {
                    case NONE -> y;
                    case LAYER -> norm(y, name + ".layer_norm");
                    case GROUP ->
                            Norms.groupNorm(
                                    sd,
                                    y,
                                    weight(name + ".layer_norm.weight"),
                                    weight(name + ".layer_norm.bias"),
                                    plan.epsilons().get(name + ".layer_norm"));
                }; // [B,T',Cout]
        return Blocks.gelu(sd, z); // [B,T',Cout]
    }

    private SDVariable positionalConvolution(SDVariable x, EncoderPlan.Positional shape) {
        EncoderPlan.WeightNorm normed = shape.weightNorm();
        String name = normed == null ? shape.name() + ".conv.weight" : normed.direction();
        SDVariable weight = weight(name); // [k,D/g,D]
        if (normed != null) {
            SDVariable length = weight(normed.length()); // [k,1,1]
            weight = Norms.weightNorm(sd, length, weight); // [k,D/g,D]
        }
        SDVariable bias = weight(shape.name() + ".conv.bias"); // [D]
        long[] weightShape = weights.get(name).shape();
        SDVariable y =
                Blocks.sameConvNwc(sd, x, weight, bias, shape.groups(), weightShape); // [B,T,D]
        return Blocks.gelu(sd, shape.norm() ? norm(y, shape.name() + ".layer_norm") : y); // [B,T,D]
    }

    /** x = norm(x + attention(x)), then x = norm(x + feedForward(x)). */
    private SDVariable postNormLayer(SDVariable x, int layer) {
        String name = "encoder.layers." + layer;
        SDVariable y = x.add(attention(x, layer)); // [B*T,D]
        y = normRows(y, name + ".layer_norm"); // [B*T,D]
        return normRows(y.add(feedForward(y, layer)), name + ".final_layer_norm"); // [B*T,D]
    }

    /** x = x + attention(norm(x)), then x = x + feedForward(norm(x)). */
    private SDVariable preNormLayer(SDVariable x, int layer) {
        String name = "encoder.layers." + layer;
        SDVariable y = x.add(attention(normRows(x, name + ".layer_norm"), layer)); // [B*T,D]
        return y.add(feedForward(normRows(y, name + ".final_layer_norm"), layer)); // [B*T,D]
    }

    private SDVariable attention(SDVariable x, int layer) {
        String name = "encoder.layers." + layer + ".attention.";
        Blocks.Projections projections =
                new Blocks.Projections(
                        weight(name + "q_proj.weight"),
                        weight(name + "q_proj.bias"),
                        weight(name + "k_proj.weight"),
                        weight(name + "k_proj.bias"),
                        weight(name + "v_proj.weight"),
                        weight(name + "v_proj.bias"),
                        weight(name + "out_proj.weight"),
                        weight(name + "out_proj.bias"));
        SDVariable attended =
                Blocks.attentionRows(
                        sd,
                        x,
                        split,
                        projections,
                        plan.heads(),
                        keyBias,
                        p -> hooks.attentionProbabilities(p, layer)); // [B*T,D]
        return hooks.hidden(attended, layer, EncoderHooks.Branch.ATTENTION); // [B*T,D]
    }

    private SDVariable feedForward(SDVariable x, int layer) {
        String name = "encoder.layers." + layer + ".feed_forward.";
        SDVariable inner = Blocks.gelu(sd, linearRows(x, name + "intermediate_dense")); // [B*T,F]
        inner = hooks.activation(inner, layer); // [B*T,F]
        SDVariable outer = linearRows(inner, name + "output_dense"); // [B*T,D]
        return hooks.hidden(outer, layer, EncoderHooks.Branch.FEED_FORWARD); // [B*T,D]
    }

    private SDVariable normRows(SDVariable x, String name) {
        return Blocks.layerNormRows(
                sd,
                x,
                ones,
                weight(name + ".weight"),
                weight(name + ".bias"),
                plan.width(),
                plan.epsilons().get(name));
    }

    private SDVariable linearRows(SDVariable x, String name) {
        return Blocks.linearRows(sd, x, weight(name + ".weight"), weight(name + ".bias"), null);
    }

    private SDVariable norm(SDVariable x, String name) {
        SDVariable gamma = weight(name + ".weight");
        // Only the positional convolutions have norms without weights, and they keep the width.
        long width = gamma == null ? plan.width() : gamma.getShape()[0];
        return Blocks.layerNorm(
                sd, x, ones, gamma, weight(name + ".bias"), width, plan.epsilons().get(name));
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
