package org.burst4j.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SmallProductTest {
    private final Random random = new Random(2);

    @Test
    void products_of_all_small_sizes_are_added() {
        for (int rows = 1; rows <= 5; rows++) {
            for (int depth = 1; depth <= 9; depth++) {
                for (int columns : new int[] {1, 7, 16, 33, 100}) {
                    check(rows, depth, columns, false);
                    check(rows, depth, columns, true);
                }
            }
        }
    }

    private void check(int rows, int depth, int columns, boolean transposed) {
        float[] a = row(3 + rows * depth);
        float[][] b = rows(depth, columns + 1);
        float[][] c = rows(rows, columns + 1);
        float[][] before = new float[rows][];
        for (int r = 0; r < rows; r++) {
            before[r] = c[r].clone();
        }
        int row = transposed ? 1 : depth;
        int column = transposed ? rows : 1;

        SmallProduct.add(a, 3, row, column, b, c, rows, depth, columns);

        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < columns; j++) {
                double expected = before[r][j];
                for (int k = 0; k < depth; k++) {
                    expected += (double) a[3 + r * row + k * column] * b[k][j];
                }
                assertThat((double) c[r][j]).isCloseTo(expected, within(1e-5));
            }
            assertThat(c[r][columns]).isEqualTo(before[r][columns]);
        }
    }

    @Test
    void transposes_are_there_and_back() {
        float[] from = row(37 * 21);
        float[][] across = new float[21][37];
        SmallProduct.transpose(from, across, 37, 21);
        assertThat(across[20][5]).isEqualTo(from[5 * 21 + 20]);
        float[] back = new float[from.length];
        SmallProduct.flatten(across, back, 37, 21);
        assertThat(back).isEqualTo(from);
        float[][] turned = new float[37][21];
        SmallProduct.transpose(across, turned, 21, 37);
        assertThat(turned[36][20]).isEqualTo(across[20][36]);
    }

    private float[][] rows(int count, int length) {
        float[][] rows = new float[count][];
        for (int i = 0; i < count; i++) {
            rows[i] = row(length);
        }
        return rows;
    }

    private float[] row(int length) {
        float[] row = new float[length];
        for (int i = 0; i < length; i++) {
            row[i] = (float) random.nextGaussian();
        }
        return row;
    }
}
