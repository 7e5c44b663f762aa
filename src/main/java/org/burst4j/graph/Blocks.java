package org.burst4j.graph;

import java.util.function.UnaryOperator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv1DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Building blocks of speech encoders, made of stock SameDiff operations only.
 *
 * <p>Each is built from those operations whose values and gradients are right in ND4J 1.0.0-M2.1,
 * and fast: convolutions in NWC layout, two-dimensional matrix products, LayerNorm with its epsilon
 * and GELU by the error function. Batch B and length T may be dynamic everywhere. Results have the
 * data type of the input.
 */
public final class Blocks {
    /**
     * What a masked key adds to its attention scores. Scores vanish beside it and exp of it is 0,
     * so it gives what Hugging Face's lowest float gives: no weight, and even weights in a row
     * whose keys are all masked. ND4J's softmax of doubles makes NaN of such a row at the lowest
     * float.
     */
    public static final double MASKED_KEY = -1e30;

    private static final double SQRT_HALF = Math.sqrt(0.5);

    private Blocks() {}

    /**
     * The four projections of an attention block.
     *
     * @param queryWeight [D,D], in to out
     * @param queryBias [D] or null
     * @param keyWeight [D,D]
     * @param keyBias [D] or null
     * @param valueWeight [D,D]
     * @param valueBias [D] or null
     * @param outWeight [D,D]
     * @param outBias [D] or null
     */
    public record Projections(
            SDVariable queryWeight,
            SDVariable queryBias,
            SDVariable keyWeight,
            SDVariable keyBias,
            SDVariable valueWeight,
            SDVariable valueBias,
            SDVariable outWeight,
            SDVariable outBias) {}

    /**
     * A dense layer over the last axis of a batch of sequences: x W + b.
     *
     * @param sd the graph
     * @param x [B,T,in]
     * @param weight [in,out]
     * @param bias [out], or null for none
     * @param name name of the result, or null to have one made
     * @return [B,T,out]
     */
    public static SDVariable linear(
            SameDiff sd, SDVariable x, SDVariable weight, SDVariable bias, String name) {
        SDVariable rows = sd.reshape(x, -1, weight.getShape()[0]); // [B*T,in]
        SDVariable y = linearRows(sd, rows, weight, bias, null); // [B*T,out]
        SDVariable shape = withLast(sd, x, weight.getShape()[1]); // [3] = B,T,out
        return sd.reshape(name, y, shape); // [B,T,out]
    }

    /**
     * A dense layer over rows: x W + b.
     *
     * @param sd the graph
     * @param x [rows,in]
     * @param weight [in,out]
     * @param bias [out], or null for none
     * @param name name of the result, or null to have one made
     * @return [rows,out]
     */
    public static SDVariable linearRows(
            SameDiff sd, SDVariable x, SDVariable weight, SDVariable bias, String name) {
        return bias == null
                ? sd.mmul(name, x, weight) // [rows,out]
                : sd.nn().biasAdd(name, sd.mmul(x, weight), bias, false); // [rows,out]
    }

    /**
     * LayerNorm over the width: (x - mean) / sqrt(var + epsilon) * gamma + beta, with the variance
     * over N (Ba, Kiros, Hinton 2016, equation 4).
     *
     * <p>ND4J's own operation has no epsilon and no gradient on constant rows, which silence gives;
     * and its means take a wrong axis when that is counted from the end, hence the fixed rank.
     *
     * @param sd the graph
     * @param x [B,T,D]
     * @param gamma [D], or null for ones
     * @param beta [D], or null for zeros
     * @param width D
     * @param epsilon added to the variance, above 0
     * @return [B,T,D]
     */
    public static SDVariable layerNorm(
            SameDiff sd,
            SDVariable x,
            SDVariable gamma,
            SDVariable beta,
            long width,
            double epsilon) {
        return layerNorm(sd, x, null, gamma, beta, width, epsilon);
    }

    /**
     * The same with a column of ones that many norms have in common.
     *
     * @param sd the graph
     * @param x [B,T,D]
     * @param ones [B*T,1] of {@link #ones}, or null to have it made
     * @param gamma [D], or null for ones
     * @param beta [D], or null for zeros
     * @param width D
     * @param epsilon added to the variance, above 0
     * @return [B,T,D]
     */
    public static SDVariable layerNorm(
            SameDiff sd,
            SDVariable x,
            SDVariable ones,
            SDVariable gamma,
            SDVariable beta,
            long width,
            double epsilon) {
        SDVariable rows = sd.reshape(x, -1, width); // [B*T,D]
        SDVariable y = layerNormRows(sd, rows, ones, gamma, beta, width, epsilon); // [B*T,D]
        return sd.reshape(y, sd.shape(x)); // [B,T,D]
    }

