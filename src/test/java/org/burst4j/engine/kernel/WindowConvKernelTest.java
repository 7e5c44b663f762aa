package org.burst4j.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowConvKernelTest {
    private final Random random = new Random(6);

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1, 1, 1",
        "2, 11, 3, 5, 3, 2", // taps beyond the stride
        "3, 12, 4, 2, 2, 2", // as many taps as the stride
        "2, 40, 1, 7, 10, 5", // two whole strides
        "2, 9, 3, 4, 5, 1", // one tap a product
        "2, 20, 2, 3, 2, 3", // frames that none sees
        "2, 1999, 6, 5, 3, 2" // several parts of a clip
    })
    void result_is_that_of_doubles(
            int clips, int frames, int channels, int outputs, int taps, int stride) {
        ProgramBuilder builder = new ProgramBuilder();
        Value x = builder.placeholder("x", Shape.of(clips, frames, channels));
        Value weight = builder.weight("weight", Shape.of(taps, channels, outputs));
        Value y = builder.add(new Op.Conv(stride, 0), x, weight);
        Node node = builder.producer(y);
        FloatBuffer ofX = drawn(x);
        FloatBuffer ofWeight = drawn(weight);
        float[] one = run(node, ofX, ofWeight, 1);

        int made = y.shape().size(1);
        assertThat(made).isEqualTo((frames - taps) / stride + 1);
        for (int row = 0; row < clips * made; row++) {
            int first = (row / made * frames + row % made * stride) * channels;
            for (int o = 0; o < outputs; o++) {
                double sum = 0;
                for (int i = 0; i < taps * channels; i++) {
                    sum += (double) ofX.get(first + i) * ofWeight.get(i * outputs + o);
                }
                assertThat((double) one[row * outputs + o]).isCloseTo(sum, within(1e-5));
            }
        }
        assertThat(Arrays.mismatch(run(node, ofX, ofWeight, 3), one)).isEqualTo(-1);
    }

    @Test
    void padded_convolutions_are_left_to_nd4j() {
        ProgramBuilder builder = new ProgramBuilder();
        Value x = builder.placeholder("x", Shape.of(1, 9, 2));
        Value weight = builder.weight("weight", Shape.of(3, 2, 2));
        Value padded = builder.add(new Op.Conv(1, 1), x, weight);
        Value plain = builder.add(new Op.Conv(1, 0), x, weight);

        assertThat(WindowConvKernel.handles(builder.producer(padded))).isFalse();
        assertThat(WindowConvKernel.handles(builder.producer(plain)))
                .isEqualTo(BlasLibrary.knowsProcessor());
    }

    private static float[] run(Node node, FloatBuffer x, FloatBuffer weight, int threads) {
        FloatBuffer y = direct(node.output().shape().elements());
        try (Workers workers = new Workers(threads)) {
            Step step = new WindowConvKernel(node, List.of(x, weight), List.of(y), workers);
            step.run(1);
            step.run(2);
        }
        float[] result = new float[y.capacity()];
        y.get(0, result);
        return result;
    }

    private FloatBuffer drawn(Value value) {
        FloatBuffer buffer = direct(value.shape().elements());
        for (int i = 0; i < buffer.capacity(); i++) {
            buffer.put(i, (float) random.nextGaussian());
        }
        return buffer;
    }

    private static FloatBuffer direct(int elements) {
        return ByteBuffer.allocateDirect(elements * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }
}
