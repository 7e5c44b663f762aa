package org.burst4j.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A block that memory bounds; the column {@code gigabytes} is 10^9 bytes per second of the least
 * that must move: each large array that the formula needs, read or written once. What a graph of
 * many operations moves in truth is a multiple; so the column tells how far it is from one loop.
 */
public abstract class TrafficBenchmark extends BlockBenchmark {
    /** Makes {@code gigabytes} a column of the results. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Traffic {
        /** 10^9 bytes that had to move in this iteration. */
        public double gigabytes;

        /** Starts an iteration at 0. */
        @Setup(Level.Iteration)
        public void reset() {
            gigabytes = 0;
        }

        void add(double floats) {
            gigabytes += floats * Float.BYTES / 1e9;
        }
    }

    /** Numbers read and written forward. */
    abstract double forwardFloats();

    /** Numbers read and written forward and backward. */
    abstract double forwardBackwardFloats();

    /**
     * Burst4J's block, forward.
     *
     * @param traffic counts the bytes
     * @return one number of the result
     */
    @Benchmark
    public double forward(Traffic traffic) {
        traffic.add(forwardFloats());
        return runForward(block());
    }

    /**
     * Burst4J's block with its gradients.
     *
     * @param traffic counts the bytes
     * @return the loss
     */
    @Benchmark
    public double forwardBackward(Traffic traffic) {
        traffic.add(forwardBackwardFloats());
        return runForwardBackward(block());
    }
}
