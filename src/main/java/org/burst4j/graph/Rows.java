package org.burst4j.graph;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Broadcasting over rows by matrix products with ones.
 *
 * <p>ND4J broadcasts forward as fast as memory allows, but sums the gradient of the smaller operand
 * element by element: for a factor per column of 77,000 x 64 numbers that takes 158 ms, where the
 * product with ones and its gradient take 8.
 */
final class Rows {
    private Rows() {}

    /**
     * A column of ones, as long as a matrix.
     *
     * @param matrix [N,any]
     * @return [N,1], not a function of the matrix's numbers
     */
    static SDVariable ones(SameDiff sd, SDVariable matrix) {
        SDVariable rows = sd.slice(sd.shape(matrix), new int[] {0}, 1); // [1] = N
        SDVariable one = sd.constant(Nd4j.createFromArray(1L).castTo(DataType.INT64)); // [1]
        return sd.fill(sd.concat(0, rows, one), matrix.dataType(), 1.0); // [N,1]
    }

    /**
     * The mean of each row.
     *
     * @param matrix [N,C]
     * @param columns C
     * @return [N,1]
     */
    static SDVariable mean(SameDiff sd, SDVariable matrix, long columns) {
        INDArray share =
                Nd4j.valueArrayOf(new long[] {columns, 1}, 1.0 / columns, matrix.dataType());
        return sd.mmul(matrix, sd.constant(share)); // [N,1]
    }

    /**
     * One vector in every row.
     *
     * @param ones [N,1]
     * @param vector [C]
     * @return [N,C]
     */
    static SDVariable repeat(SameDiff sd, SDVariable ones, SDVariable vector) {
        return sd.mmul(ones, sd.reshape(vector, 1, -1)); // [N,C]
    }

    /**
     * One column repeated.
     *
     * @param column [N,1]
     * @param columns C
     * @return [N,C]
     */
    static SDVariable widen(SameDiff sd, SDVariable column, long columns) {
        INDArray ones = Nd4j.ones(column.dataType(), 1, columns);
        return sd.mmul(column, sd.constant(ones)); // [N,C]
    }

    /**
     * A vector added to every row.
     *
     * @param matrix [N,C]
     * @param vector [C]
     * @param name name of the result, or null to have one made
     * @return [N,C]
     */
    static SDVariable plus(SameDiff sd, SDVariable matrix, SDVariable vector, String name) {
        return matrix.add(name, repeat(sd, ones(sd, matrix), vector)); // [N,C]
    }
}
