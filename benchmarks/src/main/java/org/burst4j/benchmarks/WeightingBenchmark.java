package org.burst4j.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.burst4j.graph.GradientSession;
import org.burst4j.graph.TaskLoss;
import org.burst4j.graph.Weighting;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/**
 * Learned uncertainty weighting of task losses, {@link Weighting#uncertainty}: sums of scalars,
 * whose time is the count of operations.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class WeightingBenchmark extends BlockBenchmark {
    private static final double TOLERANCE = 1e-5;

    /** Tasks of the net. */
    @Param({"2", "5"})
    public int tasks;

    private final Map<String, INDArray> weights = new LinkedHashMap<>();

    @Override
    BlockGraph build() {
        for (int task = 0; task < tasks; task++) {
            weights.put("loss" + task, Nd4j.scalar(0.5f + task));
            weights.put("s" + task, Nd4j.scalar(0.1f * task));
        }
        return new BlockGraph(weights, Nd4j.scalar(1f), this::weighted);
    }

    private SDVariable weighted(SameDiff sd, Map<String, SDVariable> v) {
        List<TaskLoss> losses = new ArrayList<>();
        List<SDVariable> logSigmas = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            SDVariable present = sd.constant("present" + task, Nd4j.scalar(1f));
            losses.add(new TaskLoss(v.get("loss" + task), present));
            logSigmas.add(v.get("s" + task));
        }
        return Weighting.uncertainty(sd, losses, logSigmas, "weighted"); // scalar
    }

    @Override
    void check() {
        double expected = 0;
        try (GradientSession.Result result = block().forwardBackward()) {
            for (int task = 0; task < tasks; task++) {
                double loss = weights.get("loss" + task).getDouble(0);
                double s = weights.get("s" + task).getDouble(0);
                double weight = Math.exp(-2 * s);
                expected += weight * loss + s;
                Map<String, INDArray> gradients = result.gradients();
                Arrays32.requireClose(
                        "the gradient of a loss",
                        weight,
                        gradients.get("loss" + task).getDouble(0),
                        TOLERANCE);
                Arrays32.requireClose(
                        "the gradient of a log sigma",
                        1 - 2 * weight * loss,
                        gradients.get("s" + task).getDouble(0),
                        10 * TOLERANCE);
            }
            Arrays32.requireClose("the sum", expected, result.loss(), 10 * TOLERANCE);
        }
    }

    /**
     * The sum alone.
     *
     * @return its value
     */
    @Benchmark
    public double forward() {
        return runForward(block());
    }

    /**
     * The sum with the gradients of all losses and weights.
     *
     * @return its value
     */
    @Benchmark
    public double forwardBackward() {
        return runForwardBackward(block());
    }
}
