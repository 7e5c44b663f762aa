package org.burst4j.metric.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.burst4j.DataException;
import org.burst4j.metric.Bootstrap;
import org.burst4j.metric.Chance;
import org.burst4j.metric.Metric;
import org.burst4j.metric.Scoring;
import org.burst4j.metric.TaskScores;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;

/**
 * How much of a task's labels a linear model reads off features (Alain and Bengio 2016,
 * "Understanding intermediate layers using linear classifier probes"): {@link LogisticFit} for
 * classes, {@link RidgeFit} for regression, on features standardised over the clips learnt from.
 *
 * <p>Clips are dealt into folds of whole speakers; those of a fold are judged by a model of the
 * other folds, which chooses its penalty by the loss on inner folds of its own. So no clip's
 * speaker has a part in what judges it, and all clips together give one score.
 */
public final class LinearProbe {
    private final Task task;
    private final ProbeSettings settings;

    /**
     * A probe for a task.
     *
     * @param task the task
     * @param settings how it is made
     */
    public LinearProbe(Task task, ProbeSettings settings) {
        this.task = task;
        this.settings = settings;
    }

    /**
     * Probes features.
     *
     * @param features [n, D], finite; not changed
     * @param targets row-major [n, {@link Task#targetWidth()}]; a clip with a NaN is left out
     * @param speakers [n] who is heard in each clip
     * @return the scores
     * @throws DataException if sizes do not fit, a feature is not finite, no clip or but one class
     *     has labels, or there are fewer speakers than folds
     */
    public ProbeResult of(double[][] features, float[] targets, List<String> speakers) {
        int width = task.targetWidth();
        if (targets.length != features.length * width || speakers.size() != features.length) {
            throw new DataException(
                    "the probe of task '"
                            + task.name()
                            + "' has "
                            + features.length
                            + " rows of features, "
                            + targets.length
                            + " labels and "
                            + speakers.size()
                            + " speakers, expected "
                            + width
                            + " labels and one speaker a row",
                    "Give features and labels of the same clips.");
        }
        int[] labelled =
                IntStream.range(0, features.length)
                        .filter(row -> hasLabels(targets, row * width, width))
                        .toArray();
        double[][] own = Learner.rows(features, labelled);
        double[][] truth = new double[labelled.length][width];
        float[] flat = new float[labelled.length * width];
        for (int row = 0; row < labelled.length; row++) {
            for (int k = 0; k < width; k++) {
                flat[row * width + k] = targets[labelled[row] * width + k];
                truth[row][k] = flat[row * width + k];
            }
        }
        check(own, truth);
        List<String> heard = Arrays.stream(labelled).mapToObj(speakers::get).toList();
        return probe(own, new Learner(task, truth), flat, heard);
    }

    private ProbeResult probe(
            double[][] features, Learner learner, float[] targets, List<String> speakers) {
        int[] all = IntStream.range(0, features.length).toArray();
        int[] folds =
                SpeakerFolds.of(speakers, learner.strata(all), settings.folds(), settings.seed());
        float[] predictions = new float[features.length * task.size()];
        // Folds are independent of each other and write to places of their own.
        List<Double> penalties =
                IntStream.range(0, settings.folds())
                        .parallel()
                        .mapToObj(
                                fold -> {
                                    int[] learnt = where(all, folds, fold, false);
                                    int[] judged = where(all, folds, fold, true);
                                    double penalty = penalty(features, learner, learnt, speakers);
                                    Part part = new Part(features, learner, learnt, judged);
                                    part.write(part.outputs(penalty), predictions, task.size());
                                    return penalty;
                                })
                        .toList();
        TaskScores scores = Scoring.score(task, predictions, targets);
        List<ProbeScore> values = new ArrayList<>();
        for (Metric metric : Metric.of(task)) {
            values.add(
                    new ProbeScore(
                            metric,
                            scores.value(metric),
                            Bootstrap.interval(
                                    task,
                                    metric,
                                    predictions,
                                    targets,
                                    speakers,
                                    settings.resamples(),
                                    settings.seed()),
                            Chance.of(task, metric, targets)));
        }
        int heard = new HashSet<>(speakers).size();
        return new ProbeResult(features.length, heard, values, penalties);
    }

