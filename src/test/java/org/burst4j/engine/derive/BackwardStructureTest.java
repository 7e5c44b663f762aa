package org.burst4j.engine.derive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.burst4j.ModelException;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Expression;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.ReduceKind;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.StockOperation;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.ir.UnplannableGraphException;
import org.burst4j.engine.ir.Value;
import org.junit.jupiter.api.Test;

/** What the way back is made of, and where it ends. */
class BackwardStructureTest {
    private final Differences differences = new Differences();

    private Value add(Op op, Value... inputs) {
        return differences.builder().add(op, inputs);
    }

    private Value columns(Value x, int begin, int count) {
        return add(
                new Op.Slice(List.of(0, begin), List.of(1, 1), Shape.of(x.shape().size(0), count)),
                x);
    }

    private Value sum(Value x) {
        return add(
                new Op.Reduce(
                        ReduceKind.SUM,
                        IntStream.range(0, x.shape().rank()).boxed().toList(),
                        false),
                x);
    }

    private static long count(Program program, Class<? extends Op> kind) {
        return program.nodes().stream().filter(node -> kind.isInstance(node.op())).count();
    }

    @Test
    void a_split_is_undone_by_one_concatenation() {
        Value x = differences.weight(-1, 1, 2, 6);
        differences.loss(columns(x, 3, 3), columns(x, 0, 1), columns(x, 1, 2));
        differences.check();
        assertThat(count(differences.joint(), Op.Concat.class)).isEqualTo(1);
        assertThat(count(differences.joint(), Op.SliceGradient.class)).isZero();
    }

    @Test
    void gaps_between_slices_are_zeros_and_equal_slices_are_summed() {
        Value x = differences.weight(-1, 1, 2, 6);
        differences.loss(columns(x, 4, 1), columns(x, 1, 2), columns(x, 1, 2));
        differences.check();
        assertThat(count(differences.joint(), Op.Concat.class)).isEqualTo(1);
        assertThat(count(differences.joint(), Op.SliceGradient.class)).isZero();
    }

    @Test
    void slices_that_cut_each_other_are_summed_in_full_size() {
        Value x = differences.weight(-1, 1, 2, 6);
        differences.loss(columns(x, 0, 4), columns(x, 2, 4), x);
        differences.check();
        assertThat(count(differences.joint(), Op.SliceGradient.class)).isEqualTo(2);
    }

    @Test
    void equal_slices_alone_are_summed_before_they_are_placed() {
        Value x = differences.weight(-1, 1, 2, 6);
        differences.loss(columns(x, 0, 6), columns(x, 0, 6));
        differences.check();
        assertThat(count(differences.joint(), Op.Concat.class)).isZero();
    }

    @Test
    void nothing_is_repeated_to_full_size_for_a_sum() {
        Value x = differences.weight(-1, 1, 3, 4);
        differences.builder().output("loss", sum(add(new Op.Unary(UnaryKind.SQUARE), x)));
        differences.check();
        assertThat(count(differences.joint(), Op.Broadcast.class)).isZero();
    }

    @Test
    void the_gradient_of_what_was_repeated_and_summed_is_a_multiple() {
        Value x = differences.weight(-1, 1, 4);
        Value wide = add(new Op.Broadcast(Shape.of(3, 4)), x);
        differences.builder().output("loss", sum(wide));
        differences.check();
        assertThat(count(differences.joint(), Op.Reduce.class)).isEqualTo(1);
    }

    @Test
    void where_a_derivative_is_not_defined_it_is_nd4js() {
        Value x = differences.weight(new double[] {-1, 0, 1});
        Value same = differences.weight(new double[] {-1, 0, 1});
        Value all = sum(add(new Op.Clip(-1, 1), x));
        for (Value more :
                List.of(
                        add(new Op.Affine(10, 0), add(new Op.Unary(UnaryKind.ABS), x)),
                        add(new Op.Affine(100, 0), add(new Op.Unary(UnaryKind.RELU), x)),
                        add(new Op.Binary(BinaryKind.MAXIMUM), x, same),
                        add(new Op.Binary(BinaryKind.MINIMUM), x, same))) {
            all = add(new Op.Binary(BinaryKind.ADD), all, sum(more));
        }
        differences.builder().output("loss", all);
        assertThat(differences.gradient(x)).containsExactly(-10 + 2, 1 + 2, 110 + 2);
        assertThat(differences.gradient(same)).containsExactly(2, 2, 2);
    }

    @Test
    void of_several_largest_elements_the_first_gets_the_gradient_as_in_nd4j() {
        Value x = differences.weight(new double[] {1, 3, 3, 2});
        differences
                .builder()
                .output("loss", add(new Op.Reduce(ReduceKind.MAX, List.of(0), false), x));
        assertThat(differences.gradient(x)).containsExactly(0, 1, 0, 0);
    }