    /**
     * LayerNorm of rows.
     *
     * @param sd the graph
     * @param rows [N,D]
     * @param ones [N,1] of {@link #ones}, or null to have it made
     * @param gamma [D], or null for ones
     * @param beta [D], or null for zeros
     * @param width D
     * @param epsilon added to the variance, above 0
     * @return [N,D]
     */
    public static SDVariable layerNormRows(
            SameDiff sd,
            SDVariable rows,
            SDVariable ones,
            SDVariable gamma,
            SDVariable beta,
            long width,
            double epsilon) {
        SDVariable centred = rows.sub(Rows.mean(sd, rows, width)); // [N,D]
        SDVariable variance = Rows.mean(sd, centred.mul(centred), width); // [N,1]
        SDVariable scale = sd.math().sqrt(variance.add(epsilon)).rdiv(1.0); // [N,1]
        // One product makes the factor of each number, its row's scale times its column's gamma.
        SDVariable factor =
                gamma == null
                        ? Rows.widen(sd, scale, width)
                        : sd.mmul(scale, sd.reshape(gamma, 1, width)); // [N,D]
        SDVariable y = centred.mul(factor); // [N,D]
        if (beta != null) {
            SDVariable column = ones == null ? Rows.ones(sd, y) : ones; // [N,1]
            y = y.add(Rows.repeat(sd, column, beta)); // [N,D]
        }
        return y;
    }

    /**
     * A column of ones, one for each frame of a batch.
     *
     * @param sd the graph
     * @param frameMask [B,T]
     * @return [B*T,1]
     */
    public static SDVariable ones(SameDiff sd, SDVariable frameMask) {
        return sd.reshape(sd.onesLike(frameMask), -1, 1); // [B*T,1]
    }

    /**
     * The exact GELU, x * Phi(x) with the normal distribution function Phi (Hendrycks, Gimpel
     * 2016). ND4J's own are approximations.
     *
     * @param sd the graph
     * @param x any shape
     * @return the same shape
     */
    public static SDVariable gelu(SameDiff sd, SDVariable x) {
        return x.mul(0.5).mul(sd.math().erf(x.mul(SQRT_HALF)).add(1.0));
    }

    /**
     * Softmax over the last axis.
     *
     * @param sd the graph
     * @param x [...,N]
     * @return [...,N], each row summing to 1
     */
    public static SDVariable softmax(SameDiff sd, SDVariable x) {
        return sd.nn().softmax(x, -1);
    }

    /**
     * A convolution over time in NWC layout.
     *
     * @param sd the graph
     * @param x [B,T,Cin]
     * @param weight [k,Cin,Cout]
     * @param bias [Cout], or null for none
     * @param stride at least 1
     * @param padding zeros on each side, at least 0
     * @return [B,(T+2*padding-k)/stride+1,Cout]
     */
    public static SDVariable convNwc(
            SameDiff sd,
            SDVariable x,
            SDVariable weight,
            SDVariable bias,
            int stride,
            int padding) {
        if (weight.getShape()[1] == 1 && padding == 0) {
            return OneChannelConv.build(sd, x, weight, bias, stride); // [B,T',Cout]
        }
        return convNwc(sd, x, weight, bias, weight.getShape()[0], stride, padding); // [B,T',Cout]
    }

    /**
     * A grouped convolution over time in NWC layout: output group g sees input group g only.
     *
     * @param sd the graph
     * @param x [B,T,Cin]
     * @param weight [k,Cin/groups,Cout]
     * @param bias [Cout], or null for none
     * @param groups divides Cin and Cout
     * @param stride at least 1
     * @param padding zeros on each side, at least 0
     * @return [B,(T+2*padding-k)/stride+1,Cout]
     */
    public static SDVariable groupedConvNwc(
            SameDiff sd,
            SDVariable x,
            SDVariable weight,
            SDVariable bias,
            int groups,
            int stride,
            int padding) {
        if (groups == 1) {
            return convNwc(sd, x, weight, bias, stride, padding);
        }
        SDVariable y =
                new GroupedConv(groups, stride, padding, 0).build(sd, x, weight, weight.getShape());
        return bias == null ? y : y.add(bias); // [B,T',Cout]
    }

    /**
     * A grouped convolution over time that keeps the number of frames, in NWC layout: k / 2 zeros
     * on each side and, where k is even, without the last of the k more results that this gives.
     *
     * @param sd the graph
     * @param x [B,T,Cin]
     * @param weight [k,Cin/groups,Cout]
     * @param bias [Cout], or null for none
     * @param groups divides Cin and Cout
     * @param shape of the weight, which may be one that is computed
     * @return [B,T,Cout]
     */
    public static SDVariable sameConvNwc(
            SameDiff sd,
            SDVariable x,
            SDVariable weight,
            SDVariable bias,
            int groups,
            long... shape) {
        int kernel = (int) shape[0];
        int crop = kernel % 2 == 0 ? 1 : 0;
        SDVariable y = new GroupedConv(groups, 1, kernel / 2, crop).build(sd, x, weight, shape);
        return bias == null ? y : y.add(bias); // [B,T,Cout]
    }

    /**
     * What the mask of the keys adds to attention scores.
     *
     * @param sd the graph
     * @param keyMask [B,T], 1 for keys that may be attended to, 0 for others
     * @return [B,1,1,T], 0 or {@link #MASKED_KEY}
     */
    public static SDVariable keyBias(SameDiff sd, SDVariable keyMask) {
        SDVariable bias = keyMask.rsub(1.0).mul(MASKED_KEY); // [B,T]
        return sd.expandDims(sd.expandDims(bias, 1), 1); // [B,1,1,T]
    }

