package org.burst4j.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.burst4j.ConfigException;
import org.burst4j.ModelException;
import org.burst4j.engine.Engine;
import org.burst4j.file.AtomicFiles;
import org.burst4j.run.Backend;
import org.burst4j.run.Memory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Memory and loss over many training steps of the demo net, all weights trained, on batches whose
 * length changes with every step between three buckets. It prints the resident memory of the
 * process and, after a garbage collection, the JVM's heap every 50 steps: both must be flat from
 * the first lines on. The losses go to a CSV file; with another engine's file at hand, the two
 * curves are compared.
 *
 * <p>Curves are compared as means over 50 steps: rounding makes single steps drift apart in a
 * training that is as sensitive as this, their course stays.
 */
public final class FlatMemory {
    private static final String USAGE =
            "[--engine planned|samediff] [--steps 2000] [--clips 8] [--csv FILE] [--against FILE]"
                    + " [--tolerance-percent 5] [--threads 2 ]";

    private static final int EVERY = 50;
    private static final int BATCHES = 12;
    private static final double[] BUCKET_SECONDS = {1.0, 1.5, 2.0};
    private static final String HEADER = "step,loss,resident_mb,milliseconds";

    private final Options options;
    private final PrintStream out;

    private FlatMemory(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /**
     * Runs it.
     *
     * @param args on demand {@code --engine}, {@code --steps}, {@code --clips} of a batch, {@code
     *     --csv}, a file to write, {@code --against}, such a file of the other engine, {@code
     *     --tolerance-percent} of the largest loss, {@code --threads}
     * @throws IOException if a file cannot be read
     */
    public static void main(String[] args) throws IOException {
        new FlatMemory(new Options(USAGE, args), System.out).run();
    }

    /** The engine of a name. */
    static Engine engine(String name) {
        return switch (name) {
            case "planned" -> Engine.PLANNED;
            case "samediff" -> Engine.SAMEDIFF;
            default ->
                    throw new ConfigException(
                            "the engine is '" + name + "'", "Expected planned or samediff.");
        };
    }

    private void run() throws IOException {
        int threads = options.number("threads", 2);
        System.setProperty("burst4j.threads", Integer.toString(threads));
        Backend.start(threads);
        List<Double> losses = train(engine(options.text("engine", "planned")));
        String against = options.text("against", "");
        if (!against.isEmpty()) {
            compare(losses, read(Path.of(against)));
        }
    }

    private List<Double> train(Engine engine) {
        int steps = options.number("steps", 2000);
        int clips = options.number("clips", 8);
        List<Double> losses = new ArrayList<>();
        StringBuilder csv = new StringBuilder(HEADER).append('\n');
        try (DemoTraining training = new DemoTraining(false, engine)) {
            List<Map<String, INDArray>> batches = new ArrayList<>();
            for (int i = 0; i < BATCHES; i++) {
                double seconds = BUCKET_SECONDS[i % BUCKET_SECONDS.length];
                int samples = (int) (seconds * DemoTraining.SAMPLE_RATE_HZ);
                batches.add(training.batch(i + 1, clips, samples));
            }
            out.println("step   loss      resident MB   heap MB   ms/step");
            long firstResident = 0;
            double taken = 0;
            for (int step = 1; step <= steps; step++) {
                Map<String, INDArray> batch = batches.get(step % batches.size());
                long start = System.nanoTime();
                double loss = training.step(batch);
                double milliseconds = (System.nanoTime() - start) / 1e6;
                taken += milliseconds;
                losses.add(loss);
                long resident = Memory.residentMegabytes();
                csv.append(line(step, loss, resident, milliseconds));
                if (step % EVERY == 0 || step == steps) {
                    firstResident = firstResident == 0 ? resident : firstResident;
                    print(step, loss, resident, taken / ((step - 1) % EVERY + 1));
                    taken = 0;
                }
            }
            OptionalLong arena = training.plannedBytes(batches.get(BUCKET_SECONDS.length - 1));
            out.println(
                    arena.isPresent()
                            ? "planned, arena of " + arena.getAsLong() / 1_000_000 + " MB"
                            : "run by ND4J's session");
            end(firstResident);
            batches.forEach(batch -> batch.values().forEach(INDArray::close));
        }
        String file = options.text("csv", "");
        if (!file.isEmpty()) {
            AtomicFiles.write(Path.of(file), csv.toString().getBytes(StandardCharsets.UTF_8));
        }
        return losses;
    }

    private static String line(int step, double loss, long resident, double milliseconds) {
        return String.format(Locale.ROOT, "%d,%s,%d,%.1f%n", step, loss, resident, milliseconds);
    }

    private void print(int step, double loss, long resident, double milliseconds) {
        out.printf(
                Locale.ROOT,
                "%-6d %-9.4f %-13d %-9d %.0f%n",
                step,
                loss,
                resident,
                heapMegabytes(),
                milliseconds);
    }

    private void end(long firstResident) {
        double growth = 100.0 * Memory.residentMegabytes() / Math.max(1, firstResident) - 100;
        out.printf(
                Locale.ROOT,
                "growth of the resident memory since the first line: %.1f %%; peak %d MB%n",
                growth,
                Memory.peakMegabytes());
    }

    private static List<Double> read(Path file) throws IOException {
        List<Double> losses = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.equals(HEADER)) {
                losses.add(Double.parseDouble(line.split(",", -1)[1]));
            }
        }
        return losses;
    }

    /** Stops if a mean over 50 steps differs by more than is allowed. */
    private void compare(List<Double> ours, List<Double> theirs) {
        int steps = Math.min(ours.size(), theirs.size());
        double largest = theirs.stream().mapToDouble(Math::abs).max().orElse(1);
        double worst = 0;
        int worstStep = 0;
        int window = Math.min(EVERY, steps);
        for (int start = 0; start + window <= steps; start += window) {
            double difference =
                    Math.abs(mean(ours, start, window) - mean(theirs, start, window))
                            / Math.max(largest, 1e-9);
            if (difference > worst) {
                worst = difference;
                worstStep = start;
            }
        }
        double first = Math.abs(ours.get(0) - theirs.get(0)) / largest;
        out.printf(
                Locale.ROOT,
                "against the other engine over %d steps, of the largest loss %.3f: first step %.1e,"
                        + " worst mean of %d steps %.2e (from step %d)%n",
                steps,
                largest,
                first,
                window,
                worst,
                worstStep + 1);
        double tolerance = options.number("tolerance-percent", 5) / 100.0;
        if (!(worst <= tolerance)) {
            throw new ModelException(
                    "the loss curves differ by " + worst + ", allowed " + tolerance,
                    "One of the engines computes something else: compare their gradients.");
        }
    }

    private static double mean(List<Double> losses, int start, int window) {
        return losses.subList(start, start + window).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }

    private static long heapMegabytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    }
}
