package org.burst4j.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.burst4j.engine.kernel.Workers;
import org.burst4j.run.Backend;
import org.burst4j.train.optim.AdamW;
import org.burst4j.train.optim.Gradients;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * All kernels against the machine's limits, measured in the same process: a Markdown table of
 * medians. GB/s count each input and output once; GFLOP/s products alone.
 */
public final class KernelTable {
    private static final String USAGE =
            "[--match TEXT] [--warmup 10] [--warmupMilliseconds 700] [--repeat 21] [--threads 2 ]";

    /** Weights of a transformer layer of base size. */
    private static final long LAYER_WEIGHTS = 7_087_872;

    private static final int ADAM_NUMBERS = 7;

    private final Options options;
    private final PrintStream out;
    private final List<String> failures = new ArrayList<>();
    private Limits limits;

    private KernelTable(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /**
     * Runs it.
     *
     * @param args on demand {@code --match}, a part of the names of the cases to run, {@code
     *     --warmup} and {@code --warmupMilliseconds}, at least so many runs and so long, {@code
     *     --repeat} and {@code --threads}
     */
    public static void main(String[] args) {
        new KernelTable(new Options(USAGE, args), System.out).run();
    }

    private void run() {
        int threads = options.number("threads", 2);
        Backend.start(threads);
        try (Workers workers = new Workers(threads)) {
            limits = Limits.measure(workers, warmup(), repeat());
            out.println(limits.text() + ", " + threads + " threads, medians of " + repeat());
            out.println();
            out.println("| kernel | ms | GB/s | of copy | GFLOP/s | of matmul |");
            out.println("|---|---|---|---|---|---|");
            for (String name : KernelCases.names()) {
                if (wanted(name)) {
                    measure(name, workers);
                }
            }
            optimiser();
        }
        failures.forEach(out::println);
    }

    private int warmup() {
        return options.number("warmup", 10);
    }

    private int repeat() {
        return options.number("repeat", 21);
    }

    private double median(Runnable task) {
        Timing.warm(warmup(), options.number("warmupMilliseconds", 700), task);
        return Timing.median(0, repeat(), task);
    }

    private boolean wanted(String name) {
        return name.toLowerCase(Locale.ROOT)
                .contains(options.text("match", "").toLowerCase(Locale.ROOT));
    }

    /** A kernel that is not there or does not work costs its row, not the table. */
    private void measure(String name, Workers workers) {
        try {
            KernelCase kernel = KernelCases.bind(name, workers);
            kernel.check();
            row(name, median(kernel), kernel.bytes(), kernel.flops());
        } catch (RuntimeException e) {
            String message = e.toString();
            failures.add(name + ": " + message.substring(0, Math.min(160, message.length())));
        }
    }

    private void optimiser() {
        if (wanted("AdamW")) {
            try (INDArray weight = Arrays32.normal(1, 1, LAYER_WEIGHTS);
                    INDArray gradient = Arrays32.normal(2, 1, LAYER_WEIGHTS);
                    AdamW adam = new AdamW(AdamW.Options.DEFAULTS)) {
                Runnable step = () -> adam.step("w", weight, gradient, 1e-5);
                double bytes = (double) ADAM_NUMBERS * LAYER_WEIGHTS * Float.BYTES;
                row("AdamW, 7.1 M weights", median(step), bytes, 0);
            }
        }
        if (wanted("global norm")) {
            try (INDArray gradient = Arrays32.normal(2, 1, LAYER_WEIGHTS)) {
                Map<String, INDArray> gradients = Map.of("w", gradient);
                Runnable norm = () -> Gradients.globalNorm(gradients);
                double bytes = (double) LAYER_WEIGHTS * Float.BYTES;
                row("global norm, 7.1 M", median(norm), bytes, 0);
            }
        }
    }

    private void row(String name, double milliseconds, double bytes, double flops) {
        double gigabytes = bytes / 1e6 / milliseconds;
        double gflops = flops / 1e6 / milliseconds;
        out.printf(
                Locale.ROOT,
                "| %s | %.2f | %.1f | %.2f | %s | %s |%n",
                name,
                milliseconds,
                gigabytes,
                gigabytes / limits.copyGigabytes(),
                flops > 0 ? String.format(Locale.ROOT, "%.0f", gflops) : "",
                flops > 0
                        ? String.format(Locale.ROOT, "%.2f", gflops / limits.productGflops())
                        : "");
    }
}
