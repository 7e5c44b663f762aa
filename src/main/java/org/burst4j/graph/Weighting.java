package org.burst4j.graph;

import java.util.List;
import org.burst4j.ConfigException;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Sums task losses into one. A task that is absent from the batch adds nothing. */
public final class Weighting {
    private Weighting() {}

    /**
     * Learned uncertainty weighting: {@code sum_k present_k (exp(-2 s_k) L_k + s_k)}.
     *
     * <p>Source: Hallmen et al. 2022; the same form for regression and classification, without
     * Kendall's factor one half. At rest {@code exp(-2 s) = 1 / (2 L)}.
     *
     * @param sd the graph
     * @param losses one scalar loss a task
     * @param logSigmas one scalar variable s a task, in the same order, usually starting at 0
     * @param name name of the sum; the weight of task k is {@code <name>/weight<k>}
     * @return the sum, a scalar that may be negative
     */
    public static SDVariable uncertainty(
            SameDiff sd, List<TaskLoss> losses, List<SDVariable> logSigmas, String name) {
        checkCount("log sigmas", losses.size(), logSigmas.size());
        SDVariable sum = null;
        for (int k = 0; k < losses.size(); k++) {
            SDVariable logSigma = logSigmas.get(k); // scalar
            SDVariable weight = sd.math().exp(name + "/weight" + k, logSigma.mul(-2.0)); // scalar
            SDVariable term = losses.get(k).value().mul(weight).add(logSigma); // scalar
            sum = plus(sum, term.mul(losses.get(k).present()));
        }
        return sd.identity(name, sum);
    }

    /**
     * Fixed weights: {@code sum_k present_k w_k L_k}.
     *
     * @param sd the graph
     * @param losses one scalar loss a task
     * @param weights one weight a task, in the same order
     * @param name name of the sum
     * @return the sum, a scalar
     */
    public static SDVariable fixed(
            SameDiff sd, List<TaskLoss> losses, List<Double> weights, String name) {
        checkCount("weights", losses.size(), weights.size());
        SDVariable sum = null;
        for (int k = 0; k < losses.size(); k++) {
            TaskLoss loss = losses.get(k);
            sum = plus(sum, loss.value().mul(weights.get(k)).mul(loss.present()));
        }
        return sd.identity(name, sum);
    }

    private static SDVariable plus(SDVariable sum, SDVariable term) {
        return sum == null ? term : sum.add(term);
    }

    private static void checkCount(String what, int losses, int others) {
        if (losses == 0 || losses != others) {
            throw new ConfigException(
                    "task weighting got " + losses + " losses and " + others + " " + what,
                    "Give at least one loss, and one of the other for each.");
        }
    }
}