    @Test
    void the_first_of_several_smallest_elements_is_found_over_several_axes() {
        Value x =
                add(
                        new Op.Reshape(Shape.of(3, 2, 2)),
                        differences.weight(new double[] {5, 4, 4, 4, 2, 1, 1, 1, 0, 0, 0, 3}));
        Value least = add(new Op.Reduce(ReduceKind.MIN, List.of(0, 2), false), x);
        differences.builder().output("loss", sum(least));
        Value weight = differences.builder().producer(x).input(0);
        assertThat(differences.gradient(weight))
                .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0);
    }

    @Test
    void a_path_that_is_stopped_or_flat_gives_zeros() {
        Value x = differences.weight(-1, 1, 3);
        Value y = differences.weight(-1, 1, 3);
        differences.loss(add(new Op.StopGradient(), x), add(new Op.Unary(UnaryKind.FLOOR), y));
        assertThat(differences.gradient(x)).containsExactly(0, 0, 0);
        assertThat(differences.gradient(y)).containsExactly(0, 0, 0);
    }

    @Test
    void a_weight_without_path_is_refused() {
        Value x = differences.weight(-1, 1, 3);
        Value compared = add(new Op.Compare(BinaryKind.GREATER, 0), x);
        Value y = differences.fixed(-1, 1, 3);
        differences.loss(compared, add(new Op.Unary(UnaryKind.EXP), y));
        assertThatThrownBy(differences::joint)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("variable " + x.name() + " has no path to the loss loss");
    }

    @Test
    void a_name_that_is_not_there_is_refused() {
        differences.loss(differences.weight(-1, 1, 3));
        Program forward = differences.builder().build();
        assertThatThrownBy(() -> Backward.of(forward, "loss", List.of("other")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("variable other has no path to the loss loss");
    }

    @Test
    void a_loss_of_several_numbers_is_refused() {
        Value x = differences.weight(-1, 1, 3);
        differences.builder().output("loss", add(new Op.Unary(UnaryKind.EXP), x));
        assertThatThrownBy(differences::joint)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("expected one number");
    }

    @Test
    void the_way_forward_stays_first_and_in_its_order() {
        Value x = differences.weight(-1, 1, 3, 4);
        Value y = add(new Op.Softmax(), add(new Op.Unary(UnaryKind.TANH), x));
        differences.builder().output("also", y);
        differences.loss(y);
        List<Op> forward = differences.builder().build().nodes().stream().map(Node::op).toList();
        List<Op> joint = differences.joint().nodes().stream().map(Node::op).toList();
        assertThat(joint.subList(0, forward.size())).isEqualTo(forward);
        assertThat(differences.joint().outputs().keySet())
                .containsExactly("also", "loss", Program.gradientOf(x.name()));
    }

    @Test
    void what_has_no_derivative_is_refused_where_one_is_needed() {
        Value x = differences.weight(-1, 1, 2);
        Expression expression =
                new Expression(
                        x.shape(),
                        List.of(new Expression.Access(1, 2)),
                        List.of(new Expression.Load(0)),
                        List.of(0));
        differences.loss(add(new Op.Fused(expression), x));
        assertThatThrownBy(differences::joint)
                .isInstanceOf(UnplannableGraphException.class)
                .hasMessageContaining("knows no derivative of");
    }

    @Test
    void a_key_bias_that_is_differentiated_by_is_refused() {
        Value x = differences.weight(-1, 1, 2, 2);
        Value bias = differences.weight(-1, 1, 2);
        differences.loss(add(new Op.Attention(1, 1, 1, true, "", 0), x, x, x, bias));
        assertThatThrownBy(differences::joint)
                .isInstanceOf(UnplannableGraphException.class)
                .hasMessageContaining("the key bias of");
    }

    @Test
    void the_deviation_of_a_norm_cannot_be_differentiated() {
        Value x = differences.weight(-1, 1, 2, 2);
        Op norm = new Op.LayerNorm(1e-5f, false, false, false);
        differences.loss(differences.builder().addAll(norm, List.of(x)).get(2));
        assertThatThrownBy(differences::joint)
                .isInstanceOf(UnplannableGraphException.class)
                .hasMessageContaining("knows no derivative of");
    }

    @Test
    void an_operation_of_nd4j_writes_its_own_derivative() {
        StockOperation triple =
                new StockOperation() {
                    @Override
                    public List<Shape> outputs(List<Shape> inputs) {
                        return List.of(inputs.get(0));
                    }

                    @Override
                    public List<Value> gradient(
                            ProgramBuilder builder,
                            List<Value> inputs,
                            List<Value> outputs,
                            List<Value> gradients) {
                        return Arrays.asList(
                                builder.add(new Op.Affine(3, 0), gradients.get(0)), null);
                    }
                };
        Value x = differences.weight(-1, 1, 2);
        Value y = add(new Op.Stock("triple", triple), x, differences.fixed(0, 1, 2));
        differences.builder().output("loss", sum(y));
        Program joint = differences.joint();
        Value gradient = joint.outputs().get(Program.gradientOf(x.name()));
        Node last = joint.nodes().get(joint.nodes().size() - 1);
        assertThat(last.output()).isSameAs(gradient);
        assertThat(last.op()).isEqualTo(new Op.Affine(3, 0));
    }
}
