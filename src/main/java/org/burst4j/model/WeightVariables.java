package org.burst4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Brings weights into a graph, frozen ones as constants, and notes which can be trained. */
final class WeightVariables {
    private final SameDiff sd;
    private final Map<String, INDArray> weights;
    private final Set<String> frozen;
    private final List<String> trainable = new ArrayList<>();

    WeightVariables(SameDiff sd, Map<String, INDArray> weights, Set<String> frozen) {
        this.sd = sd;
        this.weights = weights;
        this.frozen = frozen;
    }

    /** All weights by name, whether or not in the graph. */
    Map<String, INDArray> weights() {
        return weights;
    }

    /** Names of the variables so far, in the order of the graph; live. */
    List<String> trainable() {
        return trainable;
    }

    /** The weight under its name; asked again, the same variable. */
    SDVariable bind(String name) {
        if (sd.hasVariable(name)) {
            return sd.getVariable(name);
        }
        INDArray array = MultitaskNet.require(weights, name);
        if (frozen.contains(name)) {
            return sd.constant(name, array);
        }
        trainable.add(name);
        return sd.var(name, array);
    }
}
