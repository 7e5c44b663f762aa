package org.burst4j.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.graph.Blocks;
import org.burst4j.graph.Dropout;
import org.burst4j.graph.Init;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The layers of a Burst2Vec net in one graph; each may be used several times. */
final class Burst2VecLayers {
    /** The extractor whose features all tasks share; no task may have its name. */
    static final String SHARED = "shared";

    /** The task discriminator, which a saved model does not have. */
    static final String DISCRIMINATOR = "discriminator";

    private static final String PROJECTION = "pooled_projection";
    private static final String ALL = "all";

    private final SameDiff sd;
    private final Burst2VecSettings settings;
    private final WeightVariables variables;
    private final boolean training;

    Burst2VecLayers(
            SameDiff sd, Burst2VecSettings settings, WeightVariables variables, boolean training) {
        this.sd = sd;
        this.settings = settings;
        this.variables = variables;
        this.training = training;
    }

    /** New weights of all layers, by name, as PyTorch's Linear starts them. */
    static Map<String, INDArray> init(
            Burst2VecSettings settings, List<TaskSpec> tasks, long seed, int width) {
        Map<String, INDArray> weights = new LinkedHashMap<>();
        int units = settings.projectionUnits();
        addLinear(weights, seed, PROJECTION, width, units);
        addLinear(weights, seed, extractor(SHARED), units, units);
        for (TaskSpec task : tasks) {
            addLinear(weights, seed, extractor(task.name()), units, units);
        }
        for (TaskSpec task : tasks) {
            String name = combination(settings, task.name());
            if (!weights.containsKey(name + "/weight")) {
                addLinear(weights, seed, name, 2 * units, units);
            }
        }
        for (TaskSpec task : tasks) {
            addLinear(weights, seed, head(task.name()), units, task.task().size());
        }
        int hidden = settings.discriminatorUnits();
        if (hidden > 0) {
            addLinear(weights, seed, DISCRIMINATOR + "/dense", units, hidden);
        }
        addLinear(
                weights,
                seed,
                DISCRIMINATOR + "/output",
                hidden > 0 ? hidden : units,
                tasks.size());
        return weights;
    }

    private static void addLinear(
            Map<String, INDArray> weights, long seed, String layer, int inputs, int outputs) {
        String weight = layer + "/weight";
        String bias = layer + "/bias";
        weights.put(weight, Init.linear(seed, weight, inputs, inputs, outputs)); // [in,out]
        weights.put(bias, Init.linear(seed, bias, inputs, outputs)); // [out]
    }

    static String extractor(String name) {
        return "extractors/" + name;
    }

    static String combination(Burst2VecSettings settings, String task) {
        return "combination/" + (settings.sharedCombination() ? ALL : task);
    }

    static String head(String task) {
        return GraphNames.head(task) + "/output";
    }

    /** ReLU(z W + b): [B,D] to [B,P]. */
    SDVariable project(SDVariable embedding) {
        return rectified(PROJECTION, embedding, GraphNames.PROJECTED);
    }

    /**
     * Features by the shared or a task's extractor: [B,P] to [B,P].
     *
     * @param extractor {@link #SHARED} or a task
     * @param name name of the features, unique in the graph
     */
    SDVariable extract(String extractor, SDVariable projected, String name) {
        double rate = training ? settings.extractorDropout() : 0;
        if (rate == 0) {
            return rectified(extractor(extractor), projected, name);
        }
        SDVariable kept =
                Dropout.apply(
                        sd,
                        rectified(extractor(extractor), projected, name + "/all"),
                        rate,
                        "dropout/" + name); // [B,P]
        return kept.rename(name);
    }

    /** Shared and specific features side by side, projected: 2 x [B,P] to [B,P]. */
    SDVariable combine(String task, SDVariable shared, SDVariable specific) {
        SDVariable both = sd.concat(1, shared, specific); // [B,2P]
        return rectified(combination(settings, task), both, GraphNames.combined(task));
    }

    /** Logits of a task from any of the three kinds of features: [B,P] to [B,K]. */
    SDVariable head(String task, SDVariable features) {
        return linear(head(task), features, null);
    }

    /** One logit a task: [B,P] to [B,T]. */
    SDVariable discriminate(SDVariable features) {
        SDVariable hidden =
                settings.discriminatorUnits() > 0
                        ? rectified(DISCRIMINATOR + "/dense", features, "discriminator/hidden")
                        : features; // [B,hidden]
        return linear(DISCRIMINATOR + "/output", hidden, "discriminator/logits");
    }

    private SDVariable rectified(String layer, SDVariable x, String name) {
        return sd.nn().relu(name, linear(layer, x, null), 0);
    }

    private SDVariable linear(String layer, SDVariable x, String name) {
        return Blocks.linearRows(
                sd, x, variables.bind(layer + "/weight"), variables.bind(layer + "/bias"), name);
    }
}
