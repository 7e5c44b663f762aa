package org.burst4j.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.burst4j.ConfigException;
import org.burst4j.engine.Engine;
import org.burst4j.engine.EngineKind;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.run.Backend;
import org.burst4j.run.Memory;

/**
 * A process of the race in race.py: it prepares one side, then does what each line on its standard
 * input says, and answers with a line that begins with {@code @ } and is JSON.
 *
 * <p>{@code check FILE}: one pass whose results are told, the output in the file. {@code step}: one
 * timed pass. {@code reset}: the peak of memory starts anew. {@code end}: a report, and the end.
 */
public final class StepRun {
    private static final String USAGE =
            "--side planned|planned-convs|planned-all|samediff|floor --model FOLDER --mode forward|train --clips FOLDER"
                    + " [--threads 2 ]";

    private static final String PLANNED = "planned-";
    private static final String ANSWER = "@ ";

    private final Options options;
    private final PrintStream out;
    private final ObjectMapper json = new ObjectMapper();

    private StepRun(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /**
     * Runs it.
     *
     * @param args see the class; the model's folder holds {@code config.json} and {@code
     *     encoder.onnx}
     * @throws IOException if a file or the standard input cannot be read
     * @throws InterruptedException if it is interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        new StepRun(new Options(USAGE, args), System.out).run();
    }

    private void run() throws IOException, InterruptedException {
        int threads = options.number("threads", 2);
        System.setProperty("burst4j.threads", Integer.toString(threads));
        Backend.start(threads);
        boolean train = options.required("mode").equals("train");
        Path model = Path.of(options.required("model"));
        Path clips = Path.of(options.required("clips"));
        String side = options.required("side");
        if (side.equals("floor")) {
            floor(model, clips, train);
            return;
        }
        Engine engine = engine(side);
        Path file = model.resolve("encoder.onnx");
        long start = System.nanoTime();
        try (OnnxEncoder encoder = OnnxEncoder.read(file);
                Clips batch = Clips.read(clips, encoder.info())) {
            try (EngineSide engineSide = new EngineSide(encoder, batch, engine, train)) {
                double seconds = (System.nanoTime() - start) / 1e9;
                Map<String, Object> facts = new LinkedHashMap<>(Backend.describe());
                facts.put("readSeconds", seconds);
                facts.put("stillMappedMegabytes", ProcessMemory.release(file));
                serve(engineSide, facts);
            }
        }
    }

    /** {@code planned}, {@code planned-convs}, {@code planned-all} (recomputed) or samediff. */
    private static Engine engine(String side) {
        if (side.equals("samediff")) {
            return Engine.SAMEDIFF;
        }
        if (side.equals("planned")) {
            return Engine.PLANNED;
        }
        if (side.startsWith(PLANNED)) {
            String recompute = side.substring(PLANNED.length());
            return new Engine(EngineKind.PLANNED, Profile.recompute(recompute));
        }
        throw new ConfigException("--side is '" + side + "'", "Usage: " + USAGE);
    }

    private void floor(Path model, Path clips, boolean train) throws IOException {
        JsonNode config = json.readTree(model.resolve("config.json").toFile());
        JsonNode lengths = json.readTree(clips.resolve("lengths.json").toFile());
        int longest = 0;
        for (JsonNode length : lengths) {
            longest = Math.max(longest, length.asInt());
        }
        StepProducts products = new StepProducts(config, lengths.size(), longest, train);
        try (FloorSide side = new FloorSide(products)) {
            serve(side, Map.of());
        }
    }

    private void serve(StepSide side, Map<String, Object> ready) throws IOException {
        answer(ready);
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        boolean reset = false;
        long wholePeak = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals("step")) {
                long start = System.nanoTime();
                Map<String, Object> facts = side.step();
                double milliseconds = (System.nanoTime() - start) / 1e6;
                Map<String, Object> told = new LinkedHashMap<>(facts);
                told.put("milliseconds", milliseconds);
                told.put("residentMegabytes", Memory.residentMegabytes());
                answer(told);
            } else if (line.startsWith("check ")) {
                answer(side.check(Path.of(line.substring("check ".length()))));
            } else if (line.equals("reset")) {
                wholePeak = Memory.peakMegabytes();
                reset = ProcessMemory.resetPeak();
                answer(Map.of("reset", reset));
            } else if (line.equals("end")) {
                long peak = Memory.peakMegabytes();
                Map<String, Object> told = new LinkedHashMap<>();
                told.put("peakMegabytes", peak);
                told.put("wholePeakMegabytes", Math.max(peak, wholePeak));
                told.put("peakIsOfSteps", reset);
                told.putAll(side.report());
                answer(told);
                return;
            } else {
                throw new ConfigException(
                        "'" + line + "' on the standard input",
                        "Expected step, check FILE, reset or end.");
            }
        }
    }

    private void answer(Map<String, Object> facts) throws IOException {
        out.println(ANSWER + json.writeValueAsString(facts));
        out.flush();
    }
}
