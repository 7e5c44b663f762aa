package org.burst4j.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.burst4j.ModelException;
import org.burst4j.engine.Engine;
import org.burst4j.engine.GradientRun;
import org.burst4j.graph.GradientSession;
import org.burst4j.model.GraphNames;
import org.burst4j.model.ModelSettings;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.TaskSettings;
import org.burst4j.model.TaskSpec;
import org.burst4j.model.TrainingGraph;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.run.Encoders;
import org.burst4j.run.RunConfig;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;
import org.burst4j.task.Tasks;
import org.burst4j.train.optim.AdamW;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Training of the demo net as the trainer does it, without data files: the demo encoder, five heads
 * (the A-VB 2022 tasks and country), CCC and cross-entropy under learned weights, AdamW.
 */
final class DemoTraining implements AutoCloseable {
    static final int SAMPLE_RATE_HZ = 16_000;

    private static final List<String> TASKS = List.of("high", "culture", "two", "type", "country");
    private static final double LEARNING_RATE = 1e-4;
    private static final long SEED = 1;

    private final OnnxEncoder encoder;
    private final MultitaskNet net;
    private final Map<String, INDArray> weights;
    private final TrainingGraph graph;
    private final GradientRun session;
    private final AdamW optimiser = new AdamW(AdamW.Options.DEFAULTS);

    DemoTraining(boolean freezeEncoder, Engine engine) {
        encoder = Encoders.open(RunConfig.DEMO_ENCODER, RunConfig.DEFAULTS.models());
        List<TaskSpec> tasks = new ArrayList<>();
        TASKS.forEach(name -> tasks.add(specification(Tasks.named(name))));
        net = new MultitaskNet(encoder, ModelSettings.DEFAULTS, tasks);
        weights = net.initialWeights(SEED);
        graph = net.trainingGraph(weights, freezeEncoder);
        session =
                engine.gradients(
                        graph.graph(),
                        graph.trainable(),
                        GraphNames.LOSS,
                        List.copyOf(graph.taskLosses().values()));
    }

    private static TaskSpec specification(Task task) {
        if (task.kind() == TaskKind.CLASSES) {
            double[] even = new double[task.size()];
            Arrays.fill(even, 1.0 / task.size());
            return TaskSpec.classes(task, TaskSettings.DEFAULTS, even);
        }
        return TaskSpec.regression(task, TaskSettings.DEFAULTS, 0, 1);
    }

    TrainingGraph graph() {
        return graph;
    }

    /** Numbers in all weights that are trained. */
    long trainableNumbers() {
        return graph.trainable().stream().mapToLong(name -> weights.get(name).length()).sum();
    }

    /** A batch of full-length clips of noise with random labels; the caller closes the arrays. */
    Map<String, INDArray> batch(long seed, int clips, int samples) {
        Random random = new Random(seed);
        Map<String, INDArray> feeds = new LinkedHashMap<>();
        INDArray values = Arrays32.normal(random.nextLong(), clips, samples); // [B,S]
        feeds.put(GraphNames.INPUT_VALUES, values);
        feeds.put(GraphNames.ATTENTION_MASK, ones(clips, samples)); // [B,S]
        for (TaskSpec task : net.tasks()) {
            int outputs = task.task().size();
            float[] targets = new float[clips * outputs];
            for (int clip = 0; clip < clips; clip++) {
                if (task.isClasses()) {
                    targets[clip * outputs + random.nextInt(outputs)] = 1;
                } else {
                    for (int output = 0; output < outputs; output++) {
                        targets[clip * outputs + output] = random.nextFloat();
                    }
                }
            }
            INDArray target = Nd4j.create(targets, new long[] {clips, outputs}, 'c'); // [B,K]
            feeds.put(GraphNames.target(task.name()), target);
            INDArray mask = task.isClasses() ? ones(clips) : ones(clips, outputs);
            feeds.put(GraphNames.mask(task.name()), mask); // [B] or [B,K]
        }
        return feeds;
    }

    private static INDArray ones(long... shape) {
        float[] values = new float[Math.toIntExact(Arrays32.product(shape))];
        Arrays.fill(values, 1);
        return Nd4j.create(values, shape, 'c');
    }

    /**
     * A whole step: forward, backward, global norm and clipping, AdamW on every trained weight.
     *
     * @return the loss before the step
     */
    double step(Map<String, INDArray> feeds) {
        try (GradientSession.Result result = session.run(feeds, SEED)) {
            EngineSide.update(result.gradients(), weights, optimiser, LEARNING_RATE);
            if (!Double.isFinite(result.loss())) {
                throw new ModelException(
                        "the loss is " + result.loss() + ", expected a finite number",
                        "Timings of a diverged net mean nothing: lower the learning rate.");
            }
            return result.loss();
        }
    }

    /** Bytes of the plan's arena for such a batch; empty where ND4J's session runs. */
    OptionalLong plannedBytes(Map<String, INDArray> feeds) {
        return session.plannedBytes(EngineSide.shapes(feeds));
    }

    /** Forward and backward alone; the caller closes the result. */
    GradientSession.Result gradients(Map<String, INDArray> feeds) {
        return session.run(feeds, SEED);
    }

    @Override
    public void close() {
        session.close();
        optimiser.close();
        weights.values().forEach(INDArray::close);
        encoder.close();
    }
}
