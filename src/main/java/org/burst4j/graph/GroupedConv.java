package org.burst4j.graph;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Grouped convolution over time in NWC layout: output group g sees input group g only. ND4J has
 * none.
 *
 * @param groups divides the channels in and out
 * @param stride at least 1
 * @param padding zeros on each side, at least 0
 */
record GroupedConv(int groups, int stride, int padding) {
    /** Up to this many channels one convolution with zeros costs less than many small ones. */
    private static final long DENSE_CHANNELS = 256;

    /**
     * Builds it the way that is faster for its size.
     *
     * @param x [B,T,Cin]
     * @param weight [k,Cin/groups,Cout]
     * @return [B,(T+2*padding-k)/stride+1,Cout]
     */
    SDVariable build(SameDiff sd, SDVariable x, SDVariable weight) {
        boolean narrow = weight.getShape()[1] * groups <= DENSE_CHANNELS;
        return narrow ? dense(sd, x, weight) : split(sd, x, weight);
    }

    /** One convolution whose kernel is the groups' kernels along the diagonal, zeros elsewhere. */
    SDVariable dense(SameDiff sd, SDVariable x, SDVariable weight) {
        long kernel = weight.getShape()[0];
        long inGroup = weight.getShape()[1];
        long in = inGroup * groups;
        long out = weight.getShape()[2];
        INDArray copies = Nd4j.zeros(weight.dataType(), in, inGroup);
        INDArray diagonal = Nd4j.zeros(weight.dataType(), 1, in * out);
        for (long c = 0; c < in; c++) {
            copies.putScalar(c, c % inGroup, 1);
            for (long o = 0; o < out; o++) {
                boolean sameGroup = c / inGroup == o / (out / groups);
                diagonal.putScalar(0, c * out + o, sameGroup ? 1 : 0);
            }
        }
        SDVariable rows =
                sd.reshape(sd.permute(weight, 1, 0, 2), inGroup, kernel * out); // [Cin/g,k*Cout]
        SDVariable full = sd.mmul(sd.constant(copies), rows); // [Cin,k*Cout]
        full = sd.permute(sd.reshape(full, in, kernel, out), 1, 0, 2); // [k,Cin,Cout]
        INDArray ones = Nd4j.ones(weight.dataType(), kernel, 1);
        SDVariable mask = sd.mmul(sd.constant(ones), sd.constant(diagonal)); // [k,Cin*Cout]
        SDVariable masked = sd.reshape(full, kernel, in * out).mul(mask); // [k,Cin*Cout]
        return Blocks.convNwc(
                sd, x, sd.reshape(masked, kernel, in, out), null, kernel, stride, padding);
    }

    /** One convolution a group, joined. */
    SDVariable split(SameDiff sd, SDVariable x, SDVariable weight) {
        long kernel = weight.getShape()[0];
        SDVariable[] inputs = sd.split(x, groups, 2); // groups x [B,T,Cin/groups]
        SDVariable[] weights = sd.split(weight, groups, 2); // groups x [k,Cin/groups,Cout/groups]
        SDVariable[] outputs = new SDVariable[groups];
        for (int group = 0; group < groups; group++) {
            outputs[group] =
                    Blocks.convNwc(
                            sd, inputs[group], weights[group], null, kernel, stride, padding);
        }
        SDVariable y = sd.concat(2, outputs); // [B,T',Cout]
        boolean keepsShape =
                stride == 1
                        && 2L * padding == kernel - 1
                        && weight.getShape()[1] * groups == weight.getShape()[2];
        // Changes nothing, but leads ND4J's search for what an output needs to x by a short way.
        // Else it meets x once a group, walks on from there as often, and takes groups^layers
        // steps.
        return keepsShape ? sd.reshape(y, sd.shape(x)) : y; // [B,T',Cout]
    }
}
