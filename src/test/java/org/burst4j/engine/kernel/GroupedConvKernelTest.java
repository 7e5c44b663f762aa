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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupedConvKernelTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1, 1, 1, 0, 0",
        "2, 7, 2, 3, 5, 3, 1, 0",
        "3, 11, 3, 4, 2, 4, 2, 1",
        "2, 5, 2, 3, 3, 16, 8, 1",
        "5, 61, 4, 3, 4, 19, 9, 0",
        "2, 120, 2, 7, 6, 128, 64, 1",
        "2, 9, 2, 2, 3, 4, 0, 0",
        "40, 50, 2, 3, 2, 5, 2, 0"
    })
    void output_and_gradients_are_those_of_doubles(
            int clips, int frames, int groups, int in, int out, int taps, int padding, int crop) {
        Op.GroupedConv op = new Op.GroupedConv(groups, padding, crop);
        Random random = new Random(1);
        ProgramBuilder builder = new ProgramBuilder();
        Value x = builder.placeholder("x", Shape.of(clips, frames, groups * in));
        Value weight = builder.weight("weight", Shape.of(taps, in, groups * out));
        Value y = builder.add(op, x, weight);
        Value dy = builder.placeholder("dy", y.shape());
        Node forward = builder.producer(y);
        Node backward =
                builder.producer(builder.add(new Op.GroupedConvGradient(op), x, weight, dy));
        List<float[]> values =
                List.of(random(x, random), random(weight, random), random(dy, random));
        List<double[]> expected = oracle(op, values, x.shape(), weight.shape(), y.shape());
        List<float[]> one = run(forward, backward, values, 1);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < one.get(i).length; j++) {
                assertThat((double) one.get(i)[j])
                        .as("output %d element %d", i, j)
                        .isCloseTo(expected.get(i)[j], within(2e-4));
            }
        }
        for (int threads = 2; threads <= 3; threads++) {
            List<float[]> more = run(forward, backward, values, threads);
            for (int i = 0; i < 3; i++) {
                assertThat(Arrays.mismatch(more.get(i), one.get(i))).isEqualTo(-1);
            }
        }
    }

    private static float[] random(Value value, Random random) {
        float[] x = new float[value.shape().elements()];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    private static List<float[]> run(
            Node forward, Node backward, List<float[]> values, int threads) {
        FloatBuffer x = buffer(values.get(0));
        FloatBuffer weight = buffer(values.get(1));
        FloatBuffer dy = buffer(values.get(2));
        FloatBuffer y = buffer(new float[dy.capacity()]);
        FloatBuffer dx = buffer(new float[x.capacity()]);
        FloatBuffer dweight = buffer(new float[weight.capacity()]);
        try (Workers workers = new Workers(threads)) {
            Step step = new GroupedConvKernel(forward, List.of(x, weight), List.of(y), workers);
            Step back =
                    new GroupedConvGradientKernel(
                            backward, List.of(x, weight, dy), List.of(dx, dweight), workers);
            for (int run = 0; run < 2; run++) {
                step.run(0);
                back.run(0);
            }
        }
        return List.of(array(y), array(dx), array(dweight));
    }

    private static FloatBuffer buffer(float[] x) {
        FloatBuffer buffer =
                ByteBuffer.allocateDirect(4 * x.length)
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer();
        buffer.put(0, x);
        return buffer;
    }

    private static float[] array(FloatBuffer buffer) {
        float[] x = new float[buffer.capacity()];
        buffer.get(0, x);
        return x;
    }

    private static List<double[]> oracle(
            Op.GroupedConv op, List<float[]> values, Shape x, Shape weight, Shape y) {
        int in = weight.size(1);
        int out = weight.size(2) / op.groups();
        double[] result = new double[y.elements()];
        double[] dx = new double[x.elements()];
        double[] dweight = new double[weight.elements()];
        for (int b = 0; b < x.size(0); b++) {
            for (int t = 0; t < y.size(1); t++) {
                for (int o = 0; o < y.size(2); o++) {
                    int yi = (b * y.size(1) + t) * y.size(2) + o;
                    for (int k = 0; k < weight.size(0); k++) {
                        int from = t + k - op.padding();
                        for (int i = 0; i < in && from >= 0 && from < x.size(1); i++) {
                            int xi = (b * x.size(1) + from) * x.size(2) + o / out * in + i;
                            int wi = (k * in + i) * weight.size(2) + o;
                            double change = values.get(2)[yi];
                            result[yi] += (double) values.get(0)[xi] * values.get(1)[wi];
                            dx[xi] += change * values.get(1)[wi];
                            dweight[wi] += change * values.get(0)[xi];
                        }
                    }
                }
            }
        }
        return List.of(result, dx, dweight);
    }
}
