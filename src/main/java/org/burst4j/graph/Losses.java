package org.burst4j.graph;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Losses of regression tasks, each the mean over what the mask leaves.
 *
 * <p>Masks hold 0 where a label is missing and 1, or the positive weight of the clip, where it is
 * known, in the data type of the predictions. Masked targets count for nothing but must be finite
 * (write 0), since they are multiplied by zero. A batch in which nothing is valid gives 0 with zero
 * gradient and {@link TaskLoss#present} 0. The cross-entropy is in {@link CrossEntropy}.
 */
public final class Losses {
    private Losses() {}

    /**
     * One minus the concordance correlation coefficient over the batch, mean over outputs: {@code
     * mean_k(1 - 2 cov_k / (var(p_k) + var(t_k) + (mean(p_k) - mean(t_k))^2 + epsilon))}. Outputs
     * with fewer than two valid rows are left out. A zero denominator counts as one. Weights make
     * weighted moments, {@code mean = sum_n w_n x_n / sum_n w_n} and so on.
     *
     * <p>Source: Anuchitanukul and Specia 2022, equation 1; Lin 1989.
     *
     * @param sd the graph
     * @param prediction [B,K]
     * @param target [B,K]
     * @param mask [B,K]
     * @param options fine print
     * @param name name of the loss; the coefficients [K] are {@code <name>/ccc}
     * @return the loss, from 0 to 2
     */
    public static TaskLoss ccc(
            SameDiff sd,
            SDVariable prediction,
            SDVariable target,
            SDVariable mask,
            CccOptions options,
            String name) {
        SDVariable count = mask.sum(true, 0); // [1,K]
        SDVariable rows = Scalars.isPositive(mask).sum(true, 0); // [1,K]
        SDVariable valid = rows.gte(2.0).castTo(mask.dataType()); // [1,K]
        SDVariable perOutput = concordance(prediction, target, mask, count, valid, 0, options);
        SDVariable coefficients = sd.squeeze(name + "/ccc", perOutput, 0); // [K]
        return meanOverValid(sd.squeeze(valid, 0), coefficients.rsub(1.0), name);
    }

    /**
     * One minus the concordance correlation coefficient of each clip across its labels, mean over
     * clips. With {@link CccOptions#MIXED} a perfect prediction scores only (K-1)/K.
     *
     * <p>Source: the released code of Hallmen et al. 2022, there both loss and validation score.
     *
     * @param sd the graph
     * @param prediction [B,K], K at least 2
     * @param target [B,K]
     * @param rowMask 1 or the clip's weight where its labels are all known, else 0 [B]
     * @param options fine print
     * @param name name of the loss; the coefficients [B] are {@code <name>/ccc}, 0 where masked
     * @return the loss, from 0 to 2
     */
    public static TaskLoss cccPerClip(
            SameDiff sd,
            SDVariable prediction,
            SDVariable target,
            SDVariable rowMask,
            CccOptions options,
            String name) {
        SDVariable valid = sd.expandDims(Scalars.isPositive(rowMask), 1); // [B,1]
        SDVariable mask = sd.onesLike(target).mul(valid); // [B,K]
        SDVariable count = mask.sum(true, 1); // [B,1]
        SDVariable perClip = concordance(prediction, target, mask, count, valid, 1, options);
        SDVariable coefficients = sd.squeeze(name + "/ccc", perClip, 1); // [B]
        return meanOverValid(rowMask, coefficients.rsub(1.0), name);
    }

    /**
     * Mean squared error over all valid cells.
     *
     * @param prediction [B,K]
     * @param target [B,K]
     * @param mask [B,K]
     * @param name name of the loss
     * @return the loss, from 0 up
     */
    public static TaskLoss mse(
            SDVariable prediction, SDVariable target, SDVariable mask, String name) {
        SDVariable difference = prediction.sub(target); // [B,K]
        return meanOverValid(mask, difference.mul(difference), name);
    }

    /**
     * Mean absolute error over all valid cells; the gradient at a difference of exactly 0 is 0.
     *
     * @param sd the graph
     * @param prediction [B,K]
     * @param target [B,K]
     * @param mask [B,K]
     * @param name name of the loss
     * @return the loss, from 0 up
     */
    public static TaskLoss mae(
            SameDiff sd, SDVariable prediction, SDVariable target, SDVariable mask, String name) {
        return meanOverValid(mask, sd.math().abs(prediction.sub(target)), name);
    }

    /** Coefficients along one dimension, which stays with length 1; invalid ones are 0. */
    private static SDVariable concordance(
            SDVariable prediction,
            SDVariable target,
            SDVariable mask,
            SDVariable count,
            SDVariable valid,
            int dimension,
            CccOptions options) {
        SDVariable divisor = Scalars.divisor(count);
        SDVariable meanP = prediction.mul(mask).sum(true, dimension).div(divisor);
        SDVariable meanT = target.mul(mask).sum(true, dimension).div(divisor);
        SDVariable centredP = prediction.sub(meanP); // [B,K]
        SDVariable centredT = target.sub(meanT); // [B,K]
        SDVariable weighedP = centredP.mul(mask); // [B,K]
        SDVariable weighedT = centredT.mul(mask); // [B,K]
        SDVariable forVariance = degrees(count, valid, options.ddofVariance());
        SDVariable forCovariance = degrees(count, valid, options.ddofCovariance());
        SDVariable varP = weighedP.mul(centredP).sum(true, dimension).div(forVariance);
        SDVariable varT = weighedT.mul(centredT).sum(true, dimension).div(forVariance);
        SDVariable covariance = weighedP.mul(centredT).sum(true, dimension).div(forCovariance);
        SDVariable gap = meanP.sub(meanT);
        SDVariable denominator = varP.add(varT).add(gap.mul(gap)).add(options.epsilon()).mul(valid);
        return covariance.mul(2.0).mul(valid).div(Scalars.divisor(denominator));
    }

    /** Count less the degrees of freedom where valid, 1 elsewhere. */
    private static SDVariable degrees(SDVariable count, SDVariable valid, int ddof) {
        return Scalars.divisor(count.sub(ddof).mul(valid));
    }

    /** Weighted mean of all values, 0 when no weight is positive. */
    static TaskLoss meanOverValid(SDVariable weights, SDVariable values, String name) {
        SDVariable total = weights.sum(); // scalar
        SDVariable sum = values.mul(weights).sum(); // scalar
        return new TaskLoss(sum.div(name, Scalars.divisor(total)), Scalars.isPositive(total));
    }
}
