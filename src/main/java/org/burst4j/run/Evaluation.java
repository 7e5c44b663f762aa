package org.burst4j.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.burst4j.audio.Waveform;
import org.burst4j.data.Clip;
import org.burst4j.data.WaveformSource;
import org.burst4j.predict.ClipPrediction;
import org.burst4j.predict.VocalBurstModel;
import org.burst4j.task.Task;
import org.burst4j.train.EvaluationResult;

/** Rates a trained model on labelled clips, by the same way that a user predicts. */
public final class Evaluation {
    /** Clips that are decoded and predicted together. */
    private static final int CHUNK = 16;

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
        Waveform[] waveforms = new Waveform[clips.size()];
        for (int start = 0; start < clips.size(); start += CHUNK * CHUNK) {
            // Decode a pool, then predict it in order of length, so that batches are full.
            int end = Math.min(clips.size(), start + CHUNK * CHUNK);
            for (int i = start; i < end; i++) {
                waveforms[i] = new Waveform(source.read(clips.get(i).file()), rateHz, 0);
            }
            List<Integer> order =
                    IntStream.range(start, end)
                            .boxed()
                            .sorted(Comparator.comparingInt(i -> waveforms[i].samples().length))
                            .toList();
            for (int from = 0; from < order.size(); from += CHUNK) {
                List<Integer> chunk = order.subList(from, Math.min(order.size(), from + CHUNK));
                predict(model, clips, tasks, waveforms, chunk, predictions);
                progress.accept(start + from + chunk.size());
            }
            Arrays.fill(waveforms, start, end, null);
        }
        return EvaluationResult.rate(tasks, clips, predictions, targets, Double.NaN, Map.of());
    }

    private static void predict(
            VocalBurstModel model,
            List<Clip> clips,
            List<Task> tasks,
            Waveform[] waveforms,
            List<Integer> chunk,
            Map<String, float[]> predictions) {
        List<String> names = new ArrayList<>();
        List<Waveform> audio = new ArrayList<>();
        for (int i : chunk) {
            names.add(clips.get(i).id());
            audio.add(waveforms[i]);
        }
        List<ClipPrediction> results = model.predict(names, audio);
        for (int row = 0; row < chunk.size(); row++) {
            for (Task task : tasks) {
                int at = chunk.get(row) * task.size();
                float[] scores = results.get(row).task(task.name()).values();
                System.arraycopy(scores, 0, predictions.get(task.name()), at, scores.length);
            }
        }
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
