package org.burst4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.burst4j.ModelException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class GradientSessionTest {
    private static final int WIDTH = 64;
    private static final List<String> HEAD =
            List.of(
                    "head/dense/weight",
                    "head/dense/bias",
                    "head/output/weight",
                    "head/output/bias");
    private static final List<String> ALL = new ArrayList<>(HEAD);

    static {
        ALL.add("body/dense/weight");
        ALL.add("body/output/weight");
    }

    @Test
    void gradients_equal_those_of_same_diff_in_every_run() {
        SameDiff sd = graph();
        Map<String, INDArray> batch = batch(5);
        try (GradientSession session =
                new GradientSession(sd, ALL, "loss", List.of("head/logits"))) {
            for (int run = 0; run < 120; run += 30) {
                Map<String, INDArray> expected = sd.calculateGradients(batch, ALL);
                try (GradientSession.Result result = session.run(batch)) {
                    assertThat(result.gradients()).isEqualTo(expected);
                    assertThat(result.outputs().get("head/logits").shape()).containsExactly(5, 2);
                    assertThat(result.loss())
                            .isEqualTo(sd.outputSingle(batch, "loss").getDouble(0));
                    sd.getVariable("head/dense/weight")
                            .getArr()
                            .subi(result.gradients().get("head/dense/weight").mul(0.1));
                }
            }
        }
    }

    @Test
    void with_heads_alone_trainable_no_other_gradient_is_computed() {
        SameDiff sd = graph();
        Map<String, INDArray> batch = batch(5);
        int heads;
        INDArray gradient;
        try (GradientSession session = new GradientSession(sd, HEAD, "loss", List.of());
                GradientSession.Result result = session.run(batch)) {
            heads = session.operationsPerRun();
            gradient = result.gradients().get("head/dense/weight").dup();
            assertThat(result.gradients()).containsOnlyKeys(HEAD);
        }
        try (GradientSession session = new GradientSession(sd, ALL, "loss", List.of());
                GradientSession.Result result = session.run(batch)) {
            assertThat(session.operationsPerRun()).isGreaterThan(heads + 5);
            assertThat(result.gradients().get("head/dense/weight")).isEqualTo(gradient);
        }
    }

    @Test
    void memory_stays_flat_over_three_hundred_runs_of_two_shapes() throws IOException {
        Path status = Path.of("/proc/self/status");
        Assumptions.assumeTrue(Files.exists(status), "needs the Linux process file system");
        SameDiff sd = graph();
        Map<String, INDArray> small = batch(3000);
        Map<String, INDArray> large = batch(4000);
        long before = 0;
        try (GradientSession session = new GradientSession(sd, ALL, "loss", List.of())) {
            for (int run = 0; run < 300; run++) {
                session.run(run % 2 == 0 ? small : large).close();
                if (run == 60) {
                    before = nativeKilobytes(status);
                }
            }
            // A run makes some 20 MB of arrays: unfreed they would be 5 GB.
            assertThat(nativeKilobytes(status) - before).isLessThan(300_000);
        }
    }

    @Test
    void forward_session_gives_what_same_diff_gives_and_sees_changed_weights() {
        SameDiff sd = graph();
        Map<String, INDArray> batch = batch(4);
        Map<String, INDArray> input = Map.of("x", batch.get("x"));
        try (ForwardSession session = new ForwardSession(sd, List.of("head/logits"))) {
            INDArray first = session.run(input).get("head/logits");
            assertThat(first).isEqualTo(sd.outputSingle(input, "head/logits"));
            sd.getVariable("head/output/bias").getArr().addi(1);
            INDArray second = session.run(input).get("head/logits");
            assertThat(second).isEqualTo(first.add(1));
        }
    }

    @Test
    void building_the_gradients_prints_nothing() {
        PrintStream out = System.out;
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        System.setOut(new PrintStream(seen, true, StandardCharsets.UTF_8));
        try {
            new GradientSession(graph(), ALL, "loss", List.of()).close();
        } finally {
            System.setOut(out);
        }
        assertThat(seen.toString(StandardCharsets.UTF_8)).doesNotContain("differentiated");
    }

    @Test
    void unknown_and_unconnected_names_are_refused() {
        SameDiff sd = graph();
        sd.var("lonely", Nd4j.ones(DataType.FLOAT, 2));

        assertThatThrownBy(() -> new GradientSession(sd, List.of("nobody"), "loss", List.of()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("nobody");
        assertThatThrownBy(() -> new GradientSession(sd, List.of("lonely"), "loss", List.of()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("lonely")
                .hasMessageContaining("no path");
        assertThatThrownBy(() -> new ForwardSession(sd, List.of("nobody")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("nobody");
    }

    private static SameDiff graph() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, WIDTH);
        SDVariable y = sd.placeHolder("y", DataType.FLOAT, -1, 2);
        SDVariable mask = sd.placeHolder("mask", DataType.FLOAT, -1, 2);
        SDVariable body = Heads.mlp(sd, x, Heads.init(1, "body", WIDTH, WIDTH, WIDTH), "body");
        SDVariable logits = Heads.mlp(sd, body, Heads.init(1, "head", WIDTH, WIDTH, 2), "head");
        Losses.ccc(sd, logits, y, mask, CccOptions.POPULATION, "loss");
        return sd;
    }

    private static Map<String, INDArray> batch(int rows) {
        return Map.of(
                "x", Init.uniform(1, "x", 1, rows, WIDTH),
                "y", Init.uniform(1, "y", 1, rows, 2),
                "mask", Nd4j.ones(DataType.FLOAT, rows, 2));
    }

    private static long nativeKilobytes(Path status) throws IOException {
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) {
                long heap = Runtime.getRuntime().totalMemory() / 1024; // grows for its own reasons
                return Long.parseLong(line.replaceAll("\\D", "")) - heap;
            }
        }
        throw new IOException("no VmRSS line in " + status);
    }
}
