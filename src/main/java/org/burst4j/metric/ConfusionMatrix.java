package org.burst4j.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.burst4j.DataException;

/**
 * How often clips of each class were taken for each class.
 *
 * @param labels the K classes' names
 * @param counts K rows (truth) of K columns (prediction), 0 or more
 */
public record ConfusionMatrix(List<String> labels, List<List<Integer>> counts) {

    /**
     * Checks the shape and copies the lists.
     *
     * @throws DataException if it is not K by K or a count is negative
     */
    public ConfusionMatrix {
        labels = List.copyOf(labels);
        counts = counts.stream().map(List::copyOf).toList();
        int size = labels.size();
        if (counts.size() != size
                || counts.stream().anyMatch(row -> row.size() != size)
                || counts.stream().flatMap(List::stream).anyMatch(count -> count < 0)) {
            throw new DataException(
                    "the confusion matrix of " + size + " classes has the counts " + counts,
                    "Give " + size + " rows of " + size + " counts, none below 0.");
        }
    }

    /**
     * Counts predictions.
     *
     * @param labels the K classes' names
     * @param predicted class index of each clip, 0 to K-1
     * @param truth class index of each clip, 0 to K-1, or -1 where the label is missing
     * @return the matrix
     * @throws DataException if the lengths differ or an index is out of its range
     */
    public static ConfusionMatrix of(List<String> labels, int[] predicted, int[] truth) {
        if (predicted.length != truth.length) {
            throw new DataException(
                    "there are "
                            + predicted.length
                            + " predictions but "
                            + truth.length
                            + " targets",
                    "Give one target for each prediction, -1 where the label is missing.");
        }
        int size = labels.size();
        Integer[][] counts = new Integer[size][size];
        for (Integer[] row : counts) {
            Arrays.fill(row, 0);
        }
        for (int i = 0; i < truth.length; i++) {
            checkIndex("prediction", i, predicted[i], 0, size);
            checkIndex("target", i, truth[i], -1, size);
            if (truth[i] >= 0) {
                counts[truth[i]][predicted[i]]++;
            }
        }
        List<List<Integer>> rows = new ArrayList<>();
        for (Integer[] row : counts) {
            rows.add(List.of(row));
        }
        return new ConfusionMatrix(labels, rows);
    }

    private static void checkIndex(String what, int clip, int index, int least, int size) {
        if (index < least || index >= size) {
            throw new DataException(
                    what
                            + " "
                            + clip
                            + " is class "
                            + index
                            + ", expected "
                            + least
                            + " to "
                            + (size - 1),
                    "Check that the classes are those of the task.");
        }
    }

    /**
     * One cell.
     *
     * @param truth row, 0 to K-1
     * @param predicted column, 0 to K-1
     * @return the number of clips of class {@code truth} that were taken for {@code predicted}
     */
    public int count(int truth, int predicted) {
        return counts.get(truth).get(predicted);
    }

    /**
     * The number of clips of a class.
     *
     * @param truth row, 0 to K-1
     * @return the sum of its row
     */
    public int support(int truth) {
        return counts.get(truth).stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * The number of clips taken for a class.
     *
     * @param predicted column, 0 to K-1
     * @return the sum of its column
     */
    public int predictedCount(int predicted) {
        return counts.stream().mapToInt(row -> row.get(predicted)).sum();
    }

    /**
     * The number of all clips with a label.
     *
     * @return the sum of all counts
     */
    public int total() {
        return counts.stream().flatMap(List::stream).mapToInt(Integer::intValue).sum();
    }

    /**
     * The share of each class's clips that was found.
     *
     * @return K numbers from 0 to 1; NaN for a class without clips
     */
    public List<Double> recall() {
        List<Double> recalls = new ArrayList<>();
        for (int k = 0; k < labels.size(); k++) {
            recalls.add((double) count(k, k) / support(k));
        }
        return List.copyOf(recalls);
    }

    /**
     * The share of the clips taken for each class that is of it.
     *
     * @return K numbers from 0 to 1; NaN for a class that was never predicted
     */
    public List<Double> precision() {
        List<Double> precisions = new ArrayList<>();
        for (int k = 0; k < labels.size(); k++) {
            precisions.add((double) count(k, k) / predictedCount(k));
        }
        return List.copyOf(precisions);
    }

    /**
     * The share of all clips that was classified rightly.
     *
     * @return 0 to 1; NaN without clips
     */
    public double accuracy() {
        int right = 0;
        for (int k = 0; k < labels.size(); k++) {
            right += count(k, k);
        }
        return (double) right / total();
    }

    /**
     * The unweighted average recall: the mean of the recalls of the classes that have clips,
     * whatever their numbers. On data where all classes occur, as in both challenges, this is
     * scikit-learn's {@code recall_score(average='macro')}, the official metric; with absent
     * classes it is its {@code balanced_accuracy_score}.
     *
     * @return 0 to 1; NaN without clips
     */
    public double uar() {
        return uar(AbsentClasses.LEFT_OUT);
    }

    /**
     * The unweighted average recall with a choice about classes without clips.
     *
     * @param absentClasses what such a class does
     * @return 0 to 1; NaN without clips
     */
    public double uar(AbsentClasses absentClasses) {
        if (total() == 0) {
            return Double.NaN;
        }
        double sum = 0;
        int averaged = 0;
        for (int k = 0; k < labels.size(); k++) {
            if (support(k) > 0) {
                sum += (double) count(k, k) / support(k);
                averaged++;
            } else if (absentClasses == AbsentClasses.ZERO
                    || (absentClasses == AbsentClasses.ZERO_IF_PREDICTED
                            && predictedCount(k) > 0)) {
                averaged++;
            }
        }
        return sum / averaged;
    }
}
