package org.burst4j.benchmarks;

import java.util.concurrent.TimeUnit;
import org.burst4j.engine.kernel.Workers;
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
 * The planned engine's kernels, one case a fork; {@link KernelTable} has all of them against the
 * machine's limits. The columns {@code gigabytes} and {@code gflop} are per second: each input and
 * output once, and products alone.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgs = "-Xmx1g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KernelBenchmark {
    /** Kernels are plain Java: the back end matters to none of them. */
    @Param(Backends.ANY)
    public String backend;

    /** A name of {@link KernelCases}. */
    @Param({
        "bias+GELU 396x3072",
        "bias+GELU backward 396x3072",
        "bias+GELU 25596x512",
        "bias+GELU backward 25596x512",
        "GELU 25596x512",
        "add 25596x512",
        "dropout 396x3072",
        "uniform 396x3072",
        "LayerNorm 396x768",
        "LayerNorm backward 396x768",
        "LayerNorm+GELU 25596x512",
        "LayerNorm+GELU backward 25596x512",
        "residual+LayerNorm 396x768",
        "GroupNorm+GELU 4x6399x512",
        "GroupNorm+GELU backward 4x6399x512",
        "attention 4x99x768",
        "attention 4x99x768 backward",
        "attention+dropout 4x99x768",
        "attention+dropout 4x99x768 backward",
        "softmax 4752x99",
        "softmax backward 4752x99",
        "grouped conv data2vec 19 taps",
        "grouped conv data2vec 19 taps backward",
        "grouped conv wav2vec2 128 taps",
        "grouped conv wav2vec2 128 taps backward",
        "column sums 396x3072",
        "column sums 25596x512",
        "row sums 396x3072",
        "permute 4x99x12x64 to 4x12x99x64",
        "transpose 396x3072"
    })
    public String kernel;

    /** Threads that share each loop. */
    @Param("2")
    public int threads;

    private Workers workers;
    private KernelCase bound;

    /** Binds the kernel. */
    @Setup
    public void prepare() {
        workers = new Workers(threads);
        bound = KernelCases.bind(kernel, workers);
        bound.check();
    }

    /** Ends the threads. */
    @TearDown
    public void close() {
        workers.close();
    }

    /**
     * One run.
     *
     * @param traffic counts the bytes
     * @param products counts the operations
     * @return a number of the result
     */
    @Benchmark
    public float run(TrafficBenchmark.Traffic traffic, ProductBenchmark.Products products) {
        traffic.gigabytes += bound.bytes() / 1e9;
        products.gflop += bound.flops() / 1e9;
        bound.run();
        return bound.outputs().get(0).get(0);
    }
}
