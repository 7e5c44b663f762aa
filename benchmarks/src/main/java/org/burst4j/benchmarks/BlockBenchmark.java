package org.burst4j.benchmarks;

import java.util.concurrent.TimeUnit;
import org.burst4j.graph.GradientSession;
import org.nd4j.linalg.api.ndarray.INDArray;
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

/** One block of a graph, forward and with its gradients, on one back end. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 2, jvmArgs = "-Xmx3g")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public abstract class BlockBenchmark {
    /** Simple name of ND4J's back end; the jar's main class puts in those that work. */
    @Param(Backends.ANY)
    public String backend;

    private BlockGraph block;

    /** Starts the back end, builds the block and checks what it computes. */
    @Setup
    public final void prepare() {
        Backends.start(backend);
        block = build();
        check();
    }

    /** Builds the block, and whatever it is compared with. */
    abstract BlockGraph build();

    /** Compares one run with plain Java or with ND4J; throws if they disagree. */
    abstract void check();

    final BlockGraph block() {
        return block;
    }

    /** Frees what the block is compared with. */
    void closeOther() {}

    /** Frees the sessions. */
    @TearDown
    public final void close() {
        block.close();
        closeOther();
    }

    static double runForward(BlockGraph graph) {
        try (INDArray y = graph.forward()) {
            return y.getDouble(0);
        }
    }

    static double runForwardBackward(BlockGraph graph) {
        try (GradientSession.Result result = graph.forwardBackward()) {
            return result.loss();
        }
    }
}
