package org.burst4j.onnx;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Torch's parameters and gradients under the names and in the layouts of our weights. */
final class CheckpointLayout {
    private static final String POSITIONAL = "encoder.pos_conv_embed.conv.";
    private static final String LENGTH = POSITIONAL + "parametrizations.weight.original0";
    private static final String DIRECTION = POSITIONAL + "parametrizations.weight.original1";

    private CheckpointLayout() {}

    /** The parameters that are weights of the encoder; folded: length and direction as one. */
    static Map<String, INDArray> weights(
            Map<String, INDArray> parameters, boolean weightNorm, boolean oldNames) {
        Map<String, INDArray> named = new LinkedHashMap<>(parameters);
        named.remove("masked_spec_embed");
        if (named.containsKey(LENGTH) && !weightNorm) {
            INDArray g = named.remove(LENGTH);
            INDArray v = named.remove(DIRECTION);
            named.put(POSITIONAL + "weight", v.mul(g.div(norm(v))));
        }
        return laidOut(named, oldNames);
    }

    /**
     * Torch's gradients as ours; folded: the two of length and direction follow from our gradient w
     * of their product by the chain rule, and replace it among ours.
     */
    static Map<String, INDArray> gradients(Map<String, INDArray> torch, boolean oldNames) {
        Map<String, INDArray> named = new LinkedHashMap<>(torch);
        named.remove("masked_spec_embed");
        return laidOut(named, oldNames);
    }

    /** Splits a folded weight's gradient; all in our layout. */
    static void unfold(Map<String, INDArray> gradients, Map<String, INDArray> parameters) {
        INDArray w = gradients.remove(POSITIONAL + "weight");
        if (w == null || !parameters.containsKey(LENGTH)) {
            return;
        }
        INDArray v = parameters.get(DIRECTION);
        INDArray unit = v.div(norm(v));
        INDArray torchs = w.permute(2, 1, 0).dup('c');
        INDArray g = torchs.mul(unit).sum(true, 0, 1);
        INDArray across = torchs.sub(unit.mul(g));
        gradients.put(LENGTH, g.permute(2, 1, 0));
        gradients.put(DIRECTION, across.mul(parameters.get(LENGTH).div(norm(v))).permute(2, 1, 0));
    }

    private static INDArray norm(INDArray v) {
        return Nd4j.math().sqrt(v.mul(v).sum(true, 0, 1));
    }

    private static Map<String, INDArray> laidOut(Map<String, INDArray> named, boolean oldNames) {
        Map<String, INDArray> laidOut = new LinkedHashMap<>();
        named.forEach(
                (name, value) -> {
                    int rank = value.rank();
                    INDArray turned =
                            rank == 3
                                    ? value.permute(2, 1, 0)
                                    : rank == 2 ? value.permute(1, 0) : value;
                    String own =
                            oldNames
                                    ? name.replace("parametrizations.weight.original0", "weight_g")
                                            .replace(
                                                    "parametrizations.weight.original1", "weight_v")
                                    : name;
                    laidOut.put(own, turned);
                });
        return laidOut;
    }
}
