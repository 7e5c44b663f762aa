package org.burst4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.burst4j.graph.ForwardSession;
import org.burst4j.graph.GradientSession;
import org.burst4j.graph.GraphFiles;
import org.burst4j.onnx.OnnxEncoder;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A whole encoder of the size of real ones: import from ONNX, loading of its saved graph, forward,
 * and forward with the gradients of all weights. {@link RandomEncoder} makes files.
 *
 * <p>The set-up checks that the loaded graph, the imported one and the training graph give one
 * output.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgs = "-Xmx6g")
@Warmup(iterations = 2)
@Measurement(iterations = 7)
public class EncoderBenchmark {
    private static final double TOLERANCE = 1e-4;

    /** Simple name of ND4J's back end; the jar's main class puts in those that work. */
    @Param(Backends.ANY)
    public String backend;

    /** Path of an ONNX file. */
    @Param("encoder.onnx")
    public String file;

    /** Clips of the batch, B. */
    @Param("4")
    public int batch;

    /** Length of each clip in seconds. */
    @Param("2")
    public int clipSeconds;

    private OnnxEncoder encoder;
    private Path saved;
    private Clips clips;
    private Map<String, INDArray> feeds;
    private ForwardSession forward;
    private GradientSession backward;

    /**
     * Reads the file and checks that all graphs agree.
     *
     * @throws IOException if there is no room for the saved graph
     */
    @Setup
    public void prepare() throws IOException {
        Backends.start(backend);
        encoder = OnnxEncoder.read(Path.of(file));
        clips = Clips.noise(encoder.info(), batch, clipSeconds);
        feeds = Map.of(Clips.VALUES, clips.values(), Clips.MASK, clips.mask());
        SameDiff graph = EncoderGraphs.forward(encoder);
        forward = EncoderGraphs.forwardSession(graph);
        backward = EncoderGraphs.gradientSession(encoder);
        saved = Files.createTempDirectory("burst4j-benchmark").resolve("encoder.fb");
        GraphFiles.save(graph, saved);
        try (ForwardSession loaded = EncoderGraphs.forwardSession(GraphFiles.load(saved));
                INDArray expected = forward.run(feeds).get(EncoderGraphs.OUTPUT);
                INDArray found = loaded.run(feeds).get(EncoderGraphs.OUTPUT);
                GradientSession.Result result = backward.run(clips.feeds())) {
            Arrays32.requireClose("the loaded graph's output", expected, found, TOLERANCE);
            INDArray trained = result.outputs().get(EncoderGraphs.OUTPUT);
            Arrays32.requireClose("the training graph's output", expected, trained, TOLERANCE);
        }
    }

    /**
     * Frees everything.
     *
     * @throws IOException if the saved graph cannot be deleted
     */
    @TearDown
    public void close() throws IOException {
        forward.close();
        backward.close();
        clips.close();
        encoder.close();
        Files.delete(saved);
        Files.delete(saved.getParent());
    }

    /**
     * From the ONNX file to a graph that is ready to run.
     *
     * @return the number of its operations
     */
    @Benchmark
    public int importOnnx() {
        try (OnnxEncoder imported = OnnxEncoder.read(Path.of(file))) {
            return EncoderGraphs.forward(imported).ops().length;
        }
    }

    /**
     * From the saved graph to one that is ready to run.
     *
     * @return the number of its operations
     */
    @Benchmark
    public int loadSaved() {
        SameDiff graph = GraphFiles.load(saved);
        int operations = graph.ops().length;
        graph.variables().stream()
                .filter(variable -> variable.getVariableType() == VariableType.CONSTANT)
                .forEach(variable -> variable.getArr().close());
        return operations;
    }

    /**
     * Forward.
     *
     * @return one number of the output
     */
    @Benchmark
    public double forward() {
        try (INDArray y = forward.run(feeds).get(EncoderGraphs.OUTPUT)) {
            return y.getDouble(0);
        }
    }

    /**
     * Forward and backward.
     *
     * @return the loss
     */
    @Benchmark
    public double forwardBackward() {
        try (GradientSession.Result result = backward.run(clips.feeds())) {
            return result.loss();
        }
    }
}