    /** The penalty with the least loss over inner folds; the largest of equal ones. */
    private double penalty(
            double[][] features, Learner learner, int[] learnt, List<String> speakers) {
        List<Double> candidates = new ArrayList<>(settings.penalties());
        candidates.sort(Comparator.reverseOrder());
        if (candidates.size() == 1) {
            return candidates.get(0);
        }
        List<String> heard = Arrays.stream(learnt).mapToObj(speakers::get).toList();
        int inner = Math.min(ProbeSettings.INNER_FOLDS, new HashSet<>(heard).size());
        int[] folds =
                SpeakerFolds.of(heard, learner.strata(learnt), Math.max(2, inner), settings.seed());
        double[] losses = new double[candidates.size()];
        for (int fold = 0; fold < inner; fold++) {
            Part part =
                    new Part(
                            features,
                            learner,
                            where(learnt, folds, fold, false),
                            where(learnt, folds, fold, true));
            for (int i = 0; i < losses.length; i++) {
                losses[i] += part.loss(candidates.get(i));
            }
        }
        int best = 0;
        for (int i = 1; i < losses.length; i++) {
            best = losses[i] < losses[best] ? i : best;
        }
        return candidates.get(best);
    }

    /** A model of some clips before others. */
    private static final class Part {
        private final Learner learner;
        private final int[] learnt;
        private final int[] judged;
        private final Fit fit;
        private final double[][] judgedFeatures;

        Part(double[][] features, Learner learner, int[] learnt, int[] judged) {
            this.learner = learner;
            this.learnt = learnt;
            this.judged = judged;
            Standardiser standardiser = Standardiser.of(Learner.rows(features, learnt));
            this.fit = learner.fit(standardiser.apply(Learner.rows(features, learnt)), learnt);
            this.judgedFeatures = standardiser.apply(Learner.rows(features, judged));
        }

        double[][] outputs(double penalty) {
            return fit.with(penalty).apply(judgedFeatures);
        }

        double loss(double penalty) {
            return learner.loss(outputs(penalty), judged, learnt);
        }

        void write(double[][] outputs, float[] predictions, int width) {
            for (int i = 0; i < judged.length; i++) {
                for (int k = 0; k < width; k++) {
                    predictions[judged[i] * width + k] = (float) outputs[i][k];
                }
            }
        }
    }

    private void check(double[][] features, double[][] truth) {
        if (truth.length == 0) {
            throw new DataException(
                    "no clip has labels of task '" + task.name() + "'",
                    "Probe another split, or other tasks with --tasks.");
        }
        for (double[] row : features) {
            for (double value : row) {
                if (!Double.isFinite(value)) {
                    throw new DataException(
                            "a feature is " + value + ", expected a finite number",
                            "Check the model: its weights may have diverged.");
                }
            }
        }
        if (task.kind() == TaskKind.CLASSES
                && Arrays.stream(truth).mapToDouble(row -> row[0]).distinct().count() < 2) {
            throw new DataException(
                    "all clips are of one class of task '" + task.name() + "'",
                    "Probe another split, or other tasks with --tasks.");
        }
    }

    private static boolean hasLabels(float[] targets, int from, int width) {
        for (int i = from; i < from + width; i++) {
            if (Float.isNaN(targets[i])) {
                return false;
            }
        }
        return true;
    }

    private static int[] where(int[] rows, int[] folds, int fold, boolean inside) {
        return IntStream.range(0, rows.length)
                .filter(i -> (folds[i] == fold) == inside)
                .map(i -> rows[i])
                .toArray();
    }
}
