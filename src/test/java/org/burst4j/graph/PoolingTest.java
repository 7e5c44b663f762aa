package org.burst4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class PoolingTest {
    private final INDArray hidden = GradientCheck.values("hidden", 3, 4, 2);

    @Test
    void masked_mean_counts_valid_frames_only_and_is_zero_without_any() {
        double[][] mask = {{1, 1, 0, 0}, {1, 1, 1, 1}, {0, 0, 0, 0}};

        INDArray pooled =
                new GradientCheck()
                        .variable("hidden", hidden)
                        .placeholder("mask", GradientCheck.matrix(mask))
                        .check(
                                (sd, in) ->
                                        Pooling.maskedMean(
                                                sd, in.get("hidden"), in.get("mask"), "pooled"))
                        .value();

        for (int b = 0; b < 3; b++) {
            for (int d = 0; d < 2; d++) {
                double sum = 0;
                double frames = 0;
                for (int t = 0; t < 4; t++) {
                    sum += mask[b][t] * hidden.getDouble(b, t, d);
                    frames += mask[b][t];
                }
                double expected = frames == 0 ? 0 : sum / frames;
                assertThat(pooled.getDouble(b, d)).isCloseTo(expected, within(1e-12));
            }
        }
    }

    @Test
    void mean_counts_padding_too() {
        INDArray pooled =
                new GradientCheck()
                        .variable("hidden", hidden)
                        .check((sd, in) -> Pooling.mean(in.get("hidden"), "pooled"))
                        .value();

        double sum = 0;
        for (int t = 0; t < 4; t++) {
            sum += hidden.getDouble(2, t, 1);
        }
        assertThat(pooled.getDouble(2, 1)).isCloseTo(sum / 4, within(1e-12));
    }
}
