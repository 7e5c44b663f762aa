package org.burst4j.train.optim;

import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Blocks of an array's own memory, small enough to stay in the cache. ND4J's element-wise
 * operations go through memory once each; a loop over heap copies of blocks does the same work in
 * one pass.
 */
final class FloatBlocks {
    /** Elements of a block. */
    static final int SIZE = 4096;

    /** From this many blocks on, several threads share the work. */
    private static final int PARALLEL_FROM = 32;

    /** A Java buffer holds at most 2^31 - 1 bytes. */
    private static final long LARGEST_LENGTH = Integer.MAX_VALUE / Float.BYTES;

    private FloatBlocks() {}

    /** Whether the array is plain FLOAT memory of the host, in 'c' order without gaps. */
    static boolean fits(INDArray array) {
        return Nd4j.getEnvironment().isCPU()
                && array.dataType() == DataType.FLOAT
                && array.ordering() == 'c'
                && !array.isView()
                && array.length() == array.data().length()
                && array.length() <= LARGEST_LENGTH;
    }

    /** Number of blocks of an array. */
    static int count(INDArray array) {
        return (int) ((array.length() + SIZE - 1) / SIZE);
    }

    /** Elements of one block: the last may be short. */
    static int length(INDArray array, int block) {
        return (int) Math.min(SIZE, array.length() - (long) block * SIZE);
    }

    /** Numbers of all blocks, for as many threads as the array is worth. */
    static IntStream stream(INDArray array) {
        IntStream blocks = IntStream.range(0, count(array));
        return count(array) >= PARALLEL_FROM ? blocks.parallel() : blocks;
    }
}
