package org.burst4j.run;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.burst4j.audio.Waveform;
import org.burst4j.data.Clip;
import org.burst4j.data.WaveformSource;
import org.burst4j.predict.VocalBurstModel;
import org.burst4j.task.Task;
import org.burst4j.train.EvaluationResult;

/** Rates a trained model on labelled clips, by the same way that a user predicts. */
public final class Evaluation {
    private Evaluation() {}

    /**
     * Decodes, predicts and rates.
     *
     * @param model the model
     * @param clips clips whose audio is known to be good
     * @param tasks the model's tasks that are to be rated
     * @param progress told the number of clips done so far
     * @return predictions in the order of the clips, and scores; no losses
     */
    public static EvaluationResult of(
            VocalBurstModel model, List<Clip> clips, List<Task> tasks, IntConsumer progress) {
        return of(model, clips, tasks, file -> model.prepare(file).samples(), progress);
    }

    /**
     * Predicts and rates.
     *
     * @param model the model
     * @param clips clips whose audio is known to be good
     * @param tasks the model's tasks that are to be rated
     * @param source their waveforms, as {@link VocalBurstModel#prepare} makes them
     * @param progress told the number of clips done so far
     * @return predictions in the order of the clips, and scores; no losses
     */
    public static EvaluationResult of(
            VocalBurstModel model,
            List<Clip> clips,
            List<Task> tasks,
            WaveformSource source,
            IntConsumer progress) {
        Map<String, float[]> predictions = new LinkedHashMap<>();
        Map<String, float[]> targets = new LinkedHashMap<>();
        for (Task task : tasks) {
            predictions.put(task.name(), new float[clips.size() * task.size()]);
            targets.put(task.name(), targets(task, clips));
        }
        int rateHz = model.audio().sampleRateHz();
        AtomicInteger done = new AtomicInteger();
        model.predict(
                clips.stream().map(Clip::id).toList(),
                clip -> new Waveform(source.read(clips.get(clip).file()), rateHz, 0),
                (clip, prediction) -> {
                    for (Task task : tasks) {
                        float[] scores = prediction.task(task.name()).values();
                        float[] all = predictions.get(task.name());
                        System.arraycopy(scores, 0, all, clip * task.size(), scores.length);
                    }
                    progress.accept(done.incrementAndGet());
                });
        return EvaluationResult.rate(tasks, clips, predictions, targets, Double.NaN, Map.of());
    }

    /** The labels of a task, clip after clip, NaN where missing. */
    static float[] targets(Task task, List<Clip> clips) {
        float[] all = new float[clips.size() * task.targetWidth()];
        Arrays.fill(all, Float.NaN);
        for (int i = 0; i < clips.size(); i++) {
            int at = i * task.targetWidth();
            clips.get(i)
                    .target(task.name())
                    .ifPresent(labels -> System.arraycopy(labels, 0, all, at, labels.length));
        }
        return all;
    }
}
