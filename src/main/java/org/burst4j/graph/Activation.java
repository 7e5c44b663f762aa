package org.burst4j.graph;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** What stands between the last linear layer of a regression head and its outputs. */
public enum Activation {
    /** The linear layer's values as they are. */
    @JsonProperty("none")
    NONE,
    /** Logistic function, into (0, 1). */
    @JsonProperty("sigmoid")
    SIGMOID,
    /** Clamped to [0, 1]; outside of it the gradient is zero. */
    @JsonProperty("clamp")
    CLAMP;

    /**
     * Adds the activation.
     *
     * @param sd the graph
     * @param x any shape
     * @param name name of the result
     * @return the activated values, shaped as x
     */
    public SDVariable apply(SameDiff sd, SDVariable x, String name) {
        return switch (this) {
            case NONE -> sd.identity(name, x);
            case SIGMOID -> sd.nn().sigmoid(name, x);
            case CLAMP -> sd.math().clipByValue(name, x, 0.0, 1.0);
        };
    }
}