    /**
     * Multi-head self-attention (Vaswani et al. 2017, section 3.2), scores scaled by 1/sqrt(D/H).
     *
     * @param sd the graph
     * @param x [B,T,D]
     * @param projections of the queries, keys, values and of the result
     * @param heads H, divides D
     * @param keyBias [B,1,1,T] of {@link #keyBias}, or null where no key is masked
     * @return [B,T,D]; rows of masked frames hold values too, as only keys are masked
     */
    public static SDVariable attention(
            SameDiff sd, SDVariable x, Projections projections, int heads, SDVariable keyBias) {
        long width = projections.queryWeight().getShape()[0];
        SDVariable shape = sd.shape(x); // [3] = B,T,D
        SDVariable split = withTail(sd, leading(sd, shape), heads, width / heads); // [4]
        SDVariable rows = sd.reshape(x, -1, width); // [B*T,D]
        SDVariable y =
                attentionRows(
                        sd,
                        rows,
                        split,
                        projections,
                        heads,
                        keyBias,
                        UnaryOperator.identity()); // [B*T,D]
        return sd.reshape(y, shape); // [B,T,D]
    }

    /**
     * Self-attention of frames that lie in rows.
     *
     * @param sd the graph
     * @param rows [B*T,D]
     * @param split [4] = B,T,H,D/H, see {@link #withTail}
     * @param projections of the queries, keys, values and of the result
     * @param heads H, divides D
     * @param keyBias [B,1,1,T] of {@link #keyBias}, or null where no key is masked
     * @param weighting given the weights [B,H,T,T] after the softmax, returns those to use
     * @return [B*T,D]
     */
    public static SDVariable attentionRows(
            SameDiff sd,
            SDVariable rows,
            SDVariable split,
            Projections projections,
            int heads,
            SDVariable keyBias,
            UnaryOperator<SDVariable> weighting) {
        Projections p = projections;
        long width = p.queryWeight().getShape()[0];
        long headWidth = width / heads;
        SDVariable query = linearRows(sd, rows, p.queryWeight(), p.queryBias(), null); // [B*T,D]
        SDVariable key = linearRows(sd, rows, p.keyWeight(), p.keyBias(), null); // [B*T,D]
        SDVariable value = linearRows(sd, rows, p.valueWeight(), p.valueBias(), null); // [B*T,D]
        query = query.mul(1.0 / Math.sqrt((double) headWidth)); // [B*T,D]
        query = sd.permute(sd.reshape(query, split), 0, 2, 1, 3); // [B,H,T,D/H]
        key = sd.permute(sd.reshape(key, split), 0, 2, 1, 3); // [B,H,T,D/H]
        value = sd.permute(sd.reshape(value, split), 0, 2, 1, 3); // [B,H,T,D/H]

        SDVariable scores = sd.mmul(query, key, false, true, false); // [B,H,T,T]
        if (keyBias != null) {
            scores = scores.add(keyBias); // [B,H,T,T]
        }
        SDVariable keys = weighting.apply(softmax(sd, scores)); // [B,H,T,T]
        SDVariable context = sd.mmul(keys, value); // [B,H,T,D/H]
        context = sd.reshape(sd.permute(context, 0, 2, 1, 3), -1, width); // [B*T,D]
        return linearRows(sd, context, p.outWeight(), p.outBias(), null); // [B*T,D]
    }

    /**
     * A shape of which only the first sizes are known when the graph runs.
     *
     * @param sd the graph
     * @param leading [any] the first sizes
     * @param tail the sizes behind them
     * @return [any + number of sizes]
     */
    public static SDVariable withTail(SameDiff sd, SDVariable leading, long... tail) {
        SDVariable sizes = sd.constant(Nd4j.createFromArray(tail).castTo(DataType.INT64));
        return sd.concat(0, leading, sizes);
    }

    /** The shape of a batch of sequences with another width. */
    static SDVariable withLast(SameDiff sd, SDVariable x, long last) {
        return withTail(sd, leading(sd, sd.shape(x)), last); // [3] = B,T,last
    }

    private static SDVariable leading(SameDiff sd, SDVariable shape) {
        return sd.slice(shape, new int[] {0}, 2); // [2] = B,T
    }

    /** The same for a weight whose shape SameDiff does not know. */
    static SDVariable convNwc(
            SameDiff sd,
            SDVariable x,
            SDVariable weight,
            SDVariable bias,
            long kernel,
            int stride,
            int padding) {
        Conv1DConfig config =
                Conv1DConfig.builder()
                        .k(kernel)
                        .s(stride)
                        .p(padding)
                        .d(1)
                        .dataFormat(Conv1DConfig.NWC)
                        .paddingMode(PaddingMode.VALID)
                        .build();
        return bias == null
                ? sd.cnn().conv1d(x, weight, config)
                : sd.cnn().conv1d(x, weight, bias, config);
    }
}
