package org.burst4j.benchmarks;

import java.util.Arrays;

/** A clock for programs that are not JMH's. */
final class Timing {
    private Timing() {}

    /** Median time of a run in milliseconds, after runs that are not counted. */
    static double median(int warmups, int runs, Runnable task) {
        double[] milliseconds = new double[runs];
        for (int run = -warmups; run < runs; run++) {
            double taken = once(task);
            if (run >= 0) {
                milliseconds[run] = taken;
            }
        }
        Arrays.sort(milliseconds);
        return milliseconds[runs / 2];
    }

    /** Runs it until the JVM has compiled it: at least so often and so long. */
    static void warm(int runs, double milliseconds, Runnable task) {
        double taken = 0;
        for (int run = 0; run < runs || taken < milliseconds; run++) {
            taken += once(task);
        }
    }

    /** Time of one run in milliseconds. */
    static double once(Runnable task) {
        long start = System.nanoTime();
        task.run();
        return (System.nanoTime() - start) / 1e6;
    }
}
