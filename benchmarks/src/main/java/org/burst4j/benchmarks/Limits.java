package org.burst4j.benchmarks;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Locale;
import org.burst4j.engine.kernel.Workers;
import org.burst4j.run.Backend;

/**
 * What the machine can do, measured as the kernels work: a copy of 50 MB by the same loop over
 * blocks, with the same threads, and ND4J's product of matrices of a base encoder's size.
 *
 * @param copyGigabytes 10^9 bytes a second, read and written together
 * @param productGflops 10^9 floating point operations a second
 */
record Limits(double copyGigabytes, double productGflops) {
    private static final int COPIED_FLOATS = 12_500_000;
    private static final int BLOCK = 4096;
    private static final int BLOCKS_A_PART = 32;
    private static final long ROWS = 396;
    private static final long INNER = 768;
    private static final long COLUMNS = 3072;

    /**
     * Prints them.
     *
     * @param args number of threads, or nothing for 2
     */
    public static void main(String[] args) {
        int threads = args.length > 0 ? Integer.parseInt(args[0]) : 2;
        PrintStream out = System.out;
        Backend.start(threads);
        try (Workers workers = new Workers(threads)) {
            out.println(measure(workers, 10, 31).text());
        }
    }

    /** Measures both; products first need {@link Backend#start}. */
    static Limits measure(Workers workers, int warmups, int runs) {
        double copy = Timing.median(warmups, runs, copy(workers));
        ProductOperation product =
                ProductOperation.matmul(
                        List.of(ROWS, INNER), List.of(INNER, COLUMNS), List.of(ROWS, COLUMNS));
        try (ProductOperation.Call call = product.call()) {
            double milliseconds = Timing.median(warmups, runs, call::run);
            return new Limits(
                    2.0 * COPIED_FLOATS * Float.BYTES / 1e6 / copy,
                    product.flops() / 1e6 / milliseconds);
        }
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "copy %.1f GB/s (read and written, 50 MB), matmul %.0f GFLOP/s (%dx%dx%d)",
                copyGigabytes,
                productGflops,
                ROWS,
                INNER,
                COLUMNS);
    }

    private static Runnable copy(Workers workers) {
        FloatBuffer from = allocate();
        FloatBuffer to = allocate();
        float[][] blocks = new float[workers.threads()][BLOCK];
        int part = BLOCK * BLOCKS_A_PART;
        int parts = (COPIED_FLOATS + part - 1) / part;
        return () ->
                workers.run(
                        parts,
                        (number, slot) -> {
                            int end = Math.min(COPIED_FLOATS, (number + 1) * part);
                            for (int start = number * part; start < end; start += BLOCK) {
                                int length = Math.min(BLOCK, end - start);
                                from.get(start, blocks[slot], 0, length);
                                to.put(start, blocks[slot], 0, length);
                            }
                        });
    }

    private static FloatBuffer allocate() {
        return ByteBuffer.allocateDirect(COPIED_FLOATS * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }
}
