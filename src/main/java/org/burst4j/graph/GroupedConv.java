package org.burst4j.graph;

import java.util.Arrays;
import java.util.function.Supplier;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
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
        SDVariable rows =
                sd.reshape(sd.permute(weight, 1, 0, 2), inGroup, kernel * out); // [Cin/g,k*Cout]
        SDVariable full = sd.mmul(copies(sd, weight), rows); // [Cin,k*Cout]
        full = sd.permute(sd.reshape(full, in, kernel, out), 1, 0, 2); // [k,Cin,Cout]
        SDVariable ones =
                shared(sd, weight, "ones", () -> Nd4j.ones(DataType.DOUBLE, kernel, 1)); // [k,1]
        SDVariable mask = sd.mmul(ones, diagonal(sd, weight)); // [k,Cin*Cout]
        SDVariable masked = sd.reshape(full, kernel, in * out).mul(mask); // [k,Cin*Cout]
        return Blocks.convNwc(
                sd, x, sd.reshape(masked, kernel, in, out), null, kernel, stride, padding);
    }

    /** Which channel of its group each channel is: [Cin,Cin/groups], one 1 in each row. */
    private SDVariable copies(SameDiff sd, SDVariable weight) {
        int inGroup = (int) weight.getShape()[1];
        double[][] copies = new double[inGroup * groups][inGroup];
        for (int c = 0; c < copies.length; c++) {
            copies[c][c % inGroup] = 1;
        }
        return shared(sd, weight, "copies", () -> Nd4j.createFromArray(copies));
    }

    /** 1 where a channel in and a channel out are of one group: [1,Cin*Cout]. */
    private SDVariable diagonal(SameDiff sd, SDVariable weight) {
        int inGroup = (int) weight.getShape()[1];
        int out = (int) weight.getShape()[2];
        double[] diagonal = new double[inGroup * groups * out];
        for (int i = 0; i < diagonal.length; i++) {
            diagonal[i] = i / out / inGroup == i % out / (out / groups) ? 1 : 0;
        }
        return shared(
                sd,
                weight,
                "diagonal",
                () -> Nd4j.createFromArray(diagonal).reshape(1, diagonal.length));
    }

    /** A constant that all convolutions of this kind in one graph, and its file, have in common. */
    private SDVariable shared(
            SameDiff sd, SDVariable weight, String what, Supplier<INDArray> values) {
        String shape = Arrays.toString(weight.getShape()).replaceAll("[^0-9]+", "_");
        String name = "groupedConv/" + what + "/" + groups + shape + weight.dataType().name();
        return sd.hasVariable(name)
                ? sd.getVariable(name)
                : sd.constant(name, values.get().castTo(weight.dataType()));
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
        // Changes nothing, but leads the search of ND4J's own sessions for what an output needs to
        // x
        // by a short way. Else they meet x once a group, walk on from there as often, and take
        // groups^layers steps. LinearSession does not need it; a saved graph run elsewhere does.
        return keepsShape ? sd.reshape(y, sd.shape(x)) : y; // [B,T',Cout]
    }
}
