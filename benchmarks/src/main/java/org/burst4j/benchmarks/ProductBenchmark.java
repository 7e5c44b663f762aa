package org.burst4j.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A block of matrix products or convolutions; the column {@code gflop} is 10^9 floating point
 * operations of these per second, three times as many with both gradients as without.
 */
public abstract class ProductBenchmark extends BlockBenchmark {
    /** Makes {@code gflop} a column of the results. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Products {
        /** 10^9 floating point operations done in this iteration. */
        public double gflop;

        /** Starts an iteration at 0. */
        @Setup(Level.Iteration)
        public void reset() {
            gflop = 0;
        }
    }

    /** Floating point operations of the products forward, 2 for each term of a sum. */
    abstract double forwardFlops();

    /**
     * Burst4J's block, forward.
     *
     * @param products counts the operations
     * @return one number of the result
     */
    @Benchmark
    public double forward(Products products) {
        products.gflop += forwardFlops() / 1e9;
        return runForward(block());
    }

    /**
     * Burst4J's block with the gradients of its input and weights.
     *
     * @param products counts the operations
     * @return the loss
     */
    @Benchmark
    public double forwardBackward(Products products) {
        products.gflop += 3 * forwardFlops() / 1e9;
        return runForwardBackward(block());
    }
}
