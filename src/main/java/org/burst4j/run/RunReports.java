package org.burst4j.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.burst4j.metric.Interval;
import org.burst4j.metric.Metric;
import org.burst4j.onnx.EncoderInfo;
import org.burst4j.report.EpochRow;
import org.burst4j.report.MetricsCsv;
import org.burst4j.report.ModelCard;
import org.burst4j.report.ModelCardTexts;
import org.burst4j.report.Reports;
import org.burst4j.report.RunReport;
import org.burst4j.report.TaskReport;
import org.burst4j.task.Task;
import org.burst4j.train.EvaluationResult;

/** Writes the pages, plots and model card of a run. */
record RunReports(RunConfig config, RunFolder folder, PreparedData data, EncoderInfo encoder) {

    void write(RunSummary summary, EvaluationResult result) {
        List<EpochRow> epochs = MetricsCsv.read(folder.metrics());
        List<TaskReport> tasks = new ArrayList<>();
        Map<String, Interval> intervals = new LinkedHashMap<>();
        summary.interval()
                .forEach((key, ends) -> intervals.put(key, new Interval(ends.get(0), ends.get(1))));
        for (Task task : data.table().tasks()) {
            Metric metric = Metric.of(task).get(0);
            String key = metric.key(task);
            tasks.add(
                    new TaskReport(
                            task,
                            result.scores().get(task.name()),
                            summary.chance().get(key),
                            intervals.getOrDefault(key, Interval.UNKNOWN),
                            shown(summary, task, summary.perClip()),
                            shown(summary, task, summary.chancePerClip())));
        }
        String name = folder.directory().toAbsolutePath().getFileName().toString();
        RunReport report =
                new RunReport(
                        "Burst4J run " + name,
                        facts(summary),
                        epochs,
                        tasks,
                        summary.ceiling(),
                        intervals,
                        new DataFigures(config).ofRun(data));
        Reports.write(report, folder.directory());
        ModelCard.write(folder.modelCard(), report, texts(summary));
    }

    private static double shown(RunSummary summary, Task task, Map<String, Double> scores) {
        return summary.perClipTasks().contains(task.name()) ? scores.get(task.name()) : Double.NaN;
    }

    private Map<String, String> facts(RunSummary summary) {
        Map<String, String> facts = new LinkedHashMap<>();
        if (config.preset() != null) {
            facts.put("Preset", config.preset());
        }
        facts.put("Data", config.data().path());
        facts.put(
                "Clips",
                summary.trainClips()
                        + " for training, "
                        + summary.validationClips()
                        + " for validation, "
                        + data.problems().size()
                        + " left out");
        RunSummary.Oversampled oversampled = summary.oversampling();
        if (oversampled != null) {
            facts.put(
                    "Oversampling",
                    String.join(" x ", oversampled.tasks())
                            + ": "
                            + oversampled.trainAfter()
                            + " training clips of "
                            + oversampled.trainBefore());
        }
        if (summary.clipping() != null) {
            facts.put(
                    "Loudness",
                    String.format(
                            Locale.ROOT,
                            "%s; a 16-bit file %s %.1f %% of the samples",
                            config.audio().loudnessText(),
                            config.audio().clipsText(),
                            100 * summary.clipping().meanShare()));
        }
        facts.put(
                "Encoder",
                config.encoder()
                        + " ("
                        + encoder.family()
                        + ", "
                        + encoder.layers()
                        + " layers of width "
                        + encoder.hiddenSize()
                        + ")");
        facts.put("Weights", Long.toString(summary.parameters()));
        facts.put(
                "Best epoch",
                "stage "
                        + summary.bestStage()
                        + ", epoch "
                        + summary.bestEpoch()
                        + " of "
                        + summary.epochs()
                        + " in all");
        if (!summary.sigmas().isEmpty()) {
            Double ratio = summary.taskWeightRatio();
            facts.put(
                    "Learned weights at the best epoch",
                    join(summary.taskWeights())
                            + (ratio == null
                                    ? ""
                                    : String.format(
                                            Locale.ROOT, "; largest by smallest %.2f", ratio)));
            facts.put("Sigmas at the best epoch", join(summary.sigmas()));
        }
        facts.put("Steps", Long.toString(summary.steps()));
        facts.put("Training time", String.format(Locale.ROOT, "%.0f s", summary.trainSeconds()));
        facts.put("Peak memory", summary.peakMemoryMegabytes() + " MB");
        facts.put("Seed", Long.toString(config.seed()));
        facts.put("Burst4J", Versions.burst4j());
        facts.put("Machine", Versions.system() + ", Java " + Versions.java());
        if (!summary.finished()) {
            facts.put("State", "stopped by the time limit; go on with --resume");
        }
        return facts;
    }

    private static String join(Map<String, Double> values) {
        return values.entrySet().stream()
                .map(e -> e.getKey() + " " + Numbers.three(e.getValue()))
                .collect(Collectors.joining(", "));
    }

    private ModelCardTexts texts(RunSummary summary) {
        return new ModelCardTexts(
                "A multitask net for vocal bursts: the encoder "
                        + config.encoder()
                        + " ("
                        + encoder.family()
                        + "), the mean over its frames, and for each task a head of "
                        + config.model().headUnits()
                        + " hidden units; trained in two stages, first the heads, then everything.",
                "Trained on "
                        + summary.trainClips()
                        + " clips of "
                        + config.data().path()
                        + " and rated on "
                        + summary.validationClips()
                        + " clips of other speakers where speakers are known. "
                        + (summary.ceiling().isEmpty()
                                ? ""
                                : "The clips are synthetic: the scores say how well the trainer"
                                        + " learns, nothing about people."),
                "Scoring short non-verbal vocal sounds for research and development. Not for"
                        + " decisions about people: a sound is not proof of what someone feels.",
                "Other microphones, languages, ages and recording conditions than those of the"
                        + " training clips; clips with speech or music; several people at once.",
                "Burst4J is under the Apache License 2.0. The weights are bound by the licences of"
                        + " the encoder and of the training clips.");
    }
}
