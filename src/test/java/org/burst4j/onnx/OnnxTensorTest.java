package org.burst4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.burst4j.ModelException;
import org.burst4j.graph.HalfFloat;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Views of tensors hold what copies would, and become the same arrays. */
class OnnxTensorTest {
    private static OnnxTensor count(long... shape) {
        return OnnxTensor.of(ElementType.FLOAT, shape, i -> i);
    }

    private static double[] values(OnnxTensor tensor) {
        double[] values = new double[tensor.size()];
        Arrays.setAll(values, tensor::get);
        return values;
    }

    private static void assertArrayHoldsTheTensor(OnnxTensor tensor) {
        try (INDArray array = tensor.toArray()) {
            assertThat(array.shape()).containsExactly(tensor.shape());
            assertThat(array.dataType()).isEqualTo(DataType.FLOAT);
            assertThat(array.dup('c').data().asDouble()).isEqualTo(values(tensor));
        }
    }

    @Test
    void axes_are_swapped_cut_and_repeated_without_copying() {
        OnnxTensor grid = count(2, 3);
        assertThat(values(grid.permuted(1, 0))).containsExactly(0, 3, 1, 4, 2, 5);
        assertThat(values(grid.sliced(1, 2, 2, -2))).containsExactly(2, 0, 5, 3);
        assertThat(values(grid.sliced(0, 1, 1, 1).expanded(2, 1, 3)))
                .containsExactly(3, 4, 5, 3, 4, 5);
        assertThat(values(grid.sliced(1, 0, 0, 1))).isEmpty();
        assertThatThrownBy(() -> grid.permuted(0, 0)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> grid.reshaped(4)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void reshaping_keeps_the_order_whether_it_is_a_view_or_has_to_copy() {
        OnnxTensor turned = count(4, 2, 3).permuted(0, 2, 1); // [4,3,2]
        assertThat(turned.reshapesFreely(2, 2, 1, 3, 2)).isTrue();
        assertThat(turned.reshapesFreely(4, 6)).isFalse();
        for (long[] shape : new long[][] {{2, 2, 1, 3, 2}, {4, 6}, {24}, {1, 4, 3, 2, 1}}) {
            assertThat(values(turned.reshaped(shape))).containsExactly(values(turned));
        }
        assertThat(count(6, 1, 4).permuted(1, 0, 2).reshapesFreely(24)).isTrue();
    }

    @Test
    void any_view_becomes_the_array_of_its_values() {
        OnnxTensor weight = count(70, 3, 130);
        assertArrayHoldsTheTensor(weight);
        assertArrayHoldsTheTensor(weight.permuted(2, 1, 0));
        assertArrayHoldsTheTensor(weight.permuted(1, 2, 0));
        assertArrayHoldsTheTensor(weight.permuted(0, 2, 1));
        assertArrayHoldsTheTensor(weight.sliced(2, 129, 43, -3));
        assertArrayHoldsTheTensor(weight.sliced(0, 1, 33, 2).permuted(2, 0, 1));
        assertArrayHoldsTheTensor(count(100_003));
        assertArrayHoldsTheTensor(count());
        assertArrayHoldsTheTensor(count(3, 1).expanded(3, 5));
        assertArrayHoldsTheTensor(OnnxTensor.of(ElementType.DOUBLE, new long[] {5}, i -> i / 3f));
    }

    @Test
    void halves_are_widened_from_their_bytes() {
        Random random = new Random(3);
        for (ElementType type : new ElementType[] {ElementType.FLOAT16, ElementType.BFLOAT16}) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(2 * 600).order(ByteOrder.LITTLE_ENDIAN);
            float[] expected = new float[600];
            for (int i = 0; i < expected.length; i++) {
                float value = random.nextFloat() - 0.5f;
                expected[i] = (float) type.round(value);
                bytes.putShort(
                        2 * i,
                        type == ElementType.FLOAT16
                                ? HalfFloat.fromFloat(value)
                                : HalfFloat.bfloat16FromFloat(value));
                assertThat(expected[i]).isCloseTo(value, within(type));
            }
            OnnxTensor stored =
                    OnnxTensor.of(type, new long[] {20, 30}, new StoredElements(type, bytes));
            assertThat(stored.as(ElementType.FLOAT).get(599)).isEqualTo(expected[599]);
            assertArrayHoldsTheTensor(stored);
            assertArrayHoldsTheTensor(stored.permuted(1, 0));
        }
        assertThat(HalfFloat.bfloat16FromFloat(Float.NaN)).isEqualTo((short) 0x7FC0);
        assertThat(HalfFloat.bfloat16FromFloat(1f + 0x1p-8f)).isEqualTo((short) 0x3F80);
        assertThat(HalfFloat.bfloat16FromFloat(1f + 3 * 0x1p-8f)).isEqualTo((short) 0x3F82);
    }

    private static Offset<Float> within(ElementType type) {
        return Offset.offset(type == ElementType.FLOAT16 ? 0x1p-12f : 0x1p-9f);
    }

    @Test
    void one_number_repeated_a_million_times_is_no_weight() {
        OnnxTensor repeated = count(1, 1).expanded(1000, 1000);
        assertThatThrownBy(repeated::toArray)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("FLOAT[1000, 1000] repeats 1 numbers");
    }

    @Test
    void tensors_are_the_same_by_type_shape_and_values() {
        OnnxTensor grid = count(2, 2);
        assertThat(grid.sameAs(count(2, 2))).isTrue();
        assertThat(grid.sameAs(grid.permuted(1, 0))).isFalse();
        assertThat(grid.permuted(1, 0).sameAs(count(2, 2).permuted(1, 0))).isTrue();
        assertThat(grid.sameAs(count(4))).isFalse();
        assertThat(grid.sameAs(OnnxTensor.hollow(ElementType.FLOAT, 2, 2))).isFalse();
        assertThat(grid.sameAs(grid.as(ElementType.DOUBLE))).isFalse();
    }

    @Test
    void impossible_shapes_are_refused() {
        assertThatThrownBy(() -> OnnxTensor.hollow(ElementType.FLOAT, 1L << 31, 1L << 33))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("is not possible");
        assertThatThrownBy(() -> OnnxTensor.hollow(ElementType.FLOAT, -1))
                .isInstanceOf(ModelException.class);
        assertThatThrownBy(() -> OnnxTensor.hollow(ElementType.FLOAT, new long[33]))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("33 axes");
    }
}
