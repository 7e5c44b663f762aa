package org.burst4j.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.burst4j.ConfigException;
import org.burst4j.graph.ForwardSession;
import org.burst4j.graph.GradientSession;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.run.Backend;
import org.burst4j.run.Memory;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One process that runs one encoder on one batch again and again, forward or with the gradients of
 * all weights, and prints what it took as one line of JSON: for encoder_race.py.
 */
public final class EncoderRun {
    private static final String USAGE =
            "--encoder FILE --mode forward|train [--clips FOLDER | --batch 4 --seconds 2]"
                    + " [--repeat 5] [--warmup 2] [--threads 2] [--dump FILE ]";

    private final Options options;
    private final Map<String, Object> report = new LinkedHashMap<>();

    private EncoderRun(Options options) {
        this.options = options;
    }

    /**
     * Runs it.
     *
     * @param args {@code --encoder FILE --mode forward|train}, then {@code --clips FOLDER} or
     *     {@code --batch} and {@code --seconds}, and on demand {@code --repeat}, {@code --warmup},
     *     {@code --threads} and {@code --dump}, a file for the output in little-endian floats
     * @throws IOException if a file cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        new EncoderRun(new Options(USAGE, args)).run();
    }

    private void run() throws IOException {
        String mode = options.required("mode");
        if (!List.of("forward", "train").contains(mode)) {
            throw new ConfigException(
                    "--mode is '" + mode + "', expected forward or train", "Usage: " + USAGE);
        }
        Backend.start(options.number("threads", 2));
        report.putAll(Backend.describe());
        report.put("mode", mode);
        long start = System.nanoTime();
        try (OnnxEncoder encoder = OnnxEncoder.read(Path.of(options.required("encoder")))) {
            report.put("importSeconds", (System.nanoTime() - start) / 1e9);
            report.put("parameters", encoder.info().parameterCount());
            try (Clips clips = clips(encoder)) {
                if (mode.equals("train")) {
                    train(encoder, clips);
                } else {
                    forward(encoder, clips);
                }
            }
        }
        System.out.println(new ObjectMapper().writeValueAsString(report));
    }

    private Clips clips(OnnxEncoder encoder) {
        String folder = options.text("clips", "");
        return folder.isEmpty()
                ? Clips.noise(
                        encoder.info(), options.number("batch", 4), options.number("seconds", 2))
                : Clips.read(Path.of(folder), encoder.info());
    }

    private void forward(OnnxEncoder encoder, Clips clips) throws IOException {
        try (ForwardSession session =
                EncoderGraphs.forwardSession(EncoderGraphs.forward(encoder))) {
            Map<String, INDArray> feeds =
                    Map.of(Clips.VALUES, clips.values(), Clips.MASK, clips.mask());
            INDArray y =
                    measure(() -> session.run(feeds).get(EncoderGraphs.OUTPUT), INDArray::close);
            describe(y);
            y.close();
        }
    }

    private void train(OnnxEncoder encoder, Clips clips) throws IOException {
        try (GradientSession session = EncoderGraphs.gradientSession(encoder);
                GradientSession.Result result =
                        measure(() -> session.run(clips.feeds()), GradientSession.Result::close)) {
            report.put("operations", session.operationsPerRun());
            report.put("loss", result.loss());
            Map<String, Double> norms = new TreeMap<>();
            result.gradients().forEach((name, array) -> norms.put(name, norm(array)));
            report.put("gradientNorms", norms);
            describe(result.outputs().get(EncoderGraphs.OUTPUT));
        }
    }

    private interface Work<T> {
        T run();
    }

    private interface End<T> {
        void of(T result);
    }

    /** Runs it as often as asked; all results but the last are freed. */
    private <T> T measure(Work<T> work, End<T> end) {
        int warmup = options.number("warmup", 2);
        int repeat = options.number("repeat", 5);
        double[] milliseconds = new double[repeat];
        long[] resident = new long[repeat];
        T last = null;
        for (int run = -warmup; run < repeat; run++) {
            if (last != null) {
                end.of(last);
            }
            long start = System.nanoTime();
            last = work.run();
            if (run >= 0) {
                milliseconds[run] = (System.nanoTime() - start) / 1e6;
                resident[run] = Memory.residentMegabytes();
            }
        }
        // Before anything else takes memory.
        report.put("peakMegabytes", Memory.peakMegabytes());
        report.put("milliseconds", milliseconds);
        report.put("residentMegabytes", resident);
        double[] sorted = milliseconds.clone();
        Arrays.sort(sorted);
        report.put("medianMilliseconds", sorted[repeat / 2]);
        return last;
    }

    private void describe(INDArray y) throws IOException {
        report.put("outputShape", y.shape());
        report.put("outputNorm", norm(y));
        String file = options.text("dump", "");
        if (!file.isEmpty()) {
            float[] values = y.dup('c').data().asFloat();
            ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
            bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
            Files.write(Path.of(file), bytes.array());
        }
    }

    /** In double: a sum of a million squares in float is off by a thousandth. */
    private static double norm(INDArray array) {
        INDArray numbers = array.castTo(DataType.DOUBLE);
        try {
            return numbers.norm2Number().doubleValue();
        } finally {
            numbers.close();
        }
    }
}
