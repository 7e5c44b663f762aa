package org.burst4j.engine.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.ir.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attention and grouped convolutions in the forms that graphs and their clean-up give them. */
class RecogniseProductsTest {
    private static final int CLIPS = 2;
    private static final int FRAMES = 3;
    private static final int HEADS = 2;
    private static final int WIDTH = 8;
    private static final List<Integer> SWAP = List.of(0, 2, 1, 3);

    private final Sketch sketch = new Sketch();

    private Value heads(Value rows) {
        Value split = sketch.reshape(rows, CLIPS, FRAMES, HEADS, WIDTH / HEADS);
        Value swapped = sketch.op(new Op.Permute(SWAP), split); // [B,H,T,d]
        return sketch.reshape(swapped, CLIPS * HEADS, FRAMES, WIDTH / HEADS);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void attention(boolean masked, boolean dropout) {
        int rows = CLIPS * FRAMES;
        Value query = sketch.affine(sketch.weight("a", rows, WIDTH), 0.5, 0);
        Value key = sketch.weight("b", rows, WIDTH);
        Value value = sketch.weight("c", rows, WIDTH);
        Value scores = sketch.op(new Op.MatMul(false, true), heads(query), heads(key));
        scores = sketch.reshape(scores, CLIPS, HEADS, FRAMES, FRAMES);
        if (masked) {
            Value bias = sketch.affine(sketch.weight("d", CLIPS, FRAMES), -10, 10);
            scores = sketch.add(sketch.reshape(bias, CLIPS, 1, 1, FRAMES), scores);
        }
        Value keys = sketch.op(new Op.Softmax(), scores);
        if (dropout) {
            Shape shape = Shape.of(CLIPS, HEADS, FRAMES, FRAMES);
            Value drawn = sketch.op(new Op.Uniform("m", 0.75f, 1.75f, shape));
            Value kept = sketch.unary(UnaryKind.FLOOR, drawn);
            keys = sketch.times(keys, sketch.affine(kept, 1 / 0.75, 0));
        }
        keys = sketch.reshape(keys, CLIPS * HEADS, FRAMES, FRAMES);
        Value context = sketch.op(new Op.MatMul(false, false), keys, heads(value));
        context = sketch.reshape(context, CLIPS, HEADS, FRAMES, WIDTH / HEADS);
        context = sketch.reshape(sketch.op(new Op.Permute(SWAP), context), rows, WIDTH);
        List<Op> ops = sketch.recognised(context);
        assertThat(ops)
                .contains(
                        new Op.Attention(
                                CLIPS,
                                HEADS,
                                0.5f,
                                masked,
                                dropout ? "m" : "",
                                dropout ? 0.25f : 0))
                .noneMatch(op -> op instanceof Op.MatMul || op instanceof Op.Permute);
    }

    @Test
    void attention_with_a_bias_for_each_head_stays() {
        int rows = CLIPS * FRAMES;
        Value query = sketch.weight("a", rows, WIDTH);
        Value scores = sketch.op(new Op.MatMul(false, true), heads(query), heads(query));
        scores = sketch.reshape(scores, CLIPS, HEADS, FRAMES, FRAMES);
        scores = sketch.add(scores, sketch.weight("d", 1, HEADS, 1, FRAMES));
        Value keys = sketch.reshape(sketch.op(new Op.Softmax(), scores), 4, FRAMES, FRAMES);
        Value context = sketch.op(new Op.MatMul(false, false), keys, heads(query));
        context = sketch.reshape(context, CLIPS, HEADS, FRAMES, WIDTH / HEADS);
        assertThat(sketch.recognised(sketch.op(new Op.Permute(SWAP), context)))
                .noneMatch(op -> op instanceof Op.Attention);
    }

    private Value slice(Value x, int from, int channels) {
        List<Integer> ones = List.of(1, 1, 1);
        Shape shape = Shape.of(x.shape().size(0), x.shape().size(1), channels);
        return sketch.op(new Op.Slice(List.of(0, 0, from), ones, shape), x);
    }

    private Value groups(Value x, Value weight, int stride, int... order) {
        Value[] parts = new Value[3];
        for (int group = 0; group < 3; group++) {
            Value part = slice(x, order[group] * 2, 2);
            parts[group] = sketch.op(new Op.Conv(stride, 2), part, slice(weight, group * 4, 4));
        }
        return sketch.op(new Op.Concat(2), parts);
    }

    @Test
    void grouped_convolution_with_its_crop() {
        Value x = sketch.weight("a", 2, 7, 6);
        Value y = groups(x, sketch.weight("b", 4, 2, 12), 1, 0, 1, 2);
        List<Integer> zeros = List.of(0, 0, 0);
        Op crop = new Op.Slice(zeros, List.of(1, 1, 1), Shape.of(2, 7, 12));
        assertThat(sketch.recognised(sketch.op(crop, y)))
                .containsExactly(new Op.GroupedConv(3, 2, 1));
    }

    @Test
    void groups_in_another_order_or_with_a_stride_stay() {
        Value x = sketch.weight("a", 2, 7, 6);
        Value weight = sketch.weight("b", 4, 2, 12);
        Value turned = groups(x, weight, 1, 1, 0, 2);
        Value strided = groups(x, weight, 2, 0, 1, 2);
        assertThat(sketch.recognised(turned, strided))
                .noneMatch(op -> op instanceof Op.GroupedConv);
    }
}
