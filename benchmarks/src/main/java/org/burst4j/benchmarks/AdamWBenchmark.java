package org.burst4j.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.burst4j.train.optim.AdamW;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.AdamUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.ops.transforms.Transforms;
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
 * The optimiser's step over the weights of one transformer layer, {@link AdamW} against ND4J's Adam
 * (no weight decay on either side, so that both do the same). The column {@code gigabytes} counts
 * seven numbers a weight: weight, gradient and both moments read, all but the gradient written.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 2, jvmArgs = "-Xmx3g")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class AdamWBenchmark {
    private static final double RATE = 1e-3;
    private static final AdamW.Options OPTIONS = new AdamW.Options(0.9, 0.999, 1e-8, 0);
    private static final int NUMBERS_A_WEIGHT = 7;

    /** Two steps of 1e-3 each, nearly the same rounding. */
    private static final double TOLERANCE = 1e-5;

    /** Simple name of ND4J's back end; the jar's main class puts in those that work. */
    @Param(Backends.ANY)
    public String backend;

    /** {@code base}: 7.1 million weights a layer; {@code large}: 12.6 million. */
    @Param({"base", "large"})
    public String size;

    private final List<Parameter> parameters = new ArrayList<>();
    private final AdamW optimiser = new AdamW(OPTIONS);
    private long length;
    private int steps;

    private record Parameter(
            String name, INDArray ours, INDArray theirs, INDArray gradient, AdamUpdater updater) {}

    /** Makes one layer's weights and checks that both sides take the same two steps. */
    @Setup
    public void prepare() {
        Backends.start(backend);
        long width = EncoderSize.of(size).width();
        for (String projection : new String[] {"q", "k", "v", "o"}) {
            add(projection, width, width);
            add(projection + "Bias", width);
        }
        add("widen", width, 4 * width);
        add("widenBias", 4 * width);
        add("narrow", 4 * width, width);
        add("narrowBias", width);
        for (int norm = 0; norm < 2; norm++) {
            add("gamma" + norm, width);
            add("beta" + norm, width);
        }
        for (int step = 0; step < 2; step++) {
            stepOurs();
            stepTheirs();
        }
        for (Parameter parameter : parameters) {
            Arrays32.requireClose(
                    parameter.name(), parameter.theirs(), parameter.ours(), TOLERANCE);
        }
    }

    private void add(String name, long... shape) {
        INDArray weight = Arrays32.normal(parameters.size() + 1, 0.05, shape);
        // Away from 0, where it matters that both add their epsilon in different places.
        INDArray gradient =
                Transforms.abs(Arrays32.normal(parameters.size() + 100, shape)).addi(0.1);
        Adam adam =
                Adam.builder()
                        .learningRate(RATE)
                        .beta1(OPTIONS.beta1())
                        .beta2(OPTIONS.beta2())
                        .epsilon(OPTIONS.epsilon())
                        .build();
        INDArray state = Nd4j.zeros(DataType.FLOAT, 1, adam.stateSize(weight.length()));
        AdamUpdater updater = (AdamUpdater) adam.instantiate(state, true);
        updater.setStateViewArray(state, shape, 'c', true);
        parameters.add(new Parameter(name, weight, weight.dup(), gradient, updater));
        length += weight.length();
    }

    private void stepOurs() {
        for (Parameter parameter : parameters) {
            optimiser.step(parameter.name(), parameter.ours(), parameter.gradient(), RATE);
        }
    }

    private void stepTheirs() {
        for (Parameter parameter : parameters) {
            // It turns the gradient into the update in place; a trainer could do without the copy.
            try (INDArray update = parameter.gradient().dup()) {
                parameter.updater().applyUpdater(update, steps, 0);
                parameter.theirs().subi(update);
            }
        }
        steps++;
    }

    /** Frees the moments. */
    @TearDown
    public void close() {
        optimiser.close();
    }

    /**
     * Burst4J's step.
     *
     * @param traffic counts the bytes
     * @return one weight
     */
    @Benchmark
    public double step(TrafficBenchmark.Traffic traffic) {
        traffic.add((double) NUMBERS_A_WEIGHT * length);
        stepOurs();
        return parameters.get(0).ours().getDouble(0);
    }

    /**
     * ND4J's step.
     *
     * @param traffic counts the bytes
     * @return one weight
     */
    @Benchmark
    public double nd4jStep(TrafficBenchmark.Traffic traffic) {
        traffic.add((double) NUMBERS_A_WEIGHT * length);
        stepTheirs();
        return parameters.get(0).theirs().getDouble(0);
    }
}
