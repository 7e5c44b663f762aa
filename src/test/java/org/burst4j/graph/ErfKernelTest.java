package org.burst4j.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ErfKernelTest {
    @Test
    void it_is_the_error_function_to_a_millionth_also_relative_to_small_values() {
        float[] values = new float[200_001];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i - 100_000) / 20_000f;
        }
        float[] x = values.clone();
        ErfKernel.erf(values);
        double worst = 0;
        double worstRelative = 0;
        for (int i = 0; i < values.length; i++) {
            double expected = Erf.erf(x[i]);
            double difference = Math.abs(values[i] - expected);
            worst = Math.max(worst, difference);
            if (Math.abs(x[i]) < 0.5 && x[i] != 0) {
                worstRelative = Math.max(worstRelative, difference / Math.abs(expected));
            }
        }
        assertThat(worst).isLessThan(1e-6);
        assertThat(worstRelative).isLessThan(1e-6);
    }

    @Test
    void its_ends_are_one_and_what_is_not_a_number_stays_so() {
        float[] values = {
            100, -100, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0, Float.NaN
        };
        ErfKernel.erf(values);
        assertThat(values).startsWith(new float[] {1, -1, 1, -1, 0});
        assertThat(values[5]).isNaN();
    }

    @Test
    void an_array_longer_than_a_chunk_and_one_inside_another_are_done_to_the_end() {
        INDArray from = Nd4j.rand(DataType.FLOAT, 11, 3000).subi(0.5).muli(6);
        INDArray inside =
                Nd4j.create(
                        from.data(),
                        new long[] {10, 3000},
                        new long[] {3000, 1},
                        3000L,
                        'c',
                        DataType.FLOAT);
        INDArray to = Nd4j.create(DataType.FLOAT, 10, 3000);
        assertThat(ErfKernel.fits(inside, to)).isTrue();
        ErfKernel.run(inside, to);
        for (int row = 0; row < 10; row++) {
            for (int column = 0; column < 3000; column += 7) {
                double expected = Erf.erf(from.getDouble(row + 1, column));
                assertThat((double) to.getFloat(row, column))
                        .isCloseTo(expected, org.assertj.core.api.Assertions.within(1e-6));
            }
        }
    }

    @Test
    void doubles_and_arrays_with_gaps_are_left_to_nd4j() {
        INDArray from = Nd4j.rand(DataType.FLOAT, 8, 8);
        INDArray to = Nd4j.create(DataType.FLOAT, 8, 4);
        assertThat(
                        ErfKernel.fits(
                                from.get(
                                        org.nd4j.linalg.indexing.NDArrayIndex.all(),
                                        org.nd4j.linalg.indexing.NDArrayIndex.interval(0, 4)),
                                to))
                .isFalse();
        assertThat(ErfKernel.fits(from.castTo(DataType.DOUBLE), from)).isFalse();
    }
}
