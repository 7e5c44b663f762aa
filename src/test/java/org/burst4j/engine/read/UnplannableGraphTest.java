package org.burst4j.engine.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.burst4j.ModelException;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.UnplannableGraphException;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** What cannot be planned is told apart from what is wrong. */
class UnplannableGraphTest {
    private static final Map<String, Shape> X = Map.of("x", Shape.of(2, 3));

    private static void assertUnplannable(SameDiff sd, String reason) {
        assertThatThrownBy(() -> GraphReader.read(sd, X, List.of("y")))
                .isInstanceOfSatisfying(
                        UnplannableGraphException.class,
                        e -> {
                            assertThat(e.cure()).contains("--engine samediff");
                            assertThat(e.exitCode()).isEqualTo(4);
                        })
                .hasMessageContaining(reason);
    }

    @Test
    void doubles() {
        SameDiff sd = SameDiff.create();
        sd.var("w", Nd4j.ones(DataType.DOUBLE, 2, 3)).add("y", 1).castTo(DataType.FLOAT);
        assertUnplannable(sd, "result y is of type DOUBLE");
        sd.getVariable("y").castTo("z", DataType.FLOAT);
        assertThatThrownBy(() -> GraphReader.read(sd, X, List.of("z")))
                .isInstanceOf(UnplannableGraphException.class)
                .hasMessageContaining("DOUBLE");
    }

    @Test
    void results_that_are_no_floats() {
        SameDiff sd = SameDiff.create();
        sd.argmax("y", sd.placeHolder("x", DataType.FLOAT, -1, 3), 1);
        assertUnplannable(sd, "result y is of type LONG");
    }

    @Test
    void inputs_that_are_no_floats() {
        SameDiff sd = SameDiff.create();
        sd.placeHolder("x", DataType.INT32, -1, 3).castTo("y", DataType.FLOAT);
        assertUnplannable(sd, "input x is of type INT");
    }

    @Test
    void other_random_numbers() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 3);
        x.add("y", sd.random().bernoulli(0.5, DataType.FLOAT, 2, 3));
        assertUnplannable(sd, "distribution_bernoulli");
    }

    @Test
    void results_whose_size_depends_on_numbers() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 3);
        sd.where(x.gt(0)).castTo("y", DataType.FLOAT);
        assertUnplannable(sd, "here");
    }

    @Test
    void loops() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 3);
        SDVariable[] last =
                sd.whileLoop(
                        new SDVariable[] {x},
                        (graph, state) -> state[0].sum().lt(100),
                        (graph, state) -> new SDVariable[] {state[0].mul(2)});
        sd.identity("y", last[0]);
        assertUnplannable(sd, "");
    }

    @Test
    void operations_that_wait_for_others() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 3);
        SDVariable before = x.mul("before", 2);
        SDVariable y = x.add("y", 1);
        y.addControlDependency(before);
        assertUnplannable(sd, "waits");
    }

    @Test
    void empty_arrays() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 3);
        sd.slice(x, new int[] {0, 1}, 2, 0).sum().rename("y");
        assertUnplannable(sd, "[2, 0]");
    }

    @Test
    void names_that_the_graph_does_not_have_are_mistakes() {
        SameDiff sd = SameDiff.create();
        sd.placeHolder("x", DataType.FLOAT, -1, 3).add("y", 1);
        assertThatThrownBy(() -> GraphReader.read(sd, X, List.of("z")))
                .isInstanceOf(ModelException.class)
                .hasMessage("the graph has no variable named z");
        assertThatThrownBy(() -> GraphReader.read(sd, Map.of(), List.of("y")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("input x has no shape");
    }
}
