package org.burst4j.graph;

import org.burst4j.ConfigException;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.random.custom.DistributionUniform;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Dropout for training graphs: each element becomes 0 with probability p and is divided by 1 - p
 * otherwise (Srivastava et al. 2014, in PyTorch's scaling). ND4J's own operations have no gradient.
 *
 * <p>The mask is drawn in the graph, once a run, and used forward and backward, so that the
 * gradient is that of what was computed. In {@link GradientSession} and {@link ForwardSession} it
 * follows from the run's seed and the mask's name; ND4J's own sessions draw once for all runs.
 */
public final class Dropout {
    private Dropout() {}

    /**
     * Drops elements.
     *
     * @param sd the graph
     * @param x any shape, floating point
     * @param rate p, from 0 to below 1; at 0 nothing is added to the graph
     * @param name names the mask, so that no two draw alike: unique in the graph
     * @return the same shape
     * @throws ConfigException if the rate is out of its range
     */
    public static SDVariable apply(SameDiff sd, SDVariable x, double rate, String name) {
        check(rate, name);
        if (rate == 0) {
            return x;
        }
        SDVariable kept = keep(sd, sd.shape(x), rate, x.dataType(), name); // like x, 0 or 1
        return x.mul(kept.div(1 - rate));
    }

    /**
     * LayerDrop (Fan, Grave, Joulin 2020): a whole layer is left out with probability p. As in
     * Hugging Face's encoders nothing is scaled, and a layer left out has zero gradients.
     *
     * @param sd the graph
     * @param x the layer's input
     * @param y the layer's output, shaped as x, finite
     * @param rate p, from 0 to below 1; at 0 nothing is added to the graph
     * @param name names the draw: unique in the graph
     * @return y or, with probability p, x
     * @throws ConfigException if the rate is out of its range
     */
    public static SDVariable layer(
            SameDiff sd, SDVariable x, SDVariable y, double rate, String name) {
        check(rate, name);
        if (rate == 0) {
            return y;
        }
        SDVariable one = sd.constant(Nd4j.createFromArray(1L).castTo(DataType.INT64)); // [1]
        SDVariable kept = keep(sd, one, rate, x.dataType(), name); // [1], 0 or 1
        return y.mul(kept).add(x.mul(kept.rsub(1.0)));
    }

    /** 1 with probability 1 - rate, else 0: the floor of numbers in [1 - rate, 2 - rate). */
    private static SDVariable keep(
            SameDiff sd, SDVariable shape, double rate, DataType type, String name) {
        SDVariable drawn =
                new DistributionUniform(sd, shape, 1 - rate, 2 - rate, type)
                        .outputVariable()
                        .rename(name);
        return sd.math().floor(drawn);
    }

    private static void check(double rate, String name) {
        if (!(rate >= 0 && rate < 1)) {
            throw new ConfigException(
                    "the rate of " + name + " is " + rate + ", expected 0 to below 1",
                    "Usual rates are 0.05 to 0.2.");
        }
    }
}
