package org.burst4j.graph;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Normalisations of wav2vec 2.0 and HuBERT that work along time, and along a kernel. */
public final class Norms {
    private Norms() {}

    /**
     * GroupNorm with one channel a group (Wu, He 2018; with such groups the instance norm of
     * Ulyanov et al. 2016): (x - mean) / sqrt(var + epsilon) * gamma + beta, with mean and
     * variance, over N, of each clip and channel over all frames, those of padding included.
     *
     * <p>Sums over time, and what repeats over time, are products with ones: of ND4J's own
     * operations the backward pass is slow.
     *
     * @param sd the graph
     * @param x [B,T,C], T at least 1
     * @param gamma [C]
     * @param beta [C]
     * @param epsilon added to the variance, above 0
     * @return [B,T,C]
     */
    public static SDVariable groupNorm(
            SameDiff sd, SDVariable x, SDVariable gamma, SDVariable beta, double epsilon) {
        SDVariable shape = sd.shape(x); // [3] = B,T,C
        SDVariable batch = sd.slice(shape, new int[] {0}, 1); // [1] = B
        SDVariable time = sd.slice(shape, new int[] {1}, 1); // [1] = T
        SDVariable one = sd.constant(Nd4j.createFromArray(1L).castTo(DataType.INT64)); // [1]
        SDVariable column = sd.fill(sd.concat(0, batch, time, one), x.dataType(), 1.0); // [B,T,1]
        SDVariable row = sd.fill(sd.concat(0, batch, one, time), x.dataType(), 1.0); // [B,1,T]
        SDVariable clips = sd.fill(sd.concat(0, batch, one), x.dataType(), 1.0); // [B,1]
        SDVariable frames = time.castTo(x.dataType()); // [1]

        SDVariable mean = sd.mmul(row, x).div(frames); // [B,1,C]
        SDVariable centred = x.sub(sd.mmul(column, mean)); // [B,T,C]
        SDVariable variance = sd.mmul(row, centred.mul(centred)).div(frames); // [B,1,C]
        SDVariable scale = sd.math().sqrt(variance.add(epsilon)).rdiv(1.0); // [B,1,C]
        SDVariable factor = scale.mul(everyClip(sd, clips, gamma)); // [B,1,C]
        SDVariable y = centred.mul(sd.mmul(column, factor)); // [B,T,C]
        return y.add(sd.mmul(column, everyClip(sd, clips, beta))); // [B,T,C]
    }

    /** [C] to [B,1,C]. */
    private static SDVariable everyClip(SameDiff sd, SDVariable clips, SDVariable vector) {
        return sd.expandDims(Rows.repeat(sd, clips, vector), 1);
    }

    /**
     * A convolution's weight as length and direction, g v / |v|, with the length over the channels
     * at each place of the kernel (Salimans, Kingma 2016, equation 2; PyTorch's weight_norm with
     * dim=2).
     *
     * @param sd the graph
     * @param length g [k,1,1]
     * @param direction v [k,in,out], no place of it all zeros
     * @return [k,in,out]
     */
    public static SDVariable weightNorm(SameDiff sd, SDVariable length, SDVariable direction) {
        long[] shape = direction.getShape();
        SDVariable rows = sd.reshape(direction, shape[0], shape[1] * shape[2]); // [k,in*out]
        SDVariable norm = sd.math().sqrt(rows.mul(rows).sum(true, 1)); // [k,1]
        SDVariable scale = sd.reshape(length, shape[0], 1).div(norm); // [k,1]
        SDVariable weight = rows.mul(Rows.widen(sd, scale, shape[1] * shape[2])); // [k,in*out]
        return sd.reshape(weight, shape); // [k,in,out]
    }
}
