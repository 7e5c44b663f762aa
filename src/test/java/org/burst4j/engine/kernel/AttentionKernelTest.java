package org.burst4j.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.ArrayList;
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

class AttentionKernelTest {
    private static final float SCALE = 0.35f;

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1, false, 0",
        "2, 3, 7, 5, false, 0",
        "2, 2, 17, 8, true, 0",
        "2, 3, 13, 4, true, 0.3",
        "1, 1, 530, 6, true, 0.1"
    })
    void output_and_gradients_are_those_of_doubles(
            int clips, int heads, int frames, int width, boolean masked, float rate) {
        String name = rate > 0 ? "mask" : "";
        Op.Attention op = new Op.Attention(clips, heads, SCALE, masked, name, rate);
        List<float[]> inputs = inputs(clips, heads, frames, width);
        List<double[]> expected = oracle(op, inputs, frames, width, 99);

        List<float[]> one = run(op, inputs, frames, width, 1);
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < one.get(i).length; j++) {
                assertThat((double) one.get(i)[j])
                        .as("output %d element %d", i, j)
                        .isCloseTo(expected.get(i)[j], within(2e-5));
            }
        }
        for (int threads = 2; threads <= 3; threads++) {
            List<float[]> more = run(op, inputs, frames, width, threads);
            for (int i = 0; i < 4; i++) {
                assertThat(Arrays.mismatch(more.get(i), one.get(i))).isEqualTo(-1);
            }
        }
    }

    /**
     * Inputs q, k, v, key bias, dy. The last keys of each clip but the first are masked; of the
     * second all.
     */
    private static List<float[]> inputs(int clips, int heads, int frames, int width) {
        Random random = new Random(5);
        List<float[]> inputs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            float[] x = new float[clips * frames * (i == 3 ? 1 : heads * width)];
            for (int j = 0; j < x.length; j++) {
                x[j] = (float) random.nextGaussian();
                if (i == 3) {
                    int frame = j % frames;
                    boolean out = j / frames == 1 || frame > frames * 2 / 3;
                    x[j] = out ? -1e30f : 0;
                }
            }
            inputs.add(x);
        }
        return inputs;
    }

    private static List<float[]> run(
            Op.Attention op, List<float[]> arrays, int frames, int width, int threads) {
        Shape shape = Shape.of(op.clips() * frames, op.heads() * width);
        ProgramBuilder builder = new ProgramBuilder();
        List<Value> values = new ArrayList<>();
        List<FloatBuffer> inputs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            if (i < 3 || op.masked()) {
                Shape own = i == 3 ? Shape.of(op.clips(), 1, 1, frames) : shape;
                values.add(builder.placeholder("x" + i, own));
                inputs.add(buffer(arrays.get(i)));
            }
        }
        Value y = builder.addAll(op, values).get(0);
        Node forward = builder.producer(y);
        values.add(builder.placeholder("dy", shape));
        Node backward =
                builder.producer(builder.addAll(new Op.AttentionGradient(op), values).get(0));
        List<FloatBuffer> outputs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            outputs.add(buffer(new float[shape.elements()]));
        }
        try (Workers workers = new Workers(threads)) {
            Step step = new AttentionKernel(forward, inputs, outputs.subList(0, 1), workers);
            List<FloatBuffer> all = new ArrayList<>(inputs);
            all.add(buffer(arrays.get(4)));
            Step back = new AttentionGradientKernel(backward, all, outputs.subList(1, 4), workers);
            step.run(3);
            step.run(99);
            back.run(3);
            back.run(99);
        }
        return outputs.stream()
                .map(
                        buffer -> {
                            float[] x = new float[buffer.capacity()];
                            buffer.get(0, x);
                            return x;
                        })
                .toList();
    }

    private static FloatBuffer buffer(float[] x) {
        FloatBuffer buffer =
                java.nio.ByteBuffer.allocateDirect(4 * x.length)
                        .order(java.nio.ByteOrder.nativeOrder())
                        .asFloatBuffer();
        buffer.put(0, x);
        return buffer;
    }

    private static List<double[]> oracle(
            Op.Attention op, List<float[]> in, int frames, int width, long seed) {
        int all = op.heads() * width;
        float[] q = in.get(0);
        float[] k = in.get(1);
        float[] v = in.get(2);
        float[] dy = in.get(4);
        List<double[]> out = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            out.add(new double[q.length]);
        }
        float[] drawn = new float[op.clips() * op.heads() * frames * frames];
        float rate = op.dropoutRate();
        RandomBits.uniform(seed, "mask", 1 - rate, 2 - rate, 0, drawn, drawn.length);
        for (int b = 0; b < op.clips(); b++) {
            for (int h = 0; h < op.heads(); h++) {
                for (int i = 0; i < frames; i++) {
                    int qi = (b * frames + i) * all + h * width;
                    float[] scores = new float[frames];
                    double largest = Double.NEGATIVE_INFINITY;
                    for (int j = 0; j < frames; j++) {
                        int kj = (b * frames + j) * all + h * width;
                        double score = 0;
                        for (int c = 0; c < width; c++) {
                            score += (double) op.scale() * q[qi + c] * k[kj + c];
                        }
                        // in floats: the masked ones become all the same
                        scores[j] = (float) score + (op.masked() ? in.get(3)[b * frames + j] : 0);
                        largest = Math.max(largest, scores[j]);
                    }
                    double sum = 0;
                    double[] p = new double[frames];
                    for (int j = 0; j < frames; j++) {
                        p[j] = Math.exp(scores[j] - largest);
                        sum += p[j];
                    }
                    double[] dp = new double[frames];
                    double inner = 0;
                    for (int j = 0; j < frames; j++) {
                        p[j] /= sum;
                        int kj = (b * frames + j) * all + h * width;
                        int index = ((b * op.heads() + h) * frames + i) * frames + j;
                        double keep = rate == 0 ? 1 : Math.floor(drawn[index]) / (1 - rate);
                        for (int c = 0; c < width; c++) {
                            out.get(0)[qi + c] += p[j] * keep * v[kj + c];
                            out.get(3)[kj + c] += p[j] * keep * dy[qi + c];
                            dp[j] += keep * dy[qi + c] * v[kj + c];
                        }
                        inner += p[j] * dp[j];
                    }
                    for (int j = 0; j < frames; j++) {
                        double ds = p[j] * (dp[j] - inner) * op.scale();
                        int kj = (b * frames + j) * all + h * width;
                        for (int c = 0; c < width; c++) {
                            out.get(1)[qi + c] += ds * k[kj + c];
                            out.get(2)[kj + c] += ds * q[qi + c];
                        }
                    }
                }
            }
        }
        return out;
    }
}
