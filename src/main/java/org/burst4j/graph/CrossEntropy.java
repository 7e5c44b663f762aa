package org.burst4j.graph;

import java.util.Collections;
import java.util.List;
import org.burst4j.ConfigException;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.controlflow.compat.StopGradient;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Weighted cross-entropy with label smoothing, and the log-softmax below it.
 *
 * @param classWeights weight of each class, K finite numbers from 0 up; constants of the graph
 * @param labelSmoothing share of the target spread evenly over all K classes, from 0 to below 1
 * @param normalizeByWeight false divides the sum over rows by the number of valid rows (Hallmen et
 *     al. 2022: weights that sum to one make the loss small); true divides by the weights of the
 *     true classes instead, as the mean of torch's CrossEntropyLoss does for class indices
 */
public record CrossEntropy(
        List<Double> classWeights, double labelSmoothing, boolean normalizeByWeight) {
    /** Checks the ranges and copies the weights. */
    public CrossEntropy {
        if (classWeights.size() < 2) {
            throw new ConfigException(
                    "classWeights has " + classWeights.size() + " values, expected at least 2",
                    "Give one weight a class.");
        }
        for (double weight : classWeights) {
            if (!(weight >= 0) || Double.isInfinite(weight)) {
                throw new ConfigException(
                        "classWeights holds " + weight + ", expected finite numbers from 0 up",
                        "Use 0 for a class that never occurs.");
            }
        }
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new ConfigException(
                    "labelSmoothing is " + labelSmoothing + ", expected 0 or more and below 1",
                    "Set it to 0.1.");
        }
        classWeights = List.copyOf(classWeights);
    }

    /**
     * Equal weights of one, no smoothing: the plain cross-entropy.
     *
     * @param classes number of classes K
     * @return the plain loss
     */
    public static CrossEntropy plain(int classes) {
        return new CrossEntropy(Collections.nCopies(classes, 1.0), 0, false);
    }

    /**
     * Adds the loss: {@code L_n = -sum_c w_c y~_nc log softmax(z_n)_c} with {@code y~ = (1-s) y +
     * s/K}, mean over rows.
     *
     * <p>The row mask may also hold positive weights: the result is then the weighted mean.
     *
     * @param sd the graph
     * @param logits [B,K], any finite value
     * @param targetOneHot [B,K], one 1 in each valid row
     * @param rowMask 1 for a row whose class is known, else 0 [B]
     * @param name name of the loss
     * @return the loss, from 0 up
     */
    public TaskLoss apply(
            SameDiff sd,
            SDVariable logits,
            SDVariable targetOneHot,
            SDVariable rowMask,
            String name) {
        DataType type = logits.dataType();
        SDVariable weights =
                sd.constant(name + "/classWeights", rowOfWeights().castTo(type)); // [1,K]
        SDVariable smoothed =
                targetOneHot.mul(1 - labelSmoothing).add(labelSmoothing / classWeights.size());
        SDVariable logProbabilities = logSoftmax(sd, logits, name + "/logSoftmax"); // [B,K]
        SDVariable perRow = logProbabilities.mul(smoothed).mul(weights).sum(1).neg(); // [B]
        if (!normalizeByWeight) {
            return Losses.meanOverValid(rowMask, perRow, name);
        }
        SDVariable ofTrueClass = targetOneHot.mul(weights).sum(1); // [B]
        SDVariable total = ofTrueClass.mul(rowMask).sum(); // scalar
        SDVariable sum = perRow.mul(rowMask).sum(); // scalar
        return new TaskLoss(sum.div(name, Scalars.divisor(total)), Scalars.isPositive(total));
    }

    /**
     * Logarithm of the softmax over the last of two dimensions, exact for any finite input: {@code
     * z - max - log sum exp(z - max)}. The maximum is a constant to the gradient, which is exact
     * since it cancels.
     *
     * @param sd the graph
     * @param logits [B,K]
     * @param name name of the result
     * @return log-probabilities [B,K]
     */
    public static SDVariable logSoftmax(SameDiff sd, SDVariable logits, String name) {
        SDVariable largest = new StopGradient(sd, logits.max(true, 1)).outputVariable(); // [B,1]
        SDVariable shifted = logits.sub(largest); // [B,K]
        SDVariable logSum = sd.math().log(sd.math().exp(shifted).sum(true, 1)); // [B,1]
        return shifted.sub(name, logSum); // [B,K]
    }

    private INDArray rowOfWeights() {
        double[] row = classWeights.stream().mapToDouble(Double::doubleValue).toArray();
        return Nd4j.createFromArray(row).reshape(1, row.length);
    }
}
