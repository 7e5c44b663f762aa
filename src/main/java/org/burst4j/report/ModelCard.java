package org.burst4j.report;

import java.nio.file.Path;
import java.util.List;
import org.burst4j.file.AtomicFiles;
import org.burst4j.metric.ClassScores;
import org.burst4j.metric.RegressionScores;

/** Words a model card (Mitchell et al. 2019) in Markdown. */
public final class ModelCard {
    private ModelCard() {}

    /**
     * The card's text.
     *
     * @param run the run that made the model
     * @param texts what no number tells
     * @return Markdown with the sections model, training data, metrics, per-output scores, intended
     *     use, limits and licences
     */
    public static String markdown(RunReport run, ModelCardTexts texts) {
        StringBuilder card = new StringBuilder("# ").append(cell(run.title())).append("\n\n");
        card.append(texts.description().strip()).append("\n\n");
        if (!run.facts().isEmpty()) {
            card.append("| Fact | Value |\n|---|---|\n");
            run.facts().forEach((name, value) -> row(card, List.of(name, value)));
            card.append('\n');
        }
        section(card, "Training data", texts.trainingData());
        metrics(card, run);
        section(card, "Intended use", texts.intendedUse());
        section(card, "Limits", texts.limits());
        section(card, "Licences", texts.licences());
        return card.toString().stripTrailing() + "\n";
    }

    /**
     * Writes the card to a file, whole or not at all.
     *
     * @param file the file, e.g. {@code model-card.md}
     * @param run the run that made the model
     * @param texts what no number tells
     * @throws org.burst4j.EnvironmentException if it cannot be written
     */
    public static void write(Path file, RunReport run, ModelCardTexts texts) {
        AtomicFiles.write(file, markdown(run, texts));
    }

    private static void metrics(StringBuilder card, RunReport run) {
        card.append("## Metrics\n\n")
                .append("| Task | Metric | Score | 95 % interval | Chance | Noise ceiling |\n")
                .append("|---|---|---:|---|---:|---:|\n");
        for (TaskReport task : run.tasks()) {
            row(
                    card,
                    List.of(
                            task.task().name(),
                            HtmlReport.metricName(task),
                            Numbers.score(task.score()),
                            HtmlReport.interval(task),
                            Numbers.score(task.chance()),
                            Numbers.score(run.ceilingOf(task))));
        }
        run.joint()
                .forEach(
                        (joint, numbers) ->
                                row(
                                        card,
                                        List.of(
                                                String.join(", ", joint.tasks()),
                                                joint.title(),
                                                Numbers.score(numbers.score()),
                                                HtmlReport.interval(numbers.interval()),
                                                Numbers.score(numbers.chance()),
                                                Numbers.score(numbers.ceiling()))));
        card.append(
                "\nChance is what the best constant answer scores. For MAE less is better.\n\n");
        run.joint()
                .keySet()
                .forEach(
                        joint ->
                                card.append(joint.title())
                                        .append(" is the ")
                                        .append(joint.rule())
                                        .append(".\n\n"));
        for (TaskReport task : run.tasks()) {
            if (!Double.isNaN(task.perClip())) {
                card.append("CCC across the outputs of each clip, which is not the challenge's")
                        .append(" metric: ")
                        .append(cell(task.task().name()))
                        .append(' ')
                        .append(Numbers.score(task.perClip()))
                        .append(", chance ")
                        .append(Numbers.score(task.chancePerClip()))
                        .append(".\n\n");
            }
        }
        card.append("| Task | Output | Score |\n|---|---|---:|\n");
        for (TaskReport task : run.tasks()) {
            List<Double> scores = outputScores(task);
            for (int k = 0; k < scores.size(); k++) {
                row(
                        card,
                        List.of(
                                task.task().name(),
                                task.scores().labels().get(k),
                                Numbers.score(scores.get(k))));
            }
        }
        card.append("\nAn output's score is its CCC, a class's its recall.\n\n");
    }

    private static List<Double> outputScores(TaskReport task) {
        if (task.scores() instanceof ClassScores classes) {
            return classes.recall();
        }
        return ((RegressionScores) task.scores()).ccc();
    }

    private static void section(StringBuilder card, String title, String text) {
        card.append("## ").append(title).append("\n\n").append(text.strip()).append("\n\n");
    }

    private static void row(StringBuilder card, List<String> cells) {
        cells.forEach(text -> card.append("| ").append(cell(text)).append(' '));
        card.append("|\n");
    }

    /** Plain text as it has to be written inside a table. */
    private static String cell(String text) {
        return Html.escape(text)
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("|", "\\|")
                .replaceAll("\\R", " ");
    }
}
