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
 * @param crop frames taken off the end, at least 0
 */
record GroupedConv(int groups, int stride, int padding, int crop) {
    /** Up to this many channels one convolution with zeros costs less than many small ones. */
    private static final long DENSE_CHANNELS = 256;

    /**
     * Builds it the way that is faster for its size.
     *
     * @param x [B,T,Cin]
     * @param weight [k,Cin/groups,Cout]
     * @param shape of the weight, which SameDiff does not know of one that is computed
     * @return [B,(T+2*padding-k)/stride+1-crop,Cout]
     */
    SDVariable build(SameDiff sd, SDVariable x, SDVariable weight, long... shape) {
        boolean narrow = shape[1] * groups <= DENSE_CHANNELS;
        return narrow ? dense(sd, x, weight, shape) : split(sd, x, weight, shape);
    }

    /** One convolution whose kernel is the groups' kernels along the diagonal, zeros elsewhere. */
    SDVariable dense(SameDiff sd, SDVariable x, SDVariable weight, long... shape) {
        long kernel = shape[0];
        long inGroup = shape[1];
        long in = inGroup * groups;
        long out = shape[2];
        SDVariable rows =
                sd.reshape(sd.permute(weight, 1, 0, 2), inGroup, kernel * out); // [Cin/g,k*Cout]
        SDVariable full = sd.mmul(copies(sd, weight.dataType(), shape), rows); // [Cin,k*Cout]
        full = sd.permute(sd.reshape(full, in, kernel, out), 1, 0, 2); // [k,Cin,Cout]
        SDVariable ones =
                shared(
                        sd,
                        "ones",
                        () -> Nd4j.ones(DataType.DOUBLE, kernel, 1),
                        weight.dataType(),
                        shape); // [k,1]
        SDVariable mask = sd.mmul(ones, diagonal(sd, weight.dataType(), shape)); // [k,Cin*Cout]
        SDVariable masked = sd.reshape(full, kernel, in * out).mul(mask); // [k,Cin*Cout]
        SDVariable whole = sd.reshape(masked, kernel, in, out); // [k,Cin,Cout]
        return cropped(sd, Blocks.convNwc(sd, x, whole, null, kernel, stride, padding));
    }

    /** Which channel of its group each channel is: [Cin,Cin/groups], one 1 in each row. */
    private SDVariable copies(SameDiff sd, DataType type, long... shape) {
        int inGroup = (int) shape[1];
        double[][] copies = new double[inGroup * groups][inGroup];
        for (int c = 0; c < copies.length; c++) {
            copies[c][c % inGroup] = 1;
        }
        return shared(sd, "copies", () -> Nd4j.createFromArray(copies), type, shape);
    }

    /** 1 where a channel in and a channel out are of one group: [1,Cin*Cout]. */
    private SDVariable diagonal(SameDiff sd, DataType type, long... shape) {
        int inGroup = (int) shape[1];
        int out = (int) shape[2];
        double[] diagonal = new double[inGroup * groups * out];
        for (int i = 0; i < diagonal.length; i++) {
            diagonal[i] = i / out / inGroup == i % out / (out / groups) ? 1 : 0;
        }
        return shared(
                sd,
                "diagonal",
                () -> Nd4j.createFromArray(diagonal).reshape(1, diagonal.length),
                type,
                shape);
    }

    /** A constant that all convolutions of this kind in one graph, and its file, have in common. */
    private SDVariable shared(
            SameDiff sd, String what, Supplier<INDArray> values, DataType type, long... shape) {
        String sizes = Arrays.toString(shape).replaceAll("[^0-9]+", "_");
        String name = "groupedConv/" + what + "/" + groups + sizes + type.name();
        return sd.hasVariable(name)
                ? sd.getVariable(name)
                : sd.constant(name, values.get().castTo(type));
    }

    /** One convolution a group, joined. */
    SDVariable split(SameDiff sd, SDVariable x, SDVariable weight, long... shape) {
        long kernel = shape[0];
        SDVariable[] inputs = sd.split(x, groups, 2); // groups x [B,T,Cin/groups]
        SDVariable[] weights = sd.split(weight, groups, 2); // groups x [k,Cin/groups,Cout/groups]
        SDVariable[] outputs = new SDVariable[groups];
        for (int group = 0; group < groups; group++) {
            outputs[group] =
                    Blocks.convNwc(
                            sd, inputs[group], weights[group], null, kernel, stride, padding);
        }
        SDVariable y = cropped(sd, sd.concat(2, outputs)); // [B,T',Cout]
        boolean keepsShape =
                stride == 1 && 2L * padding - crop == kernel - 1 && shape[1] * groups == shape[2];
        // Changes nothing, but leads the search of ND4J's own sessions for what an output needs to
        // x
        // by a short way. Else they meet x once a group, walk on from there as often, and take
        // groups^layers steps. LinearSession does not need it; a saved graph run elsewhere does.
        return keepsShape ? sd.reshape(y, sd.shape(x)) : y; // [B,T',Cout]
    }

    /** Without the last frames. */
    private SDVariable cropped(SameDiff sd, SDVariable y) {
        if (crop == 0) {
            return y;
        }
        long[] begin = {0, 0, 0};
        long[] end = {0, -crop, 0};
        long[] steps = {1, 1, 1};
        int openEnds = 0b101;
        return sd.stridedSlice(y, begin, end, steps, 0, openEnds, 0, 0, 0); // [B,T'-crop,Cout]
    }
}
