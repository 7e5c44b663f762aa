package org.burst4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.burst4j.ConfigException;
import org.burst4j.SplitMix64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SpecAugmentTest {
    private static final SpanMasks USUAL = new SpanMasks(0.05, 10, 2);

    /** Numbers of Hugging Face's compute_num_masked_span, by its own code. */
    @ParameterizedTest
    @CsvSource({
        "0.05, 10, 2, 99, 99, 0.4, 2",
        "0.05, 10, 2, 999, 999, 0.0, 4",
        "0.05, 10, 2, 999, 999, 0.1, 5",
        "0.05, 10, 2, 999, 2000, 0.9, 5",
        "0.05, 10, 2, 19, 19, 0.9, 1", // two spans are longer than the row
        "0.05, 10, 2, 10, 40, 0.9, 1", // one start alone
        "0.05, 10, 2, 9, 40, 0.9, 0", // no room for a span
        "0.65, 10, 0, 99, 99, 0.5, 6",
        "1.0, 10, 0, 99, 99, 0.99, 9",
        "0.0, 10, 0, 99, 99, 0.999, 0",
        "0.5, 1, 0, 7, 7, 0.5, 4"
    })
    void span_counts_are_those_of_hugging_face(
            double probability,
            int length,
            int minimum,
            int valid,
            int places,
            double epsilon,
            int expected) {
        assertThat(new SpanMasks(probability, length, minimum).spans(valid, places, epsilon))
                .isEqualTo(expected);
    }

    @Test
    void spans_lie_within_the_valid_places_of_each_row_and_start_anywhere_there() {
        int[] valid = {60, 25, 9, 0};
        int[] starts = new int[60];
        for (int batch = 0; batch < 3000; batch++) {
            float[] masks = USUAL.draw(valid, 60, SplitMix64.stream(1, "batch" + batch));
            for (int row = 0; row < valid.length; row++) {
                int sum = 0;
                for (int place = 0; place < 60; place++) {
                    float value = masks[row * 60 + place];
                    assertThat(value == 0 || (value == 1 && place < valid[row])).isTrue();
                    sum += (int) value;
                }
                // Two spans of 10 that start at different places.
                assertThat(sum).isBetween(valid[row] < 10 ? 0 : 11, valid[row] < 10 ? 0 : 20);
            }
            for (int place = 0; place < 60; place++) {
                boolean start = masks[place] == 1 && (place == 0 || masks[place - 1] == 0);
                starts[place] += start ? 1 : 0;
            }
        }
        // 51 starts, two drawn of them: 118 times each, but for those that overlap from before.
        assertThat(starts[0]).isBetween(75, 160);
        assertThat(starts[50]).isBetween(60, 160);
        assertThat(starts[51] + starts[59]).isZero();
    }

    @Test
    void draws_are_repeatable_and_other_streams_draw_others() {
        int[] valid = {200, 180};
        float[] masks = USUAL.draw(valid, 200, 5);
        assertThat(USUAL.draw(valid, 200, 5)).isEqualTo(masks);
        assertThat(USUAL.draw(valid, 200, 6)).isNotEqualTo(masks);
    }

    /** 1000 places, spans of 10, probability 0.3: 30 spans, a start with probability 30/991. */
    @Test
    void the_share_of_masked_places_is_that_of_random_starts() {
        SpanMasks masks = new SpanMasks(0.3, 10, 0);
        double sum = 0;
        for (int batch = 0; batch < 200; batch++) {
            for (float value :
                    masks.draw(new int[] {1000}, 1000, SplitMix64.stream(2, "b" + batch))) {
                sum += value;
            }
        }
        // Without replacement: 1 - C(981,30)/C(991,30) of the places in the middle.
        assertThat(sum / 200_000).isEqualTo(1 - Math.pow(1 - 30.0 / 991, 10), within(0.005));
    }

    @Test
    void nonsense_is_refused() {
        assertThatThrownBy(() -> new SpanMasks(1.5, 10, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("1.5");
        assertThatThrownBy(() -> new SpanMasks(0.5, 0, 0)).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> new SpanMasks(0.5, 1, -1)).isInstanceOf(ConfigException.class);
    }

    @Test
    void masked_frames_become_the_embedding_with_right_gradients() {
        INDArray x = GradientCheck.values("x", 2, 3, 4);
        INDArray embedding = GradientCheck.values("e", 4);
        INDArray mask = GradientCheck.matrix(new double[] {0, 1, 1}, new double[] {0, 0, 1});
        INDArray y =
                new GradientCheck()
                        .variable("x", x)
                        .variable("e", embedding)
                        .placeholder("mask", mask)
                        .check(
                                (sd, in) ->
                                        SpecAugment.frames(
                                                sd, in.get("x"), in.get("mask"), in.get("e")))
                        .value();
        for (int b = 0; b < 2; b++) {
            for (int t = 0; t < 3; t++) {
                for (int d = 0; d < 4; d++) {
                    double expected =
                            mask.getDouble(b, t) == 1
                                    ? embedding.getDouble(d)
                                    : x.getDouble(b, t, d);
                    assertThat(y.getDouble(b, t, d)).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void masked_features_become_zero_in_all_frames_with_right_gradients() {
        INDArray x = GradientCheck.values("x", 2, 3, 2);
        INDArray mask = GradientCheck.matrix(new double[] {0, 1}, new double[] {1, 0});
        GradientCheck.Outcome outcome =
                new GradientCheck()
                        .variable("x", x)
                        .placeholder("mask", mask)
                        .check((sd, in) -> SpecAugment.features(sd, in.get("x"), in.get("mask")));
        for (int t = 0; t < 3; t++) {
            assertThat(outcome.value().getDouble(0, t, 0)).isEqualTo(x.getDouble(0, t, 0));
            assertThat(outcome.value().getDouble(0, t, 1)).isZero();
            assertThat(outcome.value().getDouble(1, t, 0)).isZero();
            assertThat(outcome.value().getDouble(1, t, 1)).isEqualTo(x.getDouble(1, t, 1));
        }
    }

    @Test
    void layers_are_summed_by_the_softmax_of_their_weights_with_right_gradients() {
        INDArray weights = Nd4j.createFromArray(0.3, -1.0, 0.8);
        GradientCheck check = new GradientCheck().variable("w", weights);
        double[] shares = new double[3];
        double total = 0;
        for (int i = 0; i < 3; i++) {
            check.variable("h" + i, GradientCheck.values("h" + i, 2, 4, 3));
            shares[i] = Math.exp(weights.getDouble(i));
            total += shares[i];
        }
        INDArray y =
                check.check(
                                (sd, in) ->
                                        LayerSum.weighted(
                                                sd,
                                                java.util.List.of(
                                                        in.get("h0"), in.get("h1"), in.get("h2")),
                                                in.get("w")))
                        .value();
        INDArray expected = Nd4j.zeros(DataType.DOUBLE, 2, 4, 3);
        for (int i = 0; i < 3; i++) {
            expected.addi(GradientCheck.values("h" + i, 2, 4, 3).mul(shares[i] / total));
        }
        assertThat(y.equalsWithEps(expected, 1e-12)).isTrue();
    }
}
