package org.burst4j.graph;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.impl.controlflow.compat.StopGradient;

/** Passes values on unchanged and turns gradients round. */
public final class GradientReversal {
    private GradientReversal() {}

    /**
     * Adds {@code y = sg(x) + lambda (sg(x) - x)} with sg the stop-gradient: forward exactly x, the
     * bracket being zero; backward {@code -lambda} times the incoming gradient. Subclasses of
     * operations would lose their gradient when the graph is cloned or saved; this does not.
     *
     * <p>Source: Ganin and Lempitsky 2015, with stock operations.
     *
     * @param sd the graph
     * @param x any shape
     * @param lambda scalar constant or placeholder, usually from 0 to 1
     * @param name name of the result
     * @return x, with its gradient reversed
     */
    public static SDVariable apply(SameDiff sd, SDVariable x, SDVariable lambda, String name) {
        SDVariable stopped = new StopGradient(sd, x).outputVariable(); // as x
        SDVariable zero = stopped.sub(x); // as x
        return stopped.add(name, zero.mul(lambda)); // as x
    }

    /**
     * A strength that grows from 0 over the training: {@code s (2 / (1 + exp(-10 p)) - 1)}.
     *
     * <p>Source: Ganin and Lempitsky 2015, section 4.
     *
     * @param sd the graph
     * @param progress p, share of the steps that are done, scalar from 0 to 1
     * @param strength s, the strength at the end
     * @return lambda, a scalar
     */
    public static SDVariable ramp(SameDiff sd, SDVariable progress, double strength) {
        SDVariable half = sd.nn().sigmoid(progress.mul(10.0)); // scalar
        return half.mul(2.0).sub(1.0).mul(strength);
    }
}
