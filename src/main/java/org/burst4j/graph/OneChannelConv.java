package org.burst4j.graph;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * An unpadded convolution over time of a single channel, as it stands over the samples.
 *
 * <p>ND4J's convolution is slow on one channel, and its backward pass makes the gradient of its
 * input, which nobody wants of samples. So the samples under each place of the kernel become a
 * column, and the convolution a product of matrices.
 */
final class OneChannelConv {
    private OneChannelConv() {}

    /**
     * Builds the convolution.
     *
     * @param sd the graph
     * @param x [B,S,1], S at least k
     * @param weight [k,1,Cout]
     * @param bias [Cout], or null for none
     * @param stride at least 1
     * @return [B,(S-k)/stride+1,Cout]
     */
    static SDVariable build(
            SameDiff sd, SDVariable x, SDVariable weight, SDVariable bias, int stride) {
        int kernel = (int) weight.getShape()[0];
        long channels = weight.getShape()[2];
        SDVariable[] places = new SDVariable[kernel];
        for (int place = 0; place < kernel; place++) {
            places[place] = place(sd, x, place, kernel, stride); // [B,T',1]
        }
        SDVariable windows = kernel == 1 ? places[0] : sd.concat(2, places); // [B,T',k]
        SDVariable rows = sd.reshape(windows, -1, kernel); // [B*T',k]
        SDVariable matrix = sd.reshape(weight, kernel, channels); // [k,Cout]
        SDVariable y = sd.mmul(rows, matrix); // [B*T',Cout]
        if (bias != null) {
            y = Rows.plus(sd, y, bias, null); // [B*T',Cout]
        }
        return sd.reshape(y, Blocks.withLast(sd, windows, channels)); // [B,T',Cout]
    }

    /** The samples under one place of the kernel, as it moves over the clip. */
    private static SDVariable place(SameDiff sd, SDVariable x, int place, int kernel, int stride) {
        boolean last = place == kernel - 1;
        long[] begin = {0, place, 0};
        long[] end = {0, last ? 0 : place - kernel + 1, 0};
        long[] steps = {1, stride, 1};
        int openEnds = last ? 0b111 : 0b101;
        return sd.stridedSlice(x, begin, end, steps, 0, openEnds, 0, 0, 0); // [B,T',1]
    }
}
