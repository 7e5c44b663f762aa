package org.burst4j.engine.kernel;

import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Products of small matrices by the BLAS that ND4J brings, each on the calling thread alone: a loop
 * of {@link Workers} has one for each of its parts. So small, products of one after the other by
 * several threads each lose more to waiting than they win.
 */
final class Blas {
    private static int loops;
    private static int threadsBefore;

    private Blas() {}

    /**
     * Runs loops whose parts call {@link #multiply}. Meanwhile BLAS has one thread in the whole
     * process, so that what it computes does not depend on their number; afterwards as many as
     * before.
     *
     * @param body runs the loops
     */
    static void run(Runnable body) {
        enter();
        try {
            body.run();
        } finally {
            leave();
        }
    }

    private static synchronized void enter() {
        if (loops == 0) {
            threadsBefore = BlasLibrary.threads();
            BlasLibrary.setThreads(1);
        }
        loops++;
    }

    private static synchronized void leave() {
        loops--;
        if (loops == 0) {
            BlasLibrary.setThreads(threadsBefore);
        }
    }

    /** How a factor of a product lies in memory. */
    enum Layout {
        /** Its rows are contiguous. */
        AS_IS(openblas_nolapack.CblasNoTrans),
        /** Its columns are: memory holds its transpose. */
        TRANSPOSED(openblas_nolapack.CblasTrans);

        private final int code;

        Layout(int code) {
            this.code = code;
        }
    }

    /**
     * Sizes of a product C = A B.
     *
     * @param rows of A and C
     * @param columns of B and C
     * @param depth columns of A, rows of B
     */
    record Sizes(int rows, int columns, int depth) {}

    /**
     * C = factor A B, or C += factor A B. Written over, C may hold anything before.
     *
     * @param sizes of the product
     * @param factor of all elements
     * @param a A
     * @param layoutA of A
     * @param b B
     * @param layoutB of B
     * @param c C, apart from A and B
     * @param add whether C is added to
     */
    static void multiply(
            Sizes sizes,
            float factor,
            Matrix a,
            Layout layoutA,
            Matrix b,
            Layout layoutB,
            Matrix c,
            boolean add) {
        openblas_nolapack.cblas_sgemm(
                openblas_nolapack.CblasRowMajor,
                layoutA.code,
                layoutB.code,
                sizes.rows(),
                sizes.columns(),
                sizes.depth(),
                factor,
                a.elements(),
                a.rowDistance(),
                b.elements(),
                b.rowDistance(),
                add ? 1 : 0,
                c.elements(),
                c.rowDistance());
    }
}
