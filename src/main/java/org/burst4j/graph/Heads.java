package org.burst4j.graph;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Small networks from pooled features to the outputs of one task. */
public final class Heads {
    private Heads() {}

    /**
     * Weights of a head: linear, GELU, linear. One set may serve several graphs, which then share
     * its memory.
     *
     * @param denseWeight [D,H]
     * @param denseBias [H]
     * @param outputWeight [H,K]
     * @param outputBias [K]
     */
    public record Weights(
            INDArray denseWeight, INDArray denseBias, INDArray outputWeight, INDArray outputBias) {
        /**
         * The arrays by the name that {@link Heads#mlp} gives them.
         *
         * @param prefix prefix of the head
         * @return name to array, in the order of this record
         */
        public Map<String, INDArray> named(String prefix) {
            Map<String, INDArray> arrays = new LinkedHashMap<>();
            arrays.put(prefix + "/dense/weight", denseWeight);
            arrays.put(prefix + "/dense/bias", denseBias);
            arrays.put(prefix + "/output/weight", outputWeight);
            arrays.put(prefix + "/output/bias", outputBias);
            return arrays;
        }
    }

    /**
     * Fresh weights as PyTorch's Linear starts them; see {@link Init#linear}.
     *
     * @param seed seed of the run
     * @param prefix prefix of the head; another prefix gives other values
     * @param features D
     * @param hidden H, 256 in the papers
     * @param outputs K
     * @return new FLOAT arrays
     */
    public static Weights init(long seed, String prefix, int features, int hidden, int outputs) {
        return new Weights(
                Init.linear(seed, prefix + "/dense/weight", features, features, hidden),
                Init.linear(seed, prefix + "/dense/bias", features, hidden),
                Init.linear(seed, prefix + "/output/weight", hidden, hidden, outputs),
                Init.linear(seed, prefix + "/output/bias", hidden, outputs));
    }

    /**
     * Adds a head: {@code GELU(x W1 + b1) W2 + b2}, with the exact GELU (by the error function).
     * The weights become VARIABLEs named {@code <prefix>/dense/weight}, {@code
     * <prefix>/dense/bias}, {@code <prefix>/output/weight} and {@code <prefix>/output/bias}.
     *
     * <p>Source: Hallmen et al. 2022, released code.
     *
     * @param sd the graph
     * @param x features [B,D]
     * @param weights weights of matching shapes
     * @param prefix name of the head; the result is {@code <prefix>/logits}
     * @return logits [B,K]
     */
    public static SDVariable mlp(SameDiff sd, SDVariable x, Weights weights, String prefix) {
        Map<String, SDVariable> variables = new LinkedHashMap<>();
        weights.named(prefix).forEach((name, array) -> variables.put(name, sd.var(name, array)));
        SDVariable dense =
                Blocks.linearRows(
                        sd,
                        x,
                        variables.get(prefix + "/dense/weight"),
                        variables.get(prefix + "/dense/bias"),
                        prefix + "/dense"); // [B,H]
        return Blocks.linearRows(
                sd,
                Blocks.gelu(sd, dense),
                variables.get(prefix + "/output/weight"),
                variables.get(prefix + "/output/bias"),
                prefix + "/logits"); // [B,K]
    }
}
