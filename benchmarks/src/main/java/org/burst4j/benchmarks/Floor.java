package org.burst4j.benchmarks;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.burst4j.engine.Engine;
import org.burst4j.run.Memory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The share of matrix products and convolutions in a training step of the demo net (all weights
 * trained, 16 clips of 2 s): the part that no better graph can save.
 *
 * <p>It notes each matmul, matmul_bp, conv1d and conv1d_bp that one forward and backward pass runs,
 * with the shapes of its arrays; then times the whole step, and each different one of those
 * operations alone, both as the median over many runs in this process. The floor is the sum over
 * the calls.
 */
public final class Floor {
    private static final int BATCH = 16;
    private static final int CLIP_SECONDS = 2;
    private static final int WARMUP_STEPS = 5;
    private static final int STEPS = 15;
    private static final int WARMUP_CALLS = 5;
    private static final int CALLS = 21;

    private Floor() {}

    /** What all calls of one kind of operation took. */
    private static final class Total {
        private int calls;
        private double flops;
        private double milliseconds;

        void add(int count, double flopsEach, double millisecondsEach) {
            calls += count;
            flops += count * flopsEach;
            milliseconds += count * millisecondsEach;
        }

        void add(Total other) {
            calls += other.calls;
            flops += other.flops;
            milliseconds += other.milliseconds;
        }

        String row(String name) {
            return String.format(
                    Locale.ROOT,
                    "%-12s %6d %10.2f %10.1f %10.1f",
                    name,
                    calls,
                    flops / 1e9,
                    milliseconds,
                    flops / 1e6 / milliseconds);
        }
    }

    /**
     * Runs it.
     *
     * @param args clips of a batch and seconds of a clip, or nothing for 16 and 2
     */
    public static void main(String[] args) {
        int clips = args.length > 0 ? Integer.parseInt(args[0]) : BATCH;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : CLIP_SECONDS;
        PrintStream out = System.out;
        try (DemoTraining training = new DemoTraining(false, Engine.SAMEDIFF)) {
            Map<String, INDArray> feeds =
                    training.batch(1, clips, seconds * DemoTraining.SAMPLE_RATE_HZ);
            double step = Timing.median(WARMUP_STEPS, STEPS, () -> training.step(feeds));
            // Before anything else takes memory: this is the peak of training alone.
            long peak = Memory.peakMegabytes();
            out.printf(
                    Locale.ROOT,
                    "demo net, %d clips x %d s, %d trained numbers%n",
                    clips,
                    seconds,
                    training.trainableNumbers());
            Map<String, Total> totals = new TreeMap<>();
            OperationRecorder.record(training.graph(), feeds)
                    .forEach((operation, count) -> time(operation, count, totals));
            report(out, totals, step, peak);
            feeds.values().forEach(INDArray::close);
        }
    }

    private static void time(ProductOperation operation, int count, Map<String, Total> totals) {
        try (ProductOperation.Call call = operation.call()) {
            double milliseconds = Timing.median(WARMUP_CALLS, CALLS, call::run);
            totals.computeIfAbsent(operation.name(), name -> new Total())
                    .add(count, operation.flops(), milliseconds);
        }
    }

    private static void report(
            PrintStream out, Map<String, Total> totals, double step, long peakMegabytes) {
        Total floor = new Total();
        Map<String, Total> rows = new LinkedHashMap<>(totals);
        totals.values().forEach(floor::add);
        rows.put("floor", floor);
        out.println("kind          calls      GFLOP         ms    GFLOP/s");
        rows.forEach((name, total) -> out.println(total.row(name)));
        out.printf(
                Locale.ROOT,
                "step %.1f ms (median of %d), %.2f steps/s, floor share %.1f %%, peak RSS %d MB%n",
                step,
                STEPS,
                1000 / step,
                100 * floor.milliseconds / step,
                peakMegabytes);
    }
}
