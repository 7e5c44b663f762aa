package org.burst4j.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.burst4j.graph.CccOptions;
import org.burst4j.graph.ForwardSession;
import org.burst4j.graph.GradientSession;
import org.burst4j.graph.Losses;
import org.burst4j.metric.Ccc;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
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
 * The CCC loss of a batch: {@link Losses#ccc} in a session, forward and with the gradient of the
 * predictions, against the metric in plain Java, {@link Ccc#of}, which is forward only. At this
 * size the loss costs what its count of operations costs, not its arithmetic.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgs = "-Xmx3g")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class CccBenchmark {
    private static final double TOLERANCE = 1e-5;

    /** Step of the numeric derivative, in double. */
    private static final double STEP = 1e-5;

    /** Simple name of ND4J's back end; the jar's main class puts in those that work. */
    @Param(Backends.ANY)
    public String backend;

    /** Clips of the batch, B. */
    @Param("32")
    public int batch;

    /** Outputs of the task, K: 40 for culture. */
    @Param("40")
    public int outputs;

    private double[][] predictionColumns; // [K][B]
    private double[][] targetColumns; // [K][B]
    private Map<String, INDArray> placeholders;
    private ForwardSession forward;
    private GradientSession backward;

    /** Builds both paths and checks that loss and gradient agree with plain Java. */
    @Setup
    public void prepare() {
        Backends.start(backend);
        INDArray target = Arrays32.normal(1, 0.2, batch, outputs).addi(0.5); // [B,K]
        INDArray noise = Arrays32.normal(2, 0.2, batch, outputs); // [B,K]
        INDArray prediction = target.add(noise); // [B,K]
        INDArray mask = target.like().addi(1); // [B,K]
        predictionColumns = columns(prediction);
        targetColumns = columns(target);
        placeholders = Map.of("target", target, "mask", mask);
        forward = new ForwardSession(graph(prediction), List.of("loss"));
        backward = new GradientSession(graph(prediction), List.of("prediction"), "loss", List.of());
        Arrays32.requireClose("the loss", plainJava(), forward(), TOLERANCE);
        try (GradientSession.Result result = backward.run(placeholders)) {
            Arrays32.requireClose("the loss", plainJava(), result.loss(), TOLERANCE);
            INDArray gradient = result.gradients().get("prediction");
            for (int clip = 0; clip < batch; clip++) {
                int output = clip % outputs;
                Arrays32.requireClose(
                        "the gradient",
                        slope(output, clip),
                        gradient.getDouble(clip, output),
                        TOLERANCE);
            }
        }
    }

    private SameDiff graph(INDArray prediction) {
        SameDiff sd = SameDiff.create();
        SDVariable p = sd.var("prediction", prediction); // [B,K]
        SDVariable t = sd.placeHolder("target", DataType.FLOAT, batch, outputs); // [B,K]
        SDVariable m = sd.placeHolder("mask", DataType.FLOAT, batch, outputs); // [B,K]
        Losses.ccc(sd, p, t, m, CccOptions.POPULATION, "loss");
        return sd;
    }

    private static double[][] columns(INDArray matrix) {
        double[][] columns = new double[(int) matrix.size(1)][(int) matrix.size(0)];
        for (int column = 0; column < columns.length; column++) {
            for (int row = 0; row < columns[column].length; row++) {
                columns[column][row] = matrix.getDouble(row, column);
            }
        }
        return columns;
    }

    /** The derivative of the loss by one prediction, numerically. */
    private double slope(int output, int clip) {
        double[] column = predictionColumns[output];
        double value = column[clip];
        column[clip] = value + STEP;
        double above = plainJava();
        column[clip] = value - STEP;
        double below = plainJava();
        column[clip] = value;
        return (above - below) / (2 * STEP);
    }

    /** Frees the sessions. */
    @TearDown
    public void close() {
        forward.close();
        backward.close();
    }

    /**
     * Burst4J's loss, forward.
     *
     * @return the loss
     */
    @Benchmark
    public double forward() {
        try (INDArray loss = forward.run(placeholders).get("loss")) {
            return loss.getDouble(0);
        }
    }

    /**
     * Burst4J's loss with the gradient of the predictions.
     *
     * @return the loss
     */
    @Benchmark
    public double forwardBackward() {
        try (GradientSession.Result result = backward.run(placeholders)) {
            return result.loss();
        }
    }

    /**
     * The metric in plain Java, forward only.
     *
     * @return one minus the mean coefficient
     */
    @Benchmark
    public double plainJava() {
        CccOptions options = CccOptions.POPULATION;
        double sum = 0;
        for (int output = 0; output < outputs; output++) {
            sum +=
                    Ccc.of(
                            predictionColumns[output],
                            targetColumns[output],
                            options.ddofVariance(),
                            options.ddofCovariance(),
                            options.epsilon());
        }
        return 1 - sum / outputs;
    }
}
