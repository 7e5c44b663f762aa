package org.burst4j.engine.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.read.Agreement;
import org.burst4j.graph.Blocks;
import org.burst4j.graph.Norms;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Positional convolutions of real widths, which graphs build one group after the other. */
class RealGroupedConvTest {
    private static final int GROUPS = 16;
    private static final int WIDTH = 320;

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void it_is_one_operation(int kernel) {
        Nd4j.getRandom().setSeed(4);
        SameDiff sd = SameDiff.create();
        long[] shape = {kernel, WIDTH / GROUPS, WIDTH};
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, -1, WIDTH); // [B,T,D]
        SDVariable direction = sd.var("direction", Nd4j.randn(shape));
        SDVariable length = sd.var("length", Nd4j.rand(kernel, 1, 1));
        SDVariable bias = sd.var("bias", Nd4j.randn(WIDTH));
        SDVariable weight = Norms.weightNorm(sd, length, direction); // [k,D/g,D]
        SDVariable y = Blocks.sameConvNwc(sd, x, weight, bias, GROUPS, shape); // [B,T,D]
        String result = Blocks.gelu(sd, y).rename("y").name();
        Map<String, INDArray> feeds = Map.of("x", Nd4j.randn(2, 5, WIDTH));
        Passes passes = Passes.all();
        Program read =
                Agreement.check(
                        sd,
                        feeds,
                        List.of(result),
                        program -> passes.afterGradients(passes.beforeGradients(program)));
        Program found = passes.beforeGradients(read);
        int crop = kernel % 2 == 0 ? 1 : 0;
        assertThat(found.nodes().stream().map(node -> node.op()))
                .contains(new Op.GroupedConv(GROUPS, kernel / 2, crop))
                .noneMatch(op -> op instanceof Op.Slice || op instanceof Op.Conv);
    }
}
