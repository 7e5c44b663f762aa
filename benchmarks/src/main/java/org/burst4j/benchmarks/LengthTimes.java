package org.burst4j.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.engine.Engine;
import org.burst4j.engine.ForwardRun;
import org.burst4j.engine.GradientRun;
import org.burst4j.graph.GradientSession;
import org.burst4j.onnx.EncoderInfo;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.run.Backend;
import org.burst4j.run.Memory;
import org.burst4j.train.optim.AdamW;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What an encoder takes for clips of several lengths: forward, and forward with the gradients of
 * all weights, and clipping with AdamW once. As JSON, for hume_vb_estimate.py.
 */
public final class LengthTimes {
    private static final String USAGE =
            "--encoder FILE [--clips 2] [--seconds 1,2,3,4,6,8,10] [--engine planned] [--warmup 3]"
                    + " [--repeat 3] [--threads 2 ]";

    private final Options options;
    private final Engine engine;

    private LengthTimes(Options options) {
        this.options = options;
        engine = FlatMemory.engine(options.text("engine", "planned"));
    }

    /**
     * Runs it.
     *
     * @param args {@code --encoder FILE}, and on demand {@code --clips} of a batch, {@code
     *     --seconds}, whole numbers, {@code --engine}, {@code --warmup}, {@code --repeat} and
     *     {@code --threads}
     * @throws IOException if JSON cannot be written
     */
    public static void main(String[] args) throws IOException {
        new LengthTimes(new Options(USAGE, args)).run();
    }

    private void run() throws IOException {
        int threads = options.number("threads", 2);
        System.setProperty("burst4j.threads", Integer.toString(threads));
        Backend.start(threads);
        int clips = options.number("clips", 2);
        int[] seconds =
                Arrays.stream(options.text("seconds", "1,2,3,4,6,8,10").split(",", -1))
                        .mapToInt(Integer::parseInt)
                        .toArray();
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("clips", clips);
        report.put("seconds", seconds);
        report.put("threads", threads);
        try (OnnxEncoder encoder = OnnxEncoder.read(Path.of(options.required("encoder")))) {
            EncoderInfo info = encoder.info();
            report.put("family", info.family());
            report.put("width", info.hiddenSize());
            List<Double> forward = new ArrayList<>();
            try (ForwardRun run =
                    engine.forward(EncoderGraphs.forward(encoder), List.of(EncoderGraphs.OUTPUT))) {
                for (int length : seconds) {
                    forward.add(forward(run, info, clips, length));
                }
            }
            report.put("forwardMilliseconds", forward);
            train(encoder, clips, seconds, report);
        }
        report.put("peakMegabytes", Memory.peakMegabytes());
        System.out.println(new ObjectMapper().writeValueAsString(report));
    }

    private double median(Runnable task) {
        return Timing.median(options.number("warmup", 3), options.number("repeat", 3), task);
    }

    private double forward(ForwardRun run, EncoderInfo info, int clips, int seconds) {
        try (Clips batch = Clips.noise(info, clips, seconds)) {
            Map<String, INDArray> feeds =
                    Map.of(Clips.VALUES, batch.values(), Clips.MASK, batch.mask());
            return median(() -> run.run(feeds).values().forEach(INDArray::close));
        }
    }

    private void train(OnnxEncoder encoder, int clips, int[] seconds, Map<String, Object> report) {
        List<String> names = List.copyOf(encoder.weights().keySet());
        List<Double> milliseconds = new ArrayList<>();
        try (GradientRun run =
                        engine.gradients(
                                EncoderGraphs.trainingGraph(encoder),
                                names,
                                EncoderGraphs.LOSS,
                                List.of());
                AdamW optimiser = new AdamW(AdamW.Options.DEFAULTS)) {
            for (int length : seconds) {
                try (Clips batch = Clips.noise(encoder.info(), clips, length)) {
                    Runnable pass = () -> run.run(batch.feeds(), 0).close();
                    milliseconds.add(median(pass));
                    if (length == seconds[0]) {
                        report.put("updateMilliseconds", update(run, batch, encoder, optimiser));
                    }
                }
            }
        }
        report.put("gradientMilliseconds", milliseconds);
    }

    private double update(GradientRun run, Clips batch, OnnxEncoder encoder, AdamW optimiser) {
        try (GradientSession.Result result = run.run(batch.feeds(), 0)) {
            return median(
                    () -> EngineSide.update(result.gradients(), encoder.weights(), optimiser));
        }
    }
}
