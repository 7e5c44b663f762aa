package org.burst4j.engine.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.rewrite.Simplify;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Operations that a program has no word for run as ND4J has them, forward and backward. */
class StockNodeTest {
    @TestFactory
    Stream<DynamicTest> unknown() {
        Map<String, BiFunction<SameDiff, SDVariable, SDVariable>> cases = new LinkedHashMap<>();
        cases.put("cosh", (sd, x) -> sd.math().cosh(x));
        cases.put("atan", (sd, x) -> sd.math().atan(x));
        cases.put("cumprod", (sd, x) -> sd.cumprod(x, false, false, 1));
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
        cases.put("gather", (sd, x) -> sd.gather(x, new int[] {2, 0, 2}, 1));
        cases.put(
                "layerNorm",
                (sd, x) ->
                        sd.nn().layerNorm(x, sd.constant(Agreement.some(4, 3)), false, 1));
        cases.put(
                "reluWithCutoff", (sd, x) -> sd.nn().relu(x, 0.25));
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
