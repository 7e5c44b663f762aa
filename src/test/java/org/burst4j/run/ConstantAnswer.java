package org.burst4j.run;

import java.util.ArrayList;
import java.util.List;
import org.burst4j.data.Clip;

/** What the mean labels of the training clips score, by plain loops over the labels of a task. */
final class ConstantAnswer {
    private final double[] means;
    private final List<float[]> labels;

    private ConstantAnswer(double[] means, List<float[]> labels) {
        this.means = means;
        this.labels = labels;
    }

    static ConstantAnswer of(String task, List<Clip> training, List<Clip> rated) {
        List<float[]> learned = new ArrayList<>();
        training.forEach(clip -> learned.add(clip.targets().get(task)));
        double[] means = new double[learned.get(0).length];
        for (float[] clip : learned) {
            for (int k = 0; k < means.length; k++) {
                means[k] += (double) clip[k] / learned.size();
            }
        }
        List<float[]> labels = new ArrayList<>();
        rated.forEach(clip -> labels.add(clip.targets().get(task)));
        return new ConstantAnswer(means, labels);
    }

    /** The official CCC: of each output over the clips, averaged over the outputs. */
    double officialCcc() {
        double sum = 0;
        for (int k = 0; k < means.length; k++) {
            double[] answers = new double[labels.size()];
            double[] truth = new double[labels.size()];
            for (int clip = 0; clip < truth.length; clip++) {
                answers[clip] = means[k];
                truth[clip] = labels.get(clip)[k];
            }
            sum += ccc(answers, truth);
        }
        return sum / means.length;
    }

    /** Of each clip over its outputs, averaged over the clips. */
    double perClipCcc() {
        double sum = 0;
        for (float[] label : labels) {
            double[] truth = new double[means.length];
            for (int k = 0; k < truth.length; k++) {
                truth[k] = label[k];
            }
            sum += ccc(means, truth);
        }
        return sum / labels.size();
    }

    /** Variances over n-1, the covariance over n, as the challenge has it. */
    private static double ccc(double[] answers, double[] truth) {
        int n = truth.length;
        double meanAnswer = 0;
        double meanTruth = 0;
        for (int i = 0; i < n; i++) {
            meanAnswer += answers[i] / n;
            meanTruth += truth[i] / n;
        }
        double varianceAnswer = 0;
        double varianceTruth = 0;
        double covariance = 0;
        for (int i = 0; i < n; i++) {
            double a = answers[i] - meanAnswer;
            double t = truth[i] - meanTruth;
            varianceAnswer += a * a / (n - 1);
            varianceTruth += t * t / (n - 1);
            covariance += a * t / n;
        }
        double gap = meanAnswer - meanTruth;
        return 2 * covariance / (varianceAnswer + varianceTruth + gap * gap);
    }
}
