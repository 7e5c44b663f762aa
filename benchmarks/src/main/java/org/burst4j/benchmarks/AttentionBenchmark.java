package org.burst4j.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import org.burst4j.graph.Blocks;
import org.burst4j.graph.GradientSession;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/**
 * Multi-head self-attention with its four projections, without biases and mask: {@link
 * Blocks#attention} against ND4J's operation multi_head_dot_product_attention, which takes the
 * width before the time; the turns that it needs are counted as its own.
 */
public class AttentionBenchmark extends ProductBenchmark {
    private static final double TOLERANCE = 1e-4;

    /** {@code base} or {@code large}. */
    @Param({"base", "large"})
    public String size;

    private EncoderSize encoder;
    private BlockGraph nd4j;

    @Override
    BlockGraph build() {
        encoder = EncoderSize.of(size);
        int width = encoder.width();
        INDArray x = Arrays32.normal(1, encoder.batch(), encoder.frames(), width); // [B,T,D]
        INDArray cotangent = Arrays32.normal(2, encoder.batch(), encoder.frames(), width);
        Map<String, INDArray> ours = new LinkedHashMap<>();
        Map<String, INDArray> theirs = new LinkedHashMap<>();
        ours.put("x", x);
        theirs.put("x", x);
        for (String name : new String[] {"q", "k", "v"}) {
            INDArray weight = weight(name, width); // [D,D], in to out
            long[] heads = {encoder.heads(), width / encoder.heads(), width};
            ours.put(name, weight);
            theirs.put(name, weight.transpose().dup('c').reshape(heads).dup('c')); // [H,D/H,D]
        }
        ours.put("o", weight("o", width));
        theirs.put("o", ours.get("o"));
        nd4j = new BlockGraph(theirs, cotangent, AttentionBenchmark::stock);
        return new BlockGraph(ours, cotangent, this::attention);
    }

    private static INDArray weight(String name, int width) {
        return Arrays32.normal(name.charAt(0), 1 / Math.sqrt(width), width, width);
    }

    private SDVariable attention(SameDiff sd, Map<String, SDVariable> v) {
        Blocks.Projections projections =
                new Blocks.Projections(
                        v.get("q"), null, v.get("k"), null, v.get("v"), null, v.get("o"), null);
        return Blocks.attention(sd, v.get("x"), projections, encoder.heads(), null); // [B,T,D]
    }

    private static SDVariable stock(SameDiff sd, Map<String, SDVariable> v) {
        SDVariable x = sd.permute(v.get("x"), 0, 2, 1); // [B,D,T]
        SDVariable y =
                sd.nn()
                        .multiHeadDotProductAttention(
                                x,
                                x,
                                x,
                                v.get("q"),
                                v.get("k"),
                                v.get("v"),
                                v.get("o"),
                                null,
                                true);
        return sd.permute(y, 0, 2, 1); // [B,T,D]
    }

    @Override
    void check() {
        try (INDArray ours = block().forward();
                INDArray theirs = nd4j.forward();
                GradientSession.Result oursBack = block().forwardBackward();
                GradientSession.Result theirsBack = nd4j.forwardBackward()) {
            Arrays32.requireClose("the output", theirs, ours, TOLERANCE);
            for (String name : new String[] {"x", "o"}) {
                Arrays32.requireClose(
                        "the gradient of " + name,
                        theirsBack.gradients().get(name),
                        oursBack.gradients().get(name),
                        TOLERANCE);
            }
        }
    }

    @Override
    double forwardFlops() {
        double rows = (double) encoder.batch() * encoder.frames();
        double projections = 4 * 2 * rows * encoder.width() * encoder.width();
        double scoresAndContext = 2 * 2 * rows * encoder.frames() * encoder.width();
        return projections + scoresAndContext;
    }

    @Override
    void closeOther() {
        nd4j.close();
    }

    /**
     * ND4J's operation, forward.
     *
     * @param products counts the operations
     * @return one number of the result
     */
    @Benchmark
    public double nd4jForward(Products products) {
        products.gflop += forwardFlops() / 1e9;
        return runForward(nd4j);
    }

    /**
     * ND4J's operation with the gradients of its input and weights.
     *
     * @param products counts the operations
     * @return the loss
     */
    @Benchmark
    public double nd4jForwardBackward(Products products) {
        products.gflop += 3 * forwardFlops() / 1e9;
        return runForwardBackward(nd4j);
    }
}
