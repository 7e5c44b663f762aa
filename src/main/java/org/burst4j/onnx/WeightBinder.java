package org.burst4j.onnx;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Puts a weight into a graph: as a variable to be trained, as a constant, or as another array. */
@FunctionalInterface
public interface WeightBinder {
    /** Binds every weight as a trainable variable that holds the encoder's own array. */
    WeightBinder VARIABLES = SameDiff::var;

    /** Binds every weight as a constant that holds the encoder's own array. */
    WeightBinder CONSTANTS = SameDiff::constant;

    /**
     * Binds one weight.
     *
     * @param sd the graph that is being built
     * @param name the weight's name in the checkpoint; the variable should carry it
     * @param value the encoder's own array, not a copy
     * @return a variable or constant of the same shape, in the data type of the graph's input
     */
    SDVariable bind(SameDiff sd, String name, INDArray value);
}
