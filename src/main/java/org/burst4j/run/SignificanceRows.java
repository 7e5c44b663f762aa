package org.burst4j.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.burst4j.data.Clip;
import org.burst4j.metric.Metric;
import org.burst4j.metric.PairedBootstrap;
import org.burst4j.metric.PairedBootstrap.Difference;
import org.burst4j.metric.compare.CochranQ;
import org.burst4j.metric.compare.TestResult;
import org.burst4j.task.Task;

/** Makes the rows of comparisons with one reference, their p values not yet corrected. */
record SignificanceRows(String reference, List<Clip> clips, SignificanceSettings settings) {

    /** Scores, differences and their intervals by metric key. */
    Map<String, Difference> resampled(
            List<Task> tasks,
            Map<String, float[]> ours,
            Map<String, float[]> theirs,
            Map<String, float[]> targets) {
        return PairedBootstrap.differences(
                tasks,
                ours,
                theirs,
                targets,
                Speakers.ifAllKnown(clips),
                settings.resamples(),
                settings.seed());
    }

    /**
     * A row for each metric of each task, the first of a task with its test, and for each joint
     * score.
     *
     * @param output the output that is compared alone; empty for whole tasks
     * @param differences by metric key
     */
    List<SignificanceRow> of(
            String other,
            String output,
            List<Task> tasks,
            Map<String, float[]> ours,
            Map<String, float[]> theirs,
            Map<String, float[]> targets,
            Map<String, Difference> differences) {
        List<SignificanceRow> rows = new ArrayList<>();
        for (Task task : tasks) {
            String name = task.name();
            TestResult test =
                    SignificanceTests.of(
                            task, ours.get(name), theirs.get(name), targets.get(name), settings);
            for (Metric metric : Metric.of(task)) {
                String key = metric.key(task);
                rows.add(row(other, output, name, key, differences.remove(key), test, task));
                test = null;
            }
        }
        differences.forEach(
                (joint, difference) ->
                        rows.add(row(other, output, joint, joint, difference, null, null)));
        return rows;
    }

    /** Cochran's Q of the reference and all others. */
    SignificanceRow together(Task task, PredictionSet first, Collection<PredictionSet> others) {
        float[] targets = Evaluation.targets(task, clips);
        List<boolean[]> right = new ArrayList<>();
        right.add(SignificanceTests.right(task, first.predictions(task.name()), targets));
        for (PredictionSet set : others) {
            right.add(SignificanceTests.right(task, set.predictions(task.name()), targets));
        }
        return row(
                        Significance.ALL,
                        "",
                        task.name(),
                        Metric.of(task).get(0).key(task),
                        Difference.of(Double.NaN, Double.NaN),
                        CochranQ.of(right),
                        task)
                .judged(Double.NaN, settings);
    }

    private SignificanceRow row(
            String other,
            String output,
            String task,
            String metric,
            Difference difference,
            TestResult test,
            Task tested) {
        boolean none = test == null;
        return new SignificanceRow(
                reference,
                other,
                task,
                output,
                metric,
                difference.reference(),
                difference.other(),
                difference.difference(),
                difference.interval().low(),
                difference.interval().high(),
                none ? "" : test.test(),
                none ? "" : SignificanceTests.on(tested, settings),
                none ? Double.NaN : test.statistic(),
                none ? Double.NaN : test.degreesOfFreedom(),
                none ? Double.NaN : test.p(),
                Double.NaN,
                false,
                none ? 0 : test.count());
    }
}
