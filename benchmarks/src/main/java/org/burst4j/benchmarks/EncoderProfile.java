package org.burst4j.benchmarks;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.burst4j.graph.ProfilingSession;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.run.Backend;
import org.nd4j.autodiff.samediff.SameDiff;

/** Where forward and backward of an encoder spend their time, by kind of operation. */
public final class EncoderProfile {
    private static final String USAGE =
            "--encoder FILE [--batch 4] [--seconds 2] [--warmup 1] [--repeat 3] [--threads 2 ]";

    private EncoderProfile() {}

    /**
     * Runs it.
     *
     * @param args {@code --encoder FILE}, and on demand {@code --batch}, {@code --seconds}, {@code
     *     --warmup}, {@code --repeat} and {@code --threads}
     */
    public static void main(String[] args) {
        Options options = new Options(USAGE, args);
        Backend.start(options.number("threads", 2));
        int repeat = options.number("repeat", 3);
        int warmup = options.number("warmup", 1);
        try (OnnxEncoder encoder = OnnxEncoder.read(Path.of(options.required("encoder")));
                Clips clips =
                        Clips.noise(
                                encoder.info(),
                                options.number("batch", 4),
                                options.number("seconds", 2))) {
            SameDiff graph = EncoderGraphs.trainingGraph(encoder);
            EncoderGraphs.gradientSession(graph, encoder).close(); // makes the gradient function
            List<String> wanted = EncoderGraphs.wanted(graph, encoder);
            SameDiff function = graph.getFunction("grad");
            try (ProfilingSession session = new ProfilingSession(function, wanted)) {
                for (int run = 0; run < warmup; run++) {
                    session.run(clips.feeds());
                }
                session.reset();
                long start = System.nanoTime();
                for (int run = 0; run < repeat; run++) {
                    session.run(clips.feeds());
                }
                double total = (System.nanoTime() - start) / 1e6;
                report(System.out, session, total, repeat);
            }
        }
    }

    private static void report(
            PrintStream out, ProfilingSession session, double total, int repeat) {
        out.println("kind                            calls         ms   share");
        session.kinds().entrySet().stream()
                .sorted(Comparator.comparingDouble(entry -> -entry.getValue().milliseconds()))
                .forEach(
                        entry ->
                                print(
                                        out,
                                        entry.getKey(),
                                        entry.getValue().calls() / repeat,
                                        entry.getValue().milliseconds() / repeat,
                                        total / repeat));
        double inside =
                session.kinds().values().stream()
                        .mapToDouble(ProfilingSession.Kind::milliseconds)
                        .sum();
        int calls = session.kinds().values().stream().mapToInt(kind -> kind.calls()).sum();
        print(out, "(session itself)", calls / repeat, (total - inside) / repeat, total / repeat);
        print(out, "total", calls / repeat, total / repeat, total / repeat);
    }

    private static void print(
            PrintStream out, String kind, int calls, double milliseconds, double total) {
        out.printf(
                Locale.ROOT,
                "%-30s %6d %10.1f %6.1f %%%n",
                kind,
                calls,
                milliseconds,
                100 * milliseconds / total);
    }
}
