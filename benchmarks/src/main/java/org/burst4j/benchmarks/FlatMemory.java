package org.burst4j.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.burst4j.run.Memory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Memory over many training steps: 500 steps of the demo net, all weights trained, 16 clips a
 * batch, whose length changes with every step between three buckets. It prints the resident memory
 * of the process and, after a garbage collection, the JVM's heap every 50 steps. Both must be flat
 * from the first line on.
 */
public final class FlatMemory {
    private static final int BATCH = 16;
    private static final int STEPS = 500;
    private static final int EVERY = 50;
    private static final double[] BUCKET_SECONDS = {1.0, 1.5, 2.0};

    private FlatMemory() {}

    /**
     * Runs it.
     *
     * @param args number of steps, or nothing for 500
     */
    public static void main(String[] args) {
        int steps = args.length > 0 ? Integer.parseInt(args[0]) : STEPS;
        PrintStream out = System.out;
        try (DemoTraining training = new DemoTraining(false)) {
            List<Map<String, INDArray>> batches = new ArrayList<>();
            for (double seconds : BUCKET_SECONDS) {
                int samples = (int) (seconds * DemoTraining.SAMPLE_RATE_HZ);
                batches.add(training.batch(batches.size() + 1, BATCH, samples));
            }
            out.println("step   loss      resident MB   heap MB   ms/step");
            long start = System.nanoTime();
            int lastPrinted = 0;
            double firstResident = 0;
            for (int step = 1; step <= steps; step++) {
                double loss = training.step(batches.get(step % batches.size()));
                if (step % EVERY == 0 || step == steps) {
                    double milliseconds = (System.nanoTime() - start) / 1e6 / (step - lastPrinted);
                    long heap = heapMegabytes();
                    long resident = Memory.residentMegabytes();
                    firstResident = firstResident == 0 ? resident : firstResident;
                    out.printf(
                            Locale.ROOT,
                            "%-6d %-9.4f %-13d %-9d %.0f%n",
                            step,
                            loss,
                            resident,
                            heap,
                            milliseconds);
                    lastPrinted = step;
                    start = System.nanoTime();
                }
            }
            out.printf(
                    Locale.ROOT,
                    "growth of the resident memory since the first line: %.1f %%; peak %d MB%n",
                    100 * (Memory.residentMegabytes() / firstResident - 1),
                    Memory.peakMegabytes());
            batches.forEach(batch -> batch.values().forEach(INDArray::close));
        }
    }

    private static long heapMegabytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    }
}
