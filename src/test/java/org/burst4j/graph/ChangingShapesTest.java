package org.burst4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Sessions whose batches change in size lend one memory to arrays of many lengths. */
class ChangingShapesTest {
    private static final int WIDTH = 32;
    private static final long[][] SHAPES = {{4, 40}, {2, 11}, {4, 25}, {1, 64}, {3, 40}, {4, 12}};

    private final SameDiff sd = SameDiff.create();
    private final List<String> trainable = new ArrayList<>();

    ChangingShapesTest() {
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, -1, WIDTH); // [B,T,D]
        SDVariable mask = sd.placeHolder("mask", DataType.FLOAT, -1, -1); // [B,T]
        SDVariable target = sd.placeHolder("target", DataType.FLOAT, -1, 2); // [B,2]
        SDVariable y =
                Blocks.groupedConvNwc(
                        sd, x, weight("conv", 3, WIDTH / 4, WIDTH), weight("b", WIDTH), 4, 1, 1);
        y = Blocks.layerNorm(sd, y, weight("gamma", WIDTH), weight("beta", WIDTH), WIDTH, 1e-5);
        Blocks.Projections projections =
                new Blocks.Projections(
                        weight("q", WIDTH, WIDTH),
                        weight("q/b", WIDTH),
                        weight("k", WIDTH, WIDTH),
                        weight("k/b", WIDTH),
                        weight("v", WIDTH, WIDTH),
                        weight("v/b", WIDTH),
                        weight("o", WIDTH, WIDTH),
                        weight("o/b", WIDTH));
        SDVariable keyBias = Blocks.keyBias(sd, mask); // [B,1,1,T]
        y = y.add(Blocks.attention(sd, Blocks.gelu(sd, y), projections, 4, keyBias)); // [B,T,D]
        SDVariable pooled = Pooling.maskedMean(sd, y, mask, "pooled"); // [B,D]
        SDVariable logits =
                Blocks.linearRows(sd, pooled, weight("w", WIDTH, 2), weight("w/b", 2), "logits");
        Losses.mse(logits, target, sd.onesLike(target), "loss");
        sd.identity("same", logits);
        sd.identity("weightItself", sd.getVariable("w"));
    }

    private SDVariable weight(String name, long... shape) {
        trainable.add(name);
        return sd.var(name, Init.uniform(1, name, 0.5, shape));
    }

    private static Map<String, INDArray> batch(int run) {
        long[] shape = SHAPES[run % SHAPES.length];
        INDArray mask = Nd4j.ones(DataType.FLOAT, shape);
        mask.putScalar(new long[] {0, shape[1] - 1}, 0);
        return Map.of(
                "x", Init.uniform(run, "x", 1, shape[0], shape[1], WIDTH),
                "mask", mask,
                "target", Init.uniform(run, "target", 1, shape[0], 2));
    }

    private GradientSession session() {
        return new GradientSession(sd, trainable, "loss", List.of("logits", "same"));
    }

    @Test
    void every_run_gives_what_a_fresh_session_gives() {
        List<GradientSession.Result> kept = new ArrayList<>();
        List<Map<String, INDArray>> copies = new ArrayList<>();
        try (GradientSession session = session()) {
            for (int run = 0; run < 60; run++) {
                Map<String, INDArray> batch = batch(run);
                GradientSession.Result result = session.run(batch);
                try (GradientSession fresh = session();
                        GradientSession.Result expected = fresh.run(batch)) {
                    assertThat(result.loss()).as("loss of run " + run).isEqualTo(expected.loss());
                    assertThat(result.gradients())
                            .as("gradients of run " + run)
                            .isEqualTo(expected.gradients());
                    assertThat(result.outputs()).isEqualTo(expected.outputs());
                }
                kept.add(result);
                Map<String, INDArray> copy = new LinkedHashMap<>();
                result.gradients().forEach((name, gradient) -> copy.put(name, gradient.dup()));
                copies.add(copy);
            }
        }
        for (int run = 0; run < kept.size(); run++) {
            assertThat(kept.get(run).gradients())
                    .as("gradients of run " + run + ", kept beyond the session")
                    .isEqualTo(copies.get(run));
            kept.get(run).close();
        }
    }

    @Test
    void a_run_that_fails_leaves_the_session_sound() {
        Map<String, INDArray> broken = new LinkedHashMap<>(batch(0));
        broken.put("target", Nd4j.ones(DataType.FLOAT, 3, 7));
        try (GradientSession session = session();
                GradientSession fresh = session()) {
            session.run(batch(0)).close();
            for (int run = 1; run < 4; run++) {
                assertThatThrownBy(() -> session.run(broken)).isInstanceOf(RuntimeException.class);
                try (GradientSession.Result result = session.run(batch(run));
                        GradientSession.Result expected = fresh.run(batch(run))) {
                    assertThat(result.gradients()).isEqualTo(expected.gradients());
                }
            }
        }
    }

    @Test
    void results_that_pass_through_the_graph_are_copies_the_caller_may_close() {
        INDArray weight = sd.getVariable("w").getArr();
        List<String> outputs = List.of("logits", "same", "weightItself", "w", "x");
        try (ForwardSession session = new ForwardSession(sd, outputs)) {
            Map<String, INDArray> batch = batch(0);
            Map<String, INDArray> first = session.run(batch);
            first.get("logits").close();
            assertThat(first.get("same").shape()).containsExactly(4, 2);
            first.values().forEach(INDArray::close);

            assertThat(weight.wasClosed()).isFalse();
            assertThat(batch.get("x").wasClosed()).isFalse();
            assertThat(session.run(batch).get("weightItself")).isEqualTo(weight);
        }
    }

    @Test
    void an_input_of_another_type_is_cast_and_left_to_its_owner() {
        Map<String, INDArray> batch = new LinkedHashMap<>(batch(0));
        INDArray doubles = batch.get("x").castTo(DataType.DOUBLE);
        try (ForwardSession session = new ForwardSession(sd, List.of("logits"))) {
            INDArray expected = session.run(batch).get("logits");
            batch.put("x", doubles);
            assertThat(session.run(batch).get("logits")).isEqualTo(expected);
            assertThat(doubles.wasClosed()).isFalse();
            assertThat(session.run(batch).get("logits")).isEqualTo(expected);
        }
    }
}
