package org.burst4j.train.optim;

import org.burst4j.engine.kernel.Workers;
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

    /** Blocks that a thread takes at a time. */
    private static final int TAKEN = 8;

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

    /** Runs over all blocks, on several threads where there are enough; parts are blocks. */
    static void forEach(INDArray array, Workers.Part block) {
        int blocks = count(array);
        Workers.shared()
                .run(
                        (blocks + TAKEN - 1) / TAKEN,
                        (part, slot) -> {
                            int end = Math.min(blocks, (part + 1) * TAKEN);
                            for (int i = part * TAKEN; i < end; i++) {
                                block.run(i, slot);
                            }
                        });
    }

    /** Room for blocks: for each thread as many as asked for. */
    static float[][][] scratch(int arrays) {
        return new float[Workers.shared().threads()][arrays][SIZE];
    }
}
