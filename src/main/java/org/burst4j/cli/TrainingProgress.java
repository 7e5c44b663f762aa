package org.burst4j.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.StringJoiner;
import org.burst4j.train.EpochRecord;
import org.burst4j.train.StepRecord;
import org.burst4j.train.TrainerState;
import org.burst4j.train.TrainingListener;

/** Shows a training run on standard error: each epoch a line, and the step under way. */
final class TrainingProgress implements TrainingListener, AutoCloseable {
    private static final double SMOOTHING = 0.9;

    private final StatusLine line;
    private double smoothedLoss = Double.NaN;
    private double secondsPerStep = Double.NaN;
    private double clipsPerSecond = Double.NaN;

    TrainingProgress(PrintWriter err, ProgressMode mode) {
        line = new StatusLine(err, mode);
    }

    @Override
    public void stageStarted(int stage, long trainableParameters, TrainerState state) {
        smoothedLoss = Double.NaN;
        secondsPerStep = Double.NaN;
        clipsPerSecond = Double.NaN;
        line.line(
                "stage "
                        + stage
                        + ": training "
                        + trainableParameters
                        + " weights"
                        + (state.globalStep() > 0 ? " from step " + state.globalStep() : ""));
    }

    @Override
    public void embeddingsDone(int clips, int of) {
        if (line.due() || clips == of) {
            line.update("embeddings of " + clips + " of " + of + " clips");
        }
    }

    @Override
    public void stepDone(StepRecord step) {
        smoothedLoss = smooth(smoothedLoss, step.loss());
        secondsPerStep = smooth(secondsPerStep, step.seconds());
        clipsPerSecond = smooth(clipsPerSecond, step.clips() / step.seconds());
        if (!line.due()) {
            return;
        }
        long left = (long) (step.epochs() - step.epoch() + 1) * step.batches() - step.batch();
        line.update(
                String.format(
                        Locale.ROOT,
                        "stage %d epoch %d/%d step %d/%d loss %.4f rate %.2e %.1f clips/s,"
                                + " at most %s left",
                        step.stage(),
                        step.epoch(),
                        step.epochs(),
                        step.batch(),
                        step.batches(),
                        smoothedLoss,
                        step.learningRate(),
                        clipsPerSecond,
                        StatusLine.time(left * secondsPerStep)));
    }

    private static double smooth(double old, double now) {
        return Double.isNaN(old) ? now : SMOOTHING * old + (1 - SMOOTHING) * now;
    }

    @Override
    public void epochDone(EpochRecord epoch) {
        StringJoiner scores = new StringJoiner("  ");
        epoch.validation()
                .headline()
                .forEach(
                        (key, value) ->
                                scores.add(String.format(Locale.ROOT, "%s %.3f", key, value)));
        line.line(
                String.format(
                        Locale.ROOT,
                        "stage %d epoch %2d  loss %.4f  val %.4f  %s  %s%s",
                        epoch.stage(),
                        epoch.epoch(),
                        epoch.trainLoss(),
                        epoch.validation().loss(),
                        scores,
                        StatusLine.time(epoch.seconds()),
                        epoch.best() ? "  best" : ""));
    }

    @Override
    public void close() {
        line.clear();
    }
}
