package org.burst4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.burst4j.ModelException;
import org.burst4j.engine.ir.Recompute;
import org.burst4j.graph.GradientSession;
import org.burst4j.graph.Graphs;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Plans over several runs: other shapes, changed weights, what is left after a failure. */
class PlannedSessionTest {
    private static final List<String> OUTPUTS = List.of("y");

    /** y = exp(x w), loss = sum y. */
    private static SameDiff graph() {
        SameDiff sd = Graphs.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 3);
        SDVariable w = sd.var("w", Nd4j.valueArrayOf(new long[] {3, 2}, 0.1f, DataType.FLOAT));
        sd.math().exp("y", sd.mmul(x, w)).sum("loss");
        return sd;
    }

    private static INDArray rows(int count) {
        return Nd4j.linspace(DataType.FLOAT, 0.0, 0.1, 3L * count).reshape('c', count, 3);
    }

    private static void assertRight(SameDiff sd, ForwardRun run, int count) {
        INDArray x = rows(count);
        INDArray w = sd.getArrForVarName("w");
        INDArray found = run.run(Map.of("x", x)).get("y");
        for (int row = 0; row < count; row++) {
            double sum = 0;
            for (int i = 0; i < 3; i++) {
                sum += (double) x.getFloat(row, i) * w.getFloat(i, 0);
            }
            assertThat(found.getDouble(row, 0))
                    .isCloseTo(Math.exp(sum), within(1e-5 * Math.exp(sum)));
        }
    }

    @Test
    void shapes_in_any_order_share_one_arena() {
        SameDiff sd = graph();
        try (ForwardRun run = new PlannedForward(sd, OUTPUTS, KernelChoice.JAVA)) {
            for (int count : new int[] {2, 40, 2, 7, 40, 3}) {
                assertRight(sd, run, count);
            }
            for (int count = 1; count < 100; count++) { // more than are kept
                assertRight(sd, run, count);
            }
            run.release();
            assertRight(sd, run, 5);
        }
    }

    @Test
    void changed_and_replaced_weights_are_seen() {
        SameDiff sd = graph();
        try (ForwardRun run = new PlannedForward(sd, OUTPUTS, KernelChoice.JAVA)) {
            assertRight(sd, run, 4);
            sd.getArrForVarName("w").muli(3);
            assertRight(sd, run, 4);
            sd.setArrayForVariable("w", Nd4j.rand(DataType.FLOAT, 3, 2));
            assertRight(sd, run, 4);
        }
    }

    @Test
    void what_is_kept_does_not_lie_in_the_callers_workspace() {
        SameDiff sd = graph();
        WorkspaceConfiguration small =
                WorkspaceConfiguration.builder().initialSize(1_000_000).build();
        try (ForwardRun run = new PlannedForward(sd, OUTPUTS, KernelChoice.JAVA)) {
            for (int i = 0; i < 3; i++) {
                try (MemoryWorkspace open =
                        Nd4j.getWorkspaceManager().getAndActivateWorkspace(small, "caller")) {
                    assertThat(open.isScopeActive()).isTrue();
                    assertRight(sd, run, 6);
                }
                INDArray other = Nd4j.valueArrayOf(new long[] {500}, 7f, DataType.FLOAT);
                assertThat(other.meanNumber().doubleValue()).isEqualTo(7);
            }
        }
        Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
    }

    @Test
    void gradients_hold_until_the_next_run_and_a_missing_input_is_named() {
        SameDiff sd = graph();
        try (GradientRun run =
                new PlannedGradients(
                        sd, List.of("w"), "loss", OUTPUTS, Recompute.NONE, KernelChoice.JAVA)) {
            INDArray first;
            try (GradientSession.Result result = run.run(Map.of("x", rows(4)), 0)) {
                first = result.gradients().get("w");
                INDArray expected =
                        rows(4).transpose().mmul(result.outputs().get("y")); // x^T y, as y' = y
                assertThat(first.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-5);
            }
            assertThatThrownBy(() -> run.run(Map.of(), 0))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("x");
            try (GradientSession.Result result = run.run(Map.of("x", rows(9)), 0)) {
                assertThat(result.gradients().get("w")).isSameAs(first);
            }
        }
    }

    @Test
    void a_graph_of_doubles_runs_in_the_session() {
        SameDiff sd = Graphs.create();
        SDVariable x = sd.placeHolder("x", DataType.DOUBLE, -1, 3);
        sd.math().exp("y", x.mul(sd.var("w", Nd4j.ones(DataType.DOUBLE, 1, 3))));
        try (ForwardRun run = Engine.PLANNED.forward(sd, OUTPUTS)) {
            INDArray found = run.run(Map.of("x", Nd4j.zeros(DataType.DOUBLE, 2, 3))).get("y");
            assertThat(found.dataType()).isEqualTo(DataType.DOUBLE);
            assertThat(found.meanNumber().doubleValue()).isEqualTo(1);
            assertThat(run.plannedBytes(Map.of("x", new long[] {2, 3}))).isEmpty();
        }
    }

    @Test
    void one_value_for_two_gradients_is_in_both_arrays() {
        SameDiff sd = Graphs.create();
        SDVariable a = sd.var("a", Nd4j.valueArrayOf(new long[] {4}, 2f, DataType.FLOAT));
        SDVariable b = sd.var("b", Nd4j.valueArrayOf(new long[] {4}, 3f, DataType.FLOAT));
        SDVariable sum = a.add(b);
        sum.mul(sum).sum("loss");
        try (GradientRun run =
                        new PlannedGradients(
                                sd,
                                List.of("a", "b"),
                                "loss",
                                List.of(),
                                Recompute.NONE,
                                KernelChoice.JAVA);
                GradientSession.Result result = run.run(Map.of(), 0)) {
            assertThat(result.loss()).isEqualTo(100);
            for (String name : List.of("a", "b")) {
                assertThat(result.gradients().get(name).toFloatVector()).containsOnly(10);
            }
        }
    }
}
