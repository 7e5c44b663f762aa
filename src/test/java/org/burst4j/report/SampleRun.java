package org.burst4j.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.burst4j.metric.Bootstrap;
import org.burst4j.metric.Chance;
import org.burst4j.metric.Metric;
import org.burst4j.metric.Scoring;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;
import org.burst4j.task.Tasks;

/** A made-up run over all the kinds of task, the same at every call. */
final class SampleRun {
    /** Further numbers of each epoch. */
    static final List<String> TERMS = List.of("high/shared", "high/discriminatorAccuracy");

    static final String EVIL = "<b>&\"'</script>";
    static final Task EVIL_TASK =
            new Task("evil", TaskKind.REGRESSION, List.of(EVIL, "b|c"), List.of(), 0, 1);
    private static final int CLIPS = 300;

    private SampleRun() {}

    static RunReport run() {
        List<Task> tasks = new ArrayList<>();
        List.of("high", "culture", "two", "type", "country", "age")
                .forEach(name -> tasks.add(Tasks.named(name)));
        return of(tasks, 14);
    }

    static RunReport of(List<Task> tasks, int epochs) {
        Random random = new Random(11);
        List<TaskReport> reports = new ArrayList<>();
        Map<String, Double> ceiling = new LinkedHashMap<>();
        for (Task task : tasks) {
            reports.add(report(task, random));
            double best = Metric.of(task).get(0) == Metric.MAE ? 2.5 : .9;
            ceiling.put(Metric.of(task).get(0).key(task), best);
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Encoder", "data2vec-shaped, 4 layers of width 192, from ONNX");
        facts.put("Parameters", "2 143 872");
        facts.put("Clips", "1 200 for training, 300 for validation");
        facts.put("Speakers", "48 and 12, none in both");
        facts.put("Best epoch", "11 (stage 2, epoch 7)");
        facts.put("Seed", "1");
        facts.put("Time", "2 min 48 s on 2 cores");
        List<EpochRow> rows = new ArrayList<>();
        for (int e = 1; e <= epochs; e++) {
            rows.add(epoch(tasks, e, random));
        }
        return new RunReport("Burst4J demo: five tasks & age", facts, rows, reports, ceiling);
    }

    static EpochRow epoch(List<Task> tasks, int globalEpoch, Random random) {
        int stage = globalEpoch <= 4 ? 1 : 2;
        int epoch = stage == 1 ? globalEpoch : globalEpoch - 4;
        double learned = 1 - Math.exp(-globalEpoch / 5.0);
        Map<String, Double> metrics = new LinkedHashMap<>();
        Map<String, Double> losses = new LinkedHashMap<>();
        Map<String, Double> weights = new LinkedHashMap<>();
        Map<String, Double> sigmas = new LinkedHashMap<>();
        int number = 0;
        for (Task task : tasks) {
            number++;
            for (Metric metric : Metric.of(task)) {
                double value = metric == Metric.MAE ? 5 - 2 * learned : learned * (1 - .1 * number);
                metrics.put("val/" + metric.key(task), value + .02 * random.nextGaussian());
            }
            double loss = number * .3 * (1.1 - learned) + .1;
            losses.put("train/" + task.name(), loss);
            losses.put("val/" + task.name(), loss * 1.2);
            weights.put(task.name(), Math.exp(learned * (number - 2)));
            sigmas.put(task.name(), Math.exp(-learned * (number - 2) / 2));
        }
        Map<String, Double> terms = new LinkedHashMap<>();
        TERMS.forEach(term -> terms.put(term, 1 - learned * 0.5));
        double rate = stage == 1 ? 1e-3 : 2e-5 * (1 + Math.cos(Math.PI * (epoch - 1) / 10));
        double loss = 4.5 - 4 * learned + .1 * random.nextGaussian();
        return new EpochRow(
                stage,
                epoch,
                globalEpoch,
                loss,
                loss + .3,
                rate,
                11.25,
                globalEpoch == 11,
                metrics,
                losses,
                weights,
                sigmas,
                terms);
    }

    private static TaskReport report(Task task, Random random) {
        float[] targets = new float[CLIPS * task.targetWidth()];
        float[] predictions = new float[CLIPS * task.size()];
        boolean classes = task.kind() == TaskKind.CLASSES;
        boolean years = task.name().equals("age");
        for (int i = 0; i < targets.length; i++) {
            targets[i] =
                    classes
                            ? Math.min(random.nextInt(task.size()), random.nextInt(task.size()))
                            : years ? 20 + 20 * random.nextFloat() : random.nextFloat();
        }
        for (int i = 0; i < predictions.length; i++) {
            int output = i % task.size();
            double noise = random.nextGaussian();
            double signal =
                    classes
                            ? (targets[i / task.size()] == output ? 1.6 : 0) + noise
                            : years
                                    ? targets[i] + 4 * noise
                                    : (output == 1 ? 0 : targets[i]) + .2 * noise;
            predictions[i] = (float) signal;
        }
        Metric metric = Metric.of(task).get(0);
        return new TaskReport(
                task,
                Scoring.score(task, predictions, targets),
                Chance.of(task, metric, targets),
                Bootstrap.interval(task, metric, predictions, targets, List.of(), 200, 1));
    }
}
