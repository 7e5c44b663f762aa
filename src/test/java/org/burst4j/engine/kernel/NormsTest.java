package org.burst4j.engine.kernel;

import java.util.List;
import java.util.Random;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormsTest {
    private static float[] numbers(int length, double mean, double deviation, long seed) {
        Random random = new Random(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (mean + deviation * random.nextGaussian());
        }
        return values;
    }

    @ParameterizedTest
    @CsvSource({
        "1,32",
        "5,33",
        "130,512",
        "700,64",
        "67,769",
        "3,2500",
        "2,20000",
        "9,1",
        "300,1024"
    })
    void layer_norm(int rows, int columns) {
        Shape shape = Shape.of(rows, columns);
        Shape row = Shape.of(columns);
        Shape one = Shape.of(rows, 1);
        float[] x = numbers(shape.elements(), 0.5, 2, 1);
        float[] gamma = numbers(columns, 1, 0.2, 2);
        float[] beta = numbers(columns, 0, 0.5, 3);
        float[] mean = numbers(rows, 0.5, 0.1, 4);
        float[] inverse = numbers(rows, 0.5, 0.05, 5);
        float[] dy = numbers(shape.elements(), 0, 1, 6);
        for (boolean gelu : new boolean[] {false, true}) {
            Op.LayerNorm op = new Op.LayerNorm(1e-5f, true, true, gelu);
            double tolerance = columns == 1 ? 1e-3 : 1e-5;
            KernelRun.check(op, tolerance, List.of(x, gamma, beta), shape, row, row);
            KernelRun.check(
                    new Op.LayerNormGradient(op),
                    2e-5,
                    List.of(x, gamma, beta, mean, inverse, dy),
                    shape,
                    row,
                    row,
                    one,
                    one,
                    shape);
        }
    }

    @Test
    void layer_norm_without_gamma_or_beta() {
        Shape shape = Shape.of(45, 130);
        Shape row = Shape.of(130);
        Shape one = Shape.of(45, 1);
        Op.LayerNorm bare = new Op.LayerNorm(1e-5f, false, false, false);
        KernelRun.check(bare, 1e-5, shape);
        KernelRun.check(new Op.LayerNormGradient(bare), 1e-5, shape, one, one, shape);
        Op.LayerNorm scaled = new Op.LayerNorm(1e-5f, true, false, true);
        KernelRun.check(scaled, 1e-5, shape, row);
        KernelRun.check(new Op.LayerNormGradient(scaled), 1e-5, shape, row, one, one, shape);
        Op.LayerNorm shifted = new Op.LayerNorm(1e-5f, false, true, true);
        KernelRun.check(shifted, 1e-5, shape, row);
        KernelRun.check(new Op.LayerNormGradient(shifted), 1e-5, shape, row, one, one, shape);
    }

    @ParameterizedTest
    @CsvSource({"1,1000,32", "3,77,65", "2,5,512", "2,400,513", "1,1,7", "1,70000,1"})
    void group_norm(int clips, int frames, int channels) {
        Shape shape = Shape.of(clips, frames, channels);
        Shape row = Shape.of(channels);
        Shape one = Shape.of(clips, 1, channels);
        float[] x = numbers(shape.elements(), 3, 0.5, 1);
        float[] gamma = numbers(channels, 1, 0.2, 2);
        float[] beta = numbers(channels, 0, 0.5, 3);
        float[] mean = numbers(one.elements(), 3, 0.1, 4);
        float[] inverse = numbers(one.elements(), 2, 0.05, 5);
        float[] dy = numbers(shape.elements(), 0, 1, 6);
        for (boolean gelu : new boolean[] {false, true}) {
            Op.GroupNorm op = new Op.GroupNorm(1e-5f, gelu);
            KernelRun.check(
                    op, frames == 1 ? 1e-3 : 1e-5, List.of(x, gamma, beta), shape, row, row);
            KernelRun.check(
                    new Op.GroupNormGradient(op),
                    4e-5,
                    List.of(x, gamma, beta, mean, inverse, dy),
                    shape,
                    row,
                    row,
                    one,
                    one,
                    shape);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "301,129", "3,20001", "5,7"})
    void softmax(int rows, int columns) {
        Shape shape = Shape.of(rows, columns);
        float[] x = numbers(shape.elements(), 20, 8, 1);
        KernelRun.check(new Op.Softmax(), 2e-6, List.of(x), shape);
        float[] y = numbers(shape.elements(), 1.0 / columns, 0.2 / columns, 2);
        float[] dy = numbers(shape.elements(), 0, 1, 3);
        KernelRun.check(new Op.SoftmaxGradient(), 1e-6, List.of(y, dy), shape, shape);
    }
}
