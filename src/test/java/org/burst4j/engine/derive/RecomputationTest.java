package org.burst4j.engine.derive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.Recompute;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.ir.Value;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A small encoder: convolutions, then layers with dropout. */
class RecomputationTest {
    private static final int LAYERS = 6;
    private static final int WIDTH = 8;

    private final Differences net = new Differences();
    private Program joint;
    private int forwardNodes;

    private Value add(Op op, Value... inputs) {
        return net.builder().add(op, inputs);
    }

    private Value plus(Value a, Value b) {
        return add(new Op.Binary(BinaryKind.ADD), a, b);
    }

    @BeforeEach
    void build() {
        Value audio = net.fed(-1, 1, 2 * 40, 4);
        Value x = add(new Op.MatMul(false, false), audio, net.weight(-1, 1, 4, WIDTH));
        x = add(new Op.Reshape(Shape.of(2, 40, WIDTH)), x);
        x =
                add(
                        new Op.GroupNorm(1e-5f, true),
                        x,
                        net.weight(0.5, 1, WIDTH),
                        net.weight(-1, 1, WIDTH));
        for (int i = 0; i < 2; i++) {
            x = add(new Op.Conv(2, 0), x, net.weight(-1, 1, 2, WIDTH, WIDTH));
            x = add(new Op.Unary(UnaryKind.GELU), plus(x, net.weight(-1, 1, WIDTH)));
        }
        x = add(new Op.Reshape(Shape.of(20, WIDTH)), x);
        for (int layer = 0; layer < LAYERS; layer++) {
            x = layer(x, layer);
        }
        net.loss(x);
        joint = net.joint();
        forwardNodes = net.builder().build().nodes().size();
    }

    private Value layer(Value x, int layer) {
        Value y = add(new Op.LayerNorm(1e-5f, true, false, false), x, net.weight(0.5, 1, WIDTH));
        y = add(new Op.MatMul(false, false), y, net.weight(-1, 1, WIDTH, 4 * WIDTH));
        y = add(new Op.Unary(UnaryKind.GELU), plus(y, net.weight(-1, 1, 4 * WIDTH)));
        y = add(new Op.Dropout("dropout" + layer, 0.2f), y);
        y = add(new Op.MatMul(false, false), y, net.weight(-1, 1, 4 * WIDTH, WIDTH));
        return plus(x, y);
    }

    /** Most elements that are alive at once, but for those of results. */
    private static long mostAlive(Program program) {
        Storage storage = new Storage(program);
        Map<Value, Integer> lastUse = new HashMap<>();
        List<Node> nodes = program.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            for (Value input : nodes.get(i).inputs()) {
                lastUse.put(storage.root(input), i);
            }
        }
        program.outputs().values().forEach(value -> lastUse.remove(storage.root(value)));
        long most = 0;
        long now = 0;
        Set<Value> alive = new HashSet<>();
        for (int i = 0; i < nodes.size(); i++) {
            for (Value output : nodes.get(i).outputs()) {
                if (lastUse.containsKey(output) && alive.add(output)) {
                    now += output.shape().elements();
                }
            }
            most = Math.max(most, now);
            for (Value input : Set.copyOf(nodes.get(i).inputs())) {
                Value root = storage.root(input);
                if (lastUse.getOrDefault(root, -1) == i && alive.remove(root)) {
                    now -= root.shape().elements();
                }
            }
        }
        return most;
    }

    private Program with(Recompute mode) {
        return Recomputation.of(joint, mode, forwardNodes);
    }

    private static long count(Program program, Class<? extends Op> kind) {
        return program.nodes().stream().filter(node -> kind.isInstance(node.op())).count();
    }

    @Test
    void nothing_is_copied_if_everything_is_kept() {
        assertThat(with(Recompute.NONE)).isSameAs(joint);
    }

    @Test
    void results_are_the_same_bit_for_bit() {
        Map<String, double[]> expected = net.run(joint);
        for (Recompute mode : Recompute.values()) {
            Map<String, double[]> found = net.run(with(mode));
            assertThat(found.keySet()).isEqualTo(expected.keySet());
            expected.forEach(
                    (name, numbers) ->
                            assertThat(found.get(name)).as(name).containsExactly(numbers));
        }
    }

    @Test
    void what_is_made_of_convolutions_is_made_again() {
        Program program = with(Recompute.CONVS);
        assertThat(count(program, Op.GroupNorm.class)).isEqualTo(2);
        assertThat(count(program, Op.Conv.class)).isEqualTo(2);
        assertThat(count(program, Op.MatMul.class)).isEqualTo(count(joint, Op.MatMul.class));
        // The first layer's norm follows from the last convolution.
        assertThat(count(program, Op.LayerNorm.class)).isEqualTo(LAYERS + 1);
    }

    @Test
    void less_is_alive_the_more_is_made_again() {
        long none = mostAlive(joint);
        long convs = mostAlive(with(Recompute.CONVS));
        long all = mostAlive(with(Recompute.ALL));
        assertThat(convs).isLessThan(none - 40 * WIDTH);
        assertThat(all).isLessThan(none / 2);
    }

    @Test
    void at_most_one_more_forward_pass_is_run() {
        Program program = with(Recompute.ALL);
        assertThat(program.nodes().size()).isLessThan(joint.nodes().size() + forwardNodes);
        assertThat(count(program, Op.LayerNorm.class)).isBetween(LAYERS + 1L, 2L * LAYERS);
    }

    @Test
    void copies_stand_right_before_what_reads_them() {
        Program program = with(Recompute.CONVS);
        List<Node> nodes = program.nodes();
        int gradient = -1;
        int copy = -1;
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).op() instanceof Op.GroupNorm) {
                copy = i;
            } else if (nodes.get(i).op() instanceof Op.ConvGradient) {
                gradient = i;
            }
        }
        assertThat(copy).isGreaterThan(forwardNodes).isEqualTo(gradient - 1);
    }
}
