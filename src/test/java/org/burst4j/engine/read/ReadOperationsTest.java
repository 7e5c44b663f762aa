package org.burst4j.engine.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.rewrite.Simplify;
import org.burst4j.graph.GraphFiles;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv1DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;

/** Each operation is read as it is, from graphs that were just built and from loaded ones. */
class ReadOperationsTest {
    @TempDir static Path folder;

    private final Map<String, BiFunction<SameDiff, SDVariable, SDVariable>> cases =
            new LinkedHashMap<>();

    private void add(String name, BiFunction<SameDiff, SDVariable, SDVariable> graph) {
        cases.put(name, graph);
    }

    /** All of x [2,3,4], whose numbers are in -1 to 1. */
    @TestFactory
    Stream<DynamicTest> known() {
        elements();
        layouts();
        slices();
        products();
        reductions();
        shapes();
        return cases.entrySet().stream()
                .map(entry -> dynamicTest(entry.getKey(), () -> check(entry.getValue())));
    }

    private static void check(BiFunction<SameDiff, SDVariable, SDVariable> graph) {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, -1, -1);
        SDVariable y = graph.apply(sd, x);
        sd.identity("y", y.dataType() == DataType.FLOAT ? y : y.castTo(DataType.FLOAT));
        Map<String, INDArray> feeds = Map.of("x", Agreement.some(3, 2, 3, 4));
        Program program = Agreement.check(sd, feeds, List.of("y"), Simplify.READ::apply);
        assertThat(program.nodes()).noneMatch(node -> node.op() instanceof Op.Stock);
        Path file = folder.resolve("graph.fb");
        GraphFiles.save(sd, file);
        for (SameDiff loaded :
                List.of(GraphFiles.load(file), SameDiff.load(file.toFile(), false))) {
            assertThat(Agreement.read(loaded, feeds, List.of("y")))
                    .hasToString(program.toString());
        }
    }

    private void elements() {
        add("neg", (sd, x) -> sd.math().neg(x));
        add("exp", (sd, x) -> sd.math().exp(x));
        add("log", (sd, x) -> sd.math().log(x.add(2)));
        add("sqrt", (sd, x) -> sd.math().sqrt(x.add(2)));
        add("rsqrt", (sd, x) -> sd.math().rsqrt(x.add(2)));
        add("reciprocal", (sd, x) -> sd.math().reciprocal(x.add(2)));
        add("square", (sd, x) -> sd.math().square(x));
        add("abs", (sd, x) -> sd.math().abs(x));
        add("sign", (sd, x) -> sd.math().sign(x));
        add("floor", (sd, x) -> sd.math().floor(x.mul(3)));
        add("erf", (sd, x) -> sd.math().erf(x));
        add("sigmoid", (sd, x) -> sd.nn().sigmoid(x));
        add("tanh", (sd, x) -> sd.math().tanh(x));
        add("relu", (sd, x) -> sd.nn().relu(x, 0));
        add("scalars", (sd, x) -> x.add(1).sub(3).rsub(2).mul(-1.5).div(7));
        add("rdiv", (sd, x) -> x.add(3).rdiv(1).add(x.add(4).rdiv(2.5)));
        add("powers", (sd, x) -> x.add(2).pow(2).add(x.add(3).pow(0.5)).add(x.add(2).pow(-1)));
        add("limits", (sd, x) -> sd.max(x, x.mul(-1)).add(sd.min(x, x.add(0.1).mul(x))));
        add("clip", (sd, x) -> sd.math().clipByValue(x, -0.3, 0.4));
        add("equal", (sd, x) -> x.eq(x.mul(1)));
        add("different", (sd, x) -> x.neq(0).castTo(DataType.FLOAT).add(0.5));
        add("compared", (sd, x) -> count(x.gt(0.1), x.gte(0.2), x.lt(-0.1), x.lte(-0.2)));
        add(
                "comparedWithEachOther",
                (sd, x) -> {
                    SDVariable z = x.mul(-1).add(0.2);
                    return count(x.gt(z), x.gte(z), x.lt(z), x.lte(z), x.neq(z));
                });
        add(
                "logic",
                (sd, x) -> {
                    SDVariable a = x.gt(0);
                    SDVariable b = x.lt(0.5);
                    return count(sd.math().and(a, b), sd.math().or(a, b));
                });
        add("truth", (sd, x) -> x.mul(3).castTo(DataType.BOOL));
        add("squaredDifference", (sd, x) -> x.squaredDifference(x.mul(0.3).add(1)));
        add("broadcasting", (sd, x) -> x.mul(x.sum(true, 1)).div(x.max(true, 2).add(3)).rsub(x));
        add("sumOfMany", (sd, x) -> sd.math().mergeAdd(new SDVariable[] {x, x.mul(2), x}));
        add("identity", (sd, x) -> sd.identity(x));
    }

    private static SDVariable count(SDVariable... truths) {
        SDVariable sum = null;
        for (int i = 0; i < truths.length; i++) {
            SDVariable next = truths[i].castTo(DataType.FLOAT).mul(1 << i);
            sum = sum == null ? next : sum.add(next);
        }
        return sum;
    }

    private void layouts() {
        add("reshape", (sd, x) -> sd.reshape(x, 6, -1).mul(2));
        add("reshapeToVariable", (sd, x) -> sd.reshape(sd.reshape(x, -1), sd.shape(x)));
        add("expandDims", (sd, x) -> sd.expandDims(sd.expandDims(x, 1), -1));
        add("squeeze", (sd, x) -> sd.squeeze(sd.expandDims(x, 2), 2));
        add("permute", (sd, x) -> sd.permute(x, 2, 0, 1));
        add("transpose", (sd, x) -> sd.transpose(sd.reshape(x, 6, 4)));
        add("concat", (sd, x) -> sd.concat(1, x, x.mul(2)));
        add("concatOverLast", (sd, x) -> sd.concat(-1, x, x.mul(2)));
        add("stack", (sd, x) -> sd.stack(1, x, x.mul(2), x));
        add("stackBehind", (sd, x) -> sd.stack(-1, x, x.mul(2)));
        add("tile", (sd, x) -> sd.tile(x, 2, 1, 3));
        add("tileOnes", (sd, x) -> sd.tile(sd.reshape(x, 24, 1), 1, 5));
    }

    private void slices() {
        add("slice", (sd, x) -> sd.slice(x, new int[] {0, 1, 1}, 2, 2, 2));
        add("sliceToTheEnd", (sd, x) -> sd.slice(x, new int[] {1, 0, 2}, 1, -1, -1));
        add("strided", (sd, x) -> strided(sd, x, new long[] {0, 0, 1}, new long[] {2, 3, 4}));
        add(
                "negativeEnds",
                (sd, x) -> strided(sd, x, new long[] {0, -3, -4}, new long[] {2, -1, -1}));
        add(
                "openEnds",
                (sd, x) ->
                        sd.stridedSlice(
                                x, l(1, 1, 1), l(1, 1, 1), l(1, 1, 2), 0b001, 0b110, 0, 0, 0));
        add(
                "shrunk",
                (sd, x) -> sd.stridedSlice(x, l(1, 0, 2), l(2, 3, 3), l(1, 1, 1), 0, 0, 0, 0, 5));
        add(
                "newAxis",
                (sd, x) -> sd.stridedSlice(x, l(0, 0, 0), l(1, 2, 2), l(1, 1, 1), 0, 0, 0, 2, 0));
        add("fewerPlaces", (sd, x) -> sd.stridedSlice(x, l(1), l(2), l(1)));
        add(
                "split",
                (sd, x) -> {
                    SDVariable[] parts = sd.split(x, 2, 2);
                    return parts[1].sub(parts[0]);
                });
        add(
                "unstack",
                (sd, x) -> {
                    SDVariable[] parts = sd.unstack(x, 1, 3);
                    return parts[2].sub(parts[0]);
                });
    }

    private static SDVariable strided(SameDiff sd, SDVariable x, long[] begin, long[] end) {
        return sd.stridedSlice(x, begin, end, l(1, 2, 2));
    }

    private static long[] l(long... numbers) {
        return numbers;
    }

    private void products() {
        add("matmul", (sd, x) -> sd.mmul(sd.reshape(x, 6, 4), weight(sd, 4, 5)));
        add(
                "matmulTransposed",
                (sd, x) -> sd.mmul(sd.reshape(x, 4, 6), weight(sd, 5, 4), true, true, false));
        add("matmulOfMany", (sd, x) -> sd.mmul(x, x, false, true, false));
        add("matmulOfManyTransposed", (sd, x) -> sd.mmul(x, x, true, false, false));
        add(
                "matmulRank4",
                (sd, x) -> {
                    SDVariable a = sd.reshape(x, 1, 2, 3, 4);
                    return sd.mmul(a, sd.reshape(x, 1, 2, 4, 3));
                });
        add("bias", (sd, x) -> sd.nn().biasAdd(x, weight(sd, 4), false));
        add("conv", (sd, x) -> conv(sd, x, null, 1, 1));
        add("convWithBias", (sd, x) -> conv(sd, x, weight(sd, 5).mul(2), 2, 2));
        add("onesTimesRow", (sd, x) -> sd.mmul(ones(sd, 3, 1), weight(sd, 1, 4)).add(x));
        add("rowOfOnes", (sd, x) -> sd.mmul(ones(sd, 2, 1, 3), x));
        add("columnOfShares", (sd, x) -> sd.mmul(sd.reshape(x, 6, 4), share(sd, 4)));
        add(
                "outerProduct",
                (sd, x) -> sd.mmul(sd.reshape(x, 24, 1), weight(sd, 3, 1), false, true, false));
        add(
                "transposedOnes",
                (sd, x) ->
                        sd.mmul(sd.reshape(x, 6, 4), ones(sd, 6, 2), true, false, false)
                                .add(weight(sd, 4, 2)));
    }

    private static SDVariable weight(SameDiff sd, long... shape) {
        return sd.var("weight", Agreement.some(8, shape));
    }

    private static SDVariable ones(SameDiff sd, long... shape) {
        return sd.constant(Nd4j.ones(DataType.FLOAT, shape));
    }

    private static SDVariable share(SameDiff sd, long rows) {
        return sd.constant(Nd4j.valueArrayOf(new long[] {rows, 1}, 1.0 / rows, DataType.FLOAT));
    }

    private static SDVariable conv(
            SameDiff sd, SDVariable x, SDVariable bias, int stride, int padding) {
        Conv1DConfig config =
                Conv1DConfig.builder()
                        .k(2)
                        .s(stride)
                        .p(padding)
                        .d(1)
                        .dataFormat(Conv1DConfig.NWC)
                        .paddingMode(PaddingMode.VALID)
                        .build();
        SDVariable kernel = sd.var("kernel", Agreement.some(6, 2, 4, 5));
        return bias == null
                ? sd.cnn().conv1d(x, kernel, config)
                : sd.cnn().conv1d(x, kernel, bias, config);
    }

    private void reductions() {
        add("sum", (sd, x) -> x.sum(1));
        add("sumKept", (sd, x) -> x.sum(true, 0, 2));
        add("sumOfAll", (sd, x) -> x.sum());
        add("mean", (sd, x) -> x.mean(1, 2));
        add("max", (sd, x) -> x.max(true, 2));
        add("min", (sd, x) -> x.min(0));
        add("softmax", (sd, x) -> sd.nn().softmax(x, -1));
        add("softmaxOverFirst", (sd, x) -> sd.nn().softmax(sd.reshape(x, 6, 4), 0));
        add("argMax", (sd, x) -> sd.argmax(x, 1).eq(2));
        add("argMaxKept", (sd, x) -> sd.argmax(x, true, 2));
    }

    private void shapes() {
        add("onesLike", (sd, x) -> sd.onesLike(x).mul(x.sum(true, 1)));
        add("zerosLike", (sd, x) -> sd.zerosLike(x).add(x));
        add("size", (sd, x) -> x.mul(sd.size(x).castTo(DataType.FLOAT)));
        add("sizeAt", (sd, x) -> x.mul(sd.sizeAt(x, 1).castTo(DataType.FLOAT)));
        add("rank", (sd, x) -> x.mul(sd.rank(x).castTo(DataType.FLOAT)));
        add("shapeAsNumbers", (sd, x) -> x.mul(sd.sum(sd.shape(x).castTo(DataType.FLOAT))));
        add(
                "fill",
                (sd, x) -> {
                    SDVariable sizes = sd.slice(sd.shape(x), new int[] {1}, 2);
                    return sd.fill(sizes, DataType.FLOAT, 2.5).mul(x);
                });
        add(
                "computedShape",
                (sd, x) -> {
                    SDVariable first = sd.slice(sd.shape(x), new int[] {0}, 1);
                    SDVariable rest = sd.constant(Nd4j.createFromArray(12L));
                    return sd.reshape(x, sd.concat(0, first, rest)).mul(2);
                });
    }

    @Test
    void the_draw_of_a_run_is_named_and_has_its_limits() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 3);
        org.burst4j.graph.Dropout.apply(sd, x, 0.25, "drop").rename("y");
        Map<String, INDArray> feeds = Map.of("x", Agreement.some(1, 5, 3));
        Program program = Agreement.check(sd, feeds, List.of("y"), Simplify.READ::apply);
        assertThat(program.nodes().stream().map(node -> node.op()))
                .contains(
                        new Op.Uniform(
                                "drop",
                                0.75f,
                                1.75f,
                                org.burst4j.engine.ir.Shape.of(5, 3)));
    }
}
