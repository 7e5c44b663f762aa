package org.burst4j.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.metric.Metric;
import org.burst4j.metric.PerClipCcc;
import org.burst4j.report.EpochRow;
import org.burst4j.report.MetricsCsv;
import org.burst4j.report.StepRow;
import org.burst4j.report.StepsCsv;
import org.burst4j.task.Task;
import org.burst4j.train.EpochRecord;
import org.burst4j.train.StepRecord;
import org.burst4j.train.TrainerState;
import org.burst4j.train.TrainingListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a run's tables while it goes. */
final class RunRecorder implements TrainingListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunRecorder.class);
    private static final String VAL = "val/";

    private final MetricsCsv metrics;
    private final StepsCsv steps;
    private final List<Task> perClip;

    /**
     * Opens the tables; rows after the state that a run goes on from are dropped.
     *
     * @param perClip the tasks whose CCC across each clip's outputs has a column
     * @param terms numbers that each task has beside its loss
     */
    RunRecorder(
            RunFolder folder,
            List<Task> tasks,
            List<Task> perClip,
            List<String> terms,
            TrainerState from) {
        this.perClip = perClip;
        List<String> names = tasks.stream().map(Task::name).toList();
        List<String> metricNames = new ArrayList<>();
        tasks.forEach(
                task -> Metric.of(task).forEach(metric -> metricNames.add(VAL + metric.key(task))));
        perClip.forEach(task -> metricNames.add(VAL + PerClipCcc.key(task)));
        List<String> termNames =
                names.stream()
                        .flatMap(task -> terms.stream().map(term -> task + "/" + term))
                        .toList();
        metrics = new MetricsCsv(folder.metrics(), metricNames, names, termNames);
        steps = new StepsCsv(folder.steps(), names, termNames);
        metrics.truncateAfter(from.globalEpoch());
        steps.truncateAfter(from.globalStep());
    }

    @Override
    public void stageStarted(int stage, long trainableParameters, TrainerState state) {
        LOG.info(
                "stage {} trains {} weights, from epoch {}, step {}",
                stage,
                trainableParameters,
                state.epoch() + 1,
                state.globalStep());
    }

    @Override
    public void stepDone(StepRecord step) {
        LOG.debug(
                "stage {} epoch {} batch {}/{} loss {} rate {} norm {} {} s",
                step.stage(),
                step.epoch(),
                step.batch(),
                step.batches(),
                step.loss(),
                step.learningRate(),
                step.gradientNorm(),
                step.seconds());
        steps.append(
                new StepRow(
                        step.globalStep(),
                        step.stage(),
                        step.globalEpoch(),
                        step.loss(),
                        step.learningRate(),
                        step.gradientNorm(),
                        step.clips(),
                        step.seconds(),
                        step.taskLosses(),
                        step.terms()));
    }

    @Override
    public void epochDone(EpochRecord epoch) {
        Map<String, Double> scores = new LinkedHashMap<>();
        epoch.validation().headline().forEach((key, value) -> scores.put(VAL + key, value));
        Map<String, Double> across = PerClipScores.of(perClip, epoch.validation());
        perClip.forEach(task -> scores.put(VAL + PerClipCcc.key(task), across.get(task.name())));
        Map<String, Double> losses = new LinkedHashMap<>();
        epoch.trainTaskLosses().forEach((task, loss) -> losses.put("train/" + task, loss));
        epoch.validation().taskLosses().forEach((task, loss) -> losses.put(VAL + task, loss));
        metrics.append(
                new EpochRow(
                        epoch.stage(),
                        epoch.epoch(),
                        epoch.globalEpoch(),
                        epoch.trainLoss(),
                        epoch.validation().loss(),
                        epoch.learningRate(),
                        epoch.seconds(),
                        epoch.best(),
                        scores,
                        losses,
                        epoch.taskWeights(),
                        epoch.sigmas(),
                        epoch.terms()));
        LOG.info(
                "stage {} epoch {}: train loss {}, validation loss {}, {}{}",
                epoch.stage(),
                epoch.epoch(),
                epoch.trainLoss(),
                epoch.validation().loss(),
                epoch.validation().headline(),
                epoch.best() ? " (best)" : "");
    }

    @Override
    public void close() {
        metrics.close();
        steps.close();
    }
}
