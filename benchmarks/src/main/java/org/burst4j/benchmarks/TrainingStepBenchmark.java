package org.burst4j.benchmarks;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.burst4j.graph.GradientSession;
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
 * A whole training step of the demo net over its five tasks: forward, backward, clipping, AdamW.
 * Stage 1 trains the heads over the frozen encoder, stage 2 everything. Making the batch is not in
 * it: the trainer does that in another thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgs = "-Xmx3g")
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 5)
public class TrainingStepBenchmark {
    private static final double TOLERANCE = 1e-5;

    /** Simple name of ND4J's back end; the jar's main class puts in those that work. */
    @Param(Backends.ANY)
    public String backend;

    /** 1: encoder frozen; 2: all weights. */
    @Param({"1", "2"})
    public int stage;

    /** Clips of a batch, B. */
    @Param("16")
    public int batch;

    /** Length of each clip in seconds. */
    @Param({"1", "2"})
    public int clipSeconds;

    /** What runs the graph: planned or samediff. */
    @Param({"planned", "samediff"})
    public String engine;

    private DemoTraining training;
    private Map<String, INDArray> feeds;

    /** Builds the net and checks that both stages have one loss and one gradient of the heads. */
    @Setup
    public void prepare() {
        Backends.start(backend);
        training = new DemoTraining(stage == 1, FlatMemory.engine(engine));
        feeds = training.batch(1, batch, clipSeconds * DemoTraining.SAMPLE_RATE_HZ);
        try (DemoTraining other = new DemoTraining(stage != 1, FlatMemory.engine(engine));
                GradientSession.Result ours = training.gradients(feeds);
                GradientSession.Result theirs = other.gradients(feeds)) {
            Arrays32.requireClose("the loss", theirs.loss(), ours.loss(), TOLERANCE);
            ours.gradients()
                    .forEach(
                            (name, gradient) -> {
                                if (theirs.gradients().containsKey(name)) {
                                    Arrays32.requireClose(
                                            "the gradient of " + name,
                                            theirs.gradients().get(name),
                                            gradient,
                                            TOLERANCE);
                                }
                            });
        }
    }

    /** Frees net and batch. */
    @TearDown
    public void close() {
        training.close();
        feeds.values().forEach(INDArray::close);
    }

    /**
     * One step on the same batch again.
     *
     * @return the loss before it
     */
    @Benchmark
    public double step() {
        return training.step(feeds);
    }
}
