package org.burst4j.engine.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.burst4j.ModelException;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.NameScope;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Which constants become numbers of the program, and what the reader says once. */
class ReadConstantsTest {
    private static final Map<String, Shape> X = Map.of("x", Shape.of(2, 3));

    private final SameDiff sd = SameDiff.create();
    private final SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 3);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void a_frozen_weight_of_equal_numbers_may_get_others_later(int rank) {
        long[] sizes = new long[rank];
        Arrays.fill(sizes, 1);
        sizes[rank - 1] = 3;
        x.add("y", sd.constant("layer.weight", Nd4j.ones(DataType.FLOAT, sizes)));
        Program program = GraphReader.read(sd, X, List.of("y"));
        assertThat(program.weights()).containsOnlyKeys("layer.weight");
    }

    @Test
    void a_frozen_weight_of_one_element_is_a_weight() {
        x.add("y", sd.constant("bias", Nd4j.ones(DataType.FLOAT, 1)));
        assertThat(GraphReader.read(sd, X, List.of("y")).weights()).containsOnlyKeys("bias");
    }

    @Test
    @SuppressWarnings("try") // the scope is left by closing it
    void scalars_and_nameless_arrays_of_equal_numbers_are_part_of_the_program() {
        SDVariable scaled = x.mul(sd.constant("scale", Nd4j.scalar(2f)));
        NameScope part = sd.withNameScope("part");
        SDVariable shifted = scaled.add(sd.constant(Nd4j.ones(DataType.FLOAT, 2, 3)));
        part.close();
        shifted.add("y", sd.constant(Nd4j.ones(DataType.FLOAT, 1, 3)));
        Program program = GraphReader.read(sd, X, List.of("y"));
        assertThat(program.weights()).isEmpty();
        assertThat(program.nodes()).filteredOn(node -> node.op() instanceof Op.Fill).hasSize(3);
    }

    @Test
    void one_element_beyond_the_edge_is_refused_and_a_range_is_cut() {
        sd.stridedSlice(
                "range", x, new long[] {0, 1}, new long[] {9, 9}, new long[] {1, 1}, 0, 0, 0, 0, 0);
        assertThat(GraphReader.read(sd, X, List.of("range")).outputs().get("range").shape())
                .isEqualTo(Shape.of(2, 2));
        sd.stridedSlice(
                "one", x, new long[] {0, 3}, new long[] {2, 4}, new long[] {1, 1}, 0, 0, 0, 0, 2);
        assertThatThrownBy(() -> GraphReader.read(sd, X, List.of("one")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("[0, 3] in steps of [1, 1] is not within");
    }

    @Test
    void what_stays_nd4js_is_told_once_a_graph() {
        Map<String, Integer> counts = Map.of("cosh", 1);
        assertThat(StockLog.tell(sd, "Operations", counts)).isTrue();
        assertThat(StockLog.tell(sd, "Operations", counts)).isFalse();
        assertThat(StockLog.tell(sd, "Derivatives", counts)).isTrue();
        assertThat(StockLog.tell(sd, "Operations", Map.of("cosh", 2))).isTrue();
        assertThat(StockLog.tell(SameDiff.create(), "Operations", counts)).isTrue();
        assertThat(StockLog.tell(SameDiff.create(), "Operations", Map.of())).isFalse();
        sd.math().sinh("y", x);
        GraphReader.read(sd, X, List.of("y"));
        assertThat(StockLog.tell(sd, "Operations", Map.of("sinh", 1))).isFalse();
    }
}
