package org.burst4j.engine.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.burst4j.engine.derive.Backward;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.UnplannableGraphException;
import org.burst4j.engine.rewrite.Simplify;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Operations that a program has no word for run as ND4J has them, forward and backward. */
class StockNodeTest {
    @TestFactory
    Stream<DynamicTest> unknown() {
        Map<String, BiFunction<SameDiff, SDVariable, SDVariable>> cases = new LinkedHashMap<>();
        cases.put("cosh", (sd, x) -> sd.math().cosh(x));
        cases.put("atan", (sd, x) -> sd.math().atan(x));
        cases.put("cumsum", (sd, x) -> sd.cumsum(x, true, false, 0));
        cases.put("leakyRelu", (sd, x) -> sd.nn().leakyRelu(x, 0.1));
        cases.put("elu", (sd, x) -> sd.nn().elu(x));
        cases.put("softplus", (sd, x) -> sd.nn().softplus(x));
        cases.put("pow", (sd, x) -> sd.math().pow(x.add(3), 1.7));
        cases.put("norm2", (sd, x) -> sd.norm2(x, true, 1));
        cases.put("logSoftmax", (sd, x) -> sd.nn().logSoftmax(x));
        cases.put("prod", (sd, x) -> sd.prod(x, 0));
        cases.put("gelu", (sd, x) -> sd.nn().gelu(x));
        cases.put("reverse", (sd, x) -> sd.reverse(x, 1).mul(x));
        cases.put(
                "layerNorm",
                (sd, x) -> sd.nn().layerNorm(x, sd.constant(Agreement.some(4, 3)), false, 1));
        cases.put("reluWithCutoff", (sd, x) -> sd.nn().relu(x, 0.25));
        return cases.entrySet().stream()
                .map(entry -> dynamicTest(entry.getKey(), () -> check(entry.getValue())));
    }

    private static void check(BiFunction<SameDiff, SDVariable, SDVariable> graph) {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 3);
        SDVariable weight = sd.var("weight", Agreement.some(5, 4, 3));
        SDVariable y = graph.apply(sd, x.mul(weight));
        sd.identity("y", y);
        Map<String, INDArray> feeds = Map.of("x", Agreement.some(2, 4, 3));
        Program program = Agreement.check(sd, feeds, List.of("y"), Simplify.READ::apply);
        assertThat(program.nodes()).anyMatch(node -> node.op() instanceof Op.Stock);

        y.mul(y).sum().rename("loss");
        sd.setLossVariables("loss");
        Agreement.checkGradients(sd, feeds, List.of("weight"), "loss");
    }

    /** SameDiff's own gradient is zero: its copy of the operation forgets the axis. */
    @Test
    void the_derivative_knows_what_copies_of_the_operation_forget() {
        SameDiff sd = SameDiff.create();
        float[][] numbers = {{1, 2, 3}, {2, 0.5f, 1}};
        SDVariable weight = sd.var("weight", Nd4j.createFromArray(numbers));
        SDVariable y = sd.cumprod("y", weight, false, false, 1); // 1 2 6, 2 1 1
        y.mul(y).sum().rename("loss");
        Program forward = Agreement.check(sd, Map.of(), List.of("y", "loss"), Simplify.READ::apply);
        Program joint = Backward.of(forward, "loss", List.of("weight"));
        double[] gradient = Agreement.run(joint, sd, Map.of()).get(Program.gradientOf("weight"));
        INDArray own = weight.getArr();
        INDArray ofY = sd.output(Map.of(), "y").get("y").mul(2);
        INDArray expected = Nd4j.create(DataType.FLOAT, 2, 3);
        Nd4j.exec(
                DynamicCustomOp.builder("cumprod_bp")
                        .addInputs(own, ofY)
                        .addOutputs(expected)
                        .addIntegerArguments(0, 0, 1)
                        .build());
        assertThat(gradient).containsExactly(Agreement.numbers(expected));
    }

    @Test
    void operations_without_a_readable_derivative_are_told() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.var("weight", Agreement.some(2, 4, 3));
        sd.gather("y", x, new int[] {2, 0, 2}, 1).sum().rename("loss");
        Program forward = Agreement.check(sd, Map.of(), List.of("y", "loss"), Simplify.READ::apply);
        assertThatThrownBy(() -> Backward.of(forward, "loss", List.of("weight")))
                .isInstanceOf(UnplannableGraphException.class)
                .hasMessageContaining("create_view");
    }

    @Test
    void integers_that_follow_from_numbers_are_converted_in_each_run() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 3);
        SDVariable places = sd.argmax(x, 1); // [B] LONG
        SDVariable whole = x.mul(4).castTo(DataType.INT32).castTo(DataType.FLOAT); // towards zero
        sd.oneHot(places, 3, 1, 1, 0, DataType.FLOAT).add("y", whole);
        Map<String, INDArray> feeds = Map.of("x", Agreement.some(2, 4, 3));
        Agreement.check(sd, feeds, List.of("y"), Simplify.READ::apply);
    }

    @Test
    void several_results() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 4);
        SDVariable[] moments = sd.math().moments(x, new int[] {0}, false);
        moments[0].add("y", moments[1]);
        Map<String, INDArray> feeds = Map.of("x", Agreement.some(2, 3, 4));
        Program program = Agreement.check(sd, feeds, List.of("y"), Simplify.READ::apply);
        assertThat(program.nodes())
                .anyMatch(node -> node.op() instanceof Op.Stock && node.outputs().size() == 2);
    }

    @Test
    void sessions_of_the_graph_go_on_beside() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 3);
        sd.math().cosh("y", x);
        Map<String, INDArray> feeds = Map.of("x", Agreement.some(2, 4, 3));
        Agreement.check(sd, feeds, List.of("y"), Simplify.READ::apply);
        INDArray again = sd.output(feeds, "y").get("y");
        assertThat(again.shape()).containsExactly(4, 3);
        assertThat(again.getDouble(0)).isGreaterThanOrEqualTo(1);
    }
}
