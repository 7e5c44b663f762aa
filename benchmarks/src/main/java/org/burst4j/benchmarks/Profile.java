package org.burst4j.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.burst4j.ConfigException;
import org.burst4j.ModelException;
import org.burst4j.engine.Engine;
import org.burst4j.engine.EngineKind;
import org.burst4j.engine.ForwardRun;
import org.burst4j.engine.GradientRun;
import org.burst4j.engine.ir.Recompute;
import org.burst4j.graph.GradientSession;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.run.Backend;
import org.burst4j.train.optim.AdamW;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where a planned run of an encoder spends its time: by kind of operation, and by shapes. */
public final class Profile {
    private static final String USAGE =
            "--encoder FILE [--mode train|forward] [--clips FOLDER | --batch 4 --seconds 2]"
                    + " [--recompute none|convs|all] [--warmup 10] [--repeat 5] [--rows 40]"
                    + " [--threads 2 ]";

    private final Options options;
    private final PrintStream out;
    private final List<Double> gradientTimes = new ArrayList<>();
    private final List<Double> optimiserTimes = new ArrayList<>();

    private Profile(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /**
     * Runs it.
     *
     * @param args {@code --encoder FILE}, and on demand {@code --mode}, the batch, {@code
     *     --recompute}, {@code --warmup}, {@code --repeat}, {@code --rows} of the second table and
     *     {@code --threads}
     * @throws IOException if a file cannot be read
     */
    public static void main(String[] args) throws IOException {
        new Profile(new Options(USAGE, args), System.out).run();
    }

    private void run() throws IOException {
        int threads = options.number("threads", 2);
        System.setProperty("burst4j.threads", Integer.toString(threads));
        Backend.start(threads);
        Engine engine =
                new Engine(EngineKind.PLANNED, recompute(options.text("recompute", "none")));
        PlanProfile profile = new PlanProfile();
        try (OnnxEncoder encoder = OnnxEncoder.read(Path.of(options.required("encoder")));
                Clips clips = clips(encoder)) {
            if (options.text("mode", "train").equals("train")) {
                train(engine, encoder, clips, profile);
            } else {
                forward(engine, encoder, clips, profile);
            }
        }
        int repeat = repeat();
        double step =
                (gradientTimes.stream().mapToDouble(Double::doubleValue).sum()
                                + optimiserTimes.stream().mapToDouble(Double::doubleValue).sum())
                        / repeat;
        profile.print(out, repeat, step, options.number("rows", 40));
        double within = profile.milliseconds() / repeat;
        double all = gradientTimes.stream().mapToDouble(Double::doubleValue).sum() / repeat;
        out.printf(
                Locale.ROOT,
                "%nstep %.1f ms: nodes %.1f, between them %.1f, norm, clipping and AdamW %.1f%n",
                step,
                within,
                all - within,
                step - all);
    }

    /** As settings have it. */
    static Recompute recompute(String name) {
        for (Recompute recompute : Recompute.values()) {
            if (recompute.name().equalsIgnoreCase(name)) {
                return recompute;
            }
        }
        throw new ConfigException("--recompute is '" + name + "'", "Expected none, convs or all.");
    }

    private int repeat() {
        return options.number("repeat", 5);
    }

    private Clips clips(OnnxEncoder encoder) {
        String folder = options.text("clips", "");
        return folder.isEmpty()
                ? Clips.noise(
                        encoder.info(), options.number("batch", 4), options.number("seconds", 2))
                : Clips.read(Path.of(folder), encoder.info());
    }

    private void train(Engine engine, OnnxEncoder encoder, Clips clips, PlanProfile profile) {
        SameDiff graph = EncoderGraphs.trainingGraph(encoder);
        List<String> names = List.copyOf(encoder.weights().keySet());
        try (GradientRun run = engine.gradients(graph, names, EncoderGraphs.LOSS, List.of());
                AdamW optimiser = new AdamW(AdamW.Options.DEFAULTS)) {
            for (int i = -options.number("warmup", 10); i < repeat(); i++) {
                if (i == 0) {
                    gradientTimes.clear();
                    optimiserTimes.clear();
                    run.profile(profile);
                }
                long start = System.nanoTime();
                try (GradientSession.Result result = run.run(clips.feeds(), 0)) {
                    long middle = System.nanoTime();
                    gradientTimes.add((middle - start) / 1e6);
                    EngineSide.update(result.gradients(), encoder.weights(), optimiser);
                    optimiserTimes.add((System.nanoTime() - middle) / 1e6);
                }
            }
            Map<String, long[]> shapes = EngineSide.shapes(clips.feeds());
            out.println(planned(run.plannedBytes(shapes).orElseThrow(Profile::unplanned)));
        }
    }

    private void forward(Engine engine, OnnxEncoder encoder, Clips clips, PlanProfile profile) {
        SameDiff graph = EncoderGraphs.forward(encoder);
        Map<String, INDArray> feeds =
                Map.of(Clips.VALUES, clips.values(), Clips.MASK, clips.mask());
        try (ForwardRun run = engine.forward(graph, List.of(EncoderGraphs.OUTPUT))) {
            for (int i = -options.number("warmup", 10); i < repeat(); i++) {
                if (i == 0) {
                    gradientTimes.clear();
                    run.profile(profile);
                }
                long start = System.nanoTime();
                run.run(feeds).values().forEach(INDArray::close);
                gradientTimes.add((System.nanoTime() - start) / 1e6);
            }
            Map<String, long[]> shapes = EngineSide.shapes(feeds);
            out.println(planned(run.plannedBytes(shapes).orElseThrow(Profile::unplanned)));
        }
    }

    private static String planned(long bytes) {
        return String.format(Locale.ROOT, "arena of %.0f MB%n", bytes / 1e6);
    }

    private static ModelException unplanned() {
        return new ModelException(
                "the graph cannot be planned and ran in ND4J's session",
                "Put an SLF4J provider on the class path instead of slf4j-nop: a warning says why.");
    }
}
