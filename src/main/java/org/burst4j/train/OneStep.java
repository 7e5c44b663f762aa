package org.burst4j.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.burst4j.data.Batch;
import org.burst4j.data.Clip;
import org.burst4j.data.TaskSchedule;
import org.burst4j.model.MultitaskNet;
import org.burst4j.train.optim.Gradients;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One forward and backward pass that changes nothing, for trying things out. */
public final class OneStep {
    private OneStep() {}

    /**
     * Does a step of the last stage; where a batch is of one task, of the net's first.
     *
     * @param net the net
     * @param weights all its weights
     * @param settings how it is to be trained
     * @param data the batches
     * @param clips the clips of the step, such as the longest
     * @param fits told what the step needs before it is done; false: it is left out
     * @return batch shape, and unless the step was left out loss, norm of the gradient and time, as
     *     text by name
     */
    public static Map<String, String> measure(
            MultitaskNet net,
            Map<String, INDArray> weights,
            TrainSettings settings,
            TrainingData data,
            List<Clip> clips,
            Predicate<StepMemory> fits) {
        int stage = settings.stage2().epochs() > 0 ? 2 : 1;
        Steppers steppers =
                new Steppers(
                        net,
                        weights,
                        settings,
                        data,
                        FeatureCache.NONE,
                        StopSignal.NEVER,
                        (done, of) -> {});
        try (Stepper stepper = steppers.withEncoder(stage);
                TrainingData.Batches batches = data.load(List.of(clips))) {
            boolean joint = settings.taskSchedule() == TaskSchedule.JOINT;
            Batch batch = batches.next().forTask(joint ? null : net.tasks().get(0).name());
            Map<String, String> facts = new LinkedHashMap<>();
            facts.put("batch", batch.size() + " x " + batch.paddedSamples() + " samples");
            StepInput input = new StepInput(batch, 0, 0);
            int most = settings.microBatchSize();
            if (!fits.test(
                    StepMemory.of(
                            stepper.plannedBytes(input),
                            weights,
                            stepper.trainable(),
                            most > 0 && most < batch.size()))) {
                return facts;
            }
            long start = System.nanoTime();
            try (GradientStep result = stepper.step(input)) {
                double norm = Gradients.globalNorm(result.gradients());
                Divergence.check(
                        result.loss(), norm, result.gradients(), TrainerState.START, 0, batch);
                facts.put("loss", String.format(Locale.ROOT, "%.4f", result.loss()));
                facts.put("gradient norm", String.format(Locale.ROOT, "%.4f", norm));
                facts.put(
                        "first step",
                        String.format(Locale.ROOT, "%.2f s", (System.nanoTime() - start) / 1e9));
                return facts;
            }
        }
    }
}
