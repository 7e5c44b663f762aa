package org.burst4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class DropoutTest {
    private static final List<String> WEIGHTS = List.of("w1", "w2");

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.1, 0.5, 0.9})
    void elements_are_dropped_at_the_rate_and_scaled_otherwise(double rate) {
        INDArray y = dropped(rate, "mask", 3, 300, 400);
        double scaled = (float) (1 / (1 - rate));
        long kept = 0;
        for (float value : y.data().asFloat()) {
            if (value != 0) {
                assertThat(value).isEqualTo((float) scaled, within(1e-6f));
                kept++;
            }
        }
        double deviation = Math.sqrt(rate * (1 - rate) * 120_000);
        assertThat((double) kept).isEqualTo((1 - rate) * 120_000, within(4 * deviation));
    }

    @Test
    void what_is_drawn_follows_from_seed_and_name_alone() {
        INDArray first = dropped(0.5, "mask", 3, 40, 50);
        assertThat(dropped(0.5, "mask", 3, 40, 50)).isEqualTo(first);
        assertThat(agreement(dropped(0.5, "mask", 4, 40, 50), first)).isBetween(0.4, 0.6);
        assertThat(agreement(dropped(0.5, "other", 3, 40, 50), first)).isBetween(0.4, 0.6);
        int threads = Nd4j.getEnvironment().maxThreads();
        INDArray large = dropped(0.5, "mask", 3, 1000, 500);
        try {
            Nd4j.getEnvironment().setMaxThreads(1);
            assertThat(dropped(0.5, "mask", 3, 1000, 500)).isEqualTo(large);
        } finally {
            Nd4j.getEnvironment().setMaxThreads(threads);
        }
    }

    @Test
    void each_run_draws_anew_whatever_ran_before_and_for_any_shape() {
        SameDiff sd = net(0.3, 0.3);
        try (ForwardSession session = new ForwardSession(sd, List.of("y"))) {
            Map<String, INDArray> x = Map.of("x", GradientCheck.values("x", 7, 4));
            INDArray first = session.run(x, 1).get("y");
            INDArray second = session.run(x, 2).get("y");
            assertThat(session.run(Map.of("x", GradientCheck.values("x", 2, 4)), 3).get("y").rows())
                    .isEqualTo(2);
            assertThat(second).isNotEqualTo(first);
            assertThat(session.run(x, 1).get("y")).isEqualTo(first);
            assertThat(session.run(x, 2).get("y")).isEqualTo(second);
        }
    }

    /** One run's loss and gradients belong together: differences at the same seed. */
    @Test
    void gradients_are_those_of_the_drawn_masks_and_of_the_drawn_layers() {
        SameDiff sd = net(0.4, 0.5);
        Map<String, INDArray> x = Map.of("x", GradientCheck.values("x", 5, 4));
        Set<Boolean> layerKept = new HashSet<>();
        try (GradientSession gradients = new GradientSession(sd, WEIGHTS, "loss", List.of("y"));
                ForwardSession forward = new ForwardSession(sd, List.of("loss", "y"))) {
            for (long seed = 0; seed < 8; seed++) {
                try (GradientSession.Result result = gradients.run(x, seed)) {
                    assertThat(forward.run(x, seed).get("y")).isEqualTo(result.outputs().get("y"));
                    for (String name : WEIGHTS) {
                        INDArray gradient = result.gradients().get(name);
                        requireDifferences(sd, forward, x, seed, name, gradient);
                    }
                    layerKept.add(result.gradients().get("w2").amaxNumber().doubleValue() != 0);
                }
            }
        }
        // A layer left out has a gradient of exactly zero.
        assertThat(layerKept).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void a_layer_is_its_output_or_its_input_and_nothing_else() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 3);
        SDVariable z = Dropout.layer(sd, x, x.mul(x), 0.25, "layer").rename("z");
        INDArray values = Init.uniform(1, "x", 5, 4, 3);
        int left = 0;
        try (ForwardSession session = new ForwardSession(sd, List.of("z"))) {
            for (long seed = 0; seed < 400; seed++) {
                INDArray out = session.run(Map.of("x", values), seed).get(z.name());
                if (out.equals(values)) {
                    left++;
                } else {
                    assertThat(out).isEqualTo(values.mul(values));
                }
            }
        }
        assertThat(left).isBetween(66, 134); // 100 and four deviations
    }

    @Test
    void a_saved_graph_draws_the_same() {
        SameDiff sd = net(0.3, 0.3);
        Map<String, INDArray> x = Map.of("x", GradientCheck.values("x", 7, 4));
        SameDiff loaded = GradientCheck.saveAndLoad(sd);
        try (GradientSession one = new GradientSession(sd, WEIGHTS, "loss", List.of("y"));
                GradientSession two = new GradientSession(loaded, WEIGHTS, "loss", List.of("y"));
                GradientSession.Result expected = one.run(x, 9);
                GradientSession.Result found = two.run(x, 9)) {
            assertThat(found.outputs()).isEqualTo(expected.outputs());
            assertThat(found.gradients()).isEqualTo(expected.gradients());
        }
    }

    @Test
    void at_rate_zero_the_graph_is_as_without_it() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 3);
        SDVariable y = x.mul(2);
        int operations = sd.ops().length;
        assertThat(Dropout.apply(sd, y, 0, "a")).isSameAs(y);
        assertThat(Dropout.layer(sd, x, y, 0, "b")).isSameAs(y);
        assertThat(sd.ops()).hasSize(operations);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN})
    void other_rates_are_refused(double rate) {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 3);
        assertThatThrownBy(() -> Dropout.apply(sd, x, rate, "dropout/here"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("dropout/here")
                .hasMessageContaining("0 to below 1");
    }

    /** x [N,4] -> dropout(x w1) -> a layer w2 that may be left out. */
    private static SameDiff net(double rate, double layerRate) {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.DOUBLE, -1, 4);
        SDVariable w1 = sd.var("w1", GradientCheck.values("w1", 4, 3).dup('c'));
        SDVariable w2 = sd.var("w2", GradientCheck.values("w2", 3, 3).dup('c'));
        SDVariable h = Dropout.apply(sd, sd.mmul(x, w1), rate, "dropout/h"); // [N,3]
        SDVariable layer = Dropout.apply(sd, sd.math().tanh(sd.mmul(h, w2)), rate, "dropout/l");
        SDVariable y = Dropout.layer(sd, h, layer, layerRate, "layer_drop/0").rename("y"); // [N,3]
        SDVariable uneven = y.add(0.5);
        uneven.mul(uneven).sum().rename("loss");
        return sd;
    }

    private static void requireDifferences(
            SameDiff sd,
            ForwardSession session,
            Map<String, INDArray> x,
            long seed,
            String name,
            INDArray gradient) {
        INDArray array = sd.getVariable(name).getArr();
        double step = 1e-6;
        for (long i = 0; i < array.length(); i++) {
            double here = array.getDouble(i);
            array.putScalar(i, here + step);
            double above = session.run(x, seed).get("loss").getDouble(0);
            array.putScalar(i, here - step);
            double below = session.run(x, seed).get("loss").getDouble(0);
            array.putScalar(i, here);
            assertThat(gradient.getDouble(i))
                    .as(name + "[" + i + "], seed " + seed)
                    .isEqualTo((above - below) / (2 * step), within(1e-6));
        }
    }

    private static INDArray dropped(double rate, String name, long seed, long... shape) {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, -1);
        Dropout.apply(sd, x, rate, name).rename("y");
        try (ForwardSession session = new ForwardSession(sd, List.of("y"))) {
            return session.run(Map.of("x", Nd4j.ones(DataType.FLOAT, shape)), seed).get("y");
        }
    }

    private static double agreement(INDArray a, INDArray b) {
        return a.eq(b).castTo(DataType.DOUBLE).meanNumber().doubleValue();
    }
}
