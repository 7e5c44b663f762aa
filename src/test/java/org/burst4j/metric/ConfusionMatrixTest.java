package org.burst4j.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.burst4j.DataException;
import org.junit.jupiter.api.Test;

/** Expected numbers: scikit-learn 1.9.1. */
class ConfusionMatrixTest {
    private static final int[] TRUTH = {0, 0, 0, 1, 1, 2, 2, 2, 2, 0};
    private static final int[] PREDICTED = {0, 1, 0, 1, 1, 2, 0, 2, 3, 0};
    private final ConfusionMatrix matrix =
            ConfusionMatrix.of(List.of("a", "b", "c", "d"), PREDICTED, TRUTH);

    @Test
    void rows_are_truth_and_columns_prediction() {
        assertThat(matrix.counts())
                .containsExactly(
                        List.of(3, 1, 0, 0),
                        List.of(0, 2, 0, 0),
                        List.of(1, 0, 2, 1),
                        List.of(0, 0, 0, 0));
        assertThat(matrix.total()).isEqualTo(10);
        assertThat(matrix.support(2)).isEqualTo(4);
        assertThat(matrix.predictedCount(3)).isEqualTo(1);
    }

    @Test
    void recall_precision_and_accuracy_equal_scikit_learn() {
        assertThat(matrix.recall()).containsExactly(.75, 1.0, .5, Double.NaN);
        assertThat(matrix.precision()).containsExactly(.75, 2 / 3.0, 1.0, 0.0);
        assertThat(matrix.accuracy()).isEqualTo(.7);
    }

    @Test
    void uar_of_absent_classes_is_a_choice() {
        assertThat(matrix.uar()).isEqualTo(.75);
        assertThat(matrix.uar(AbsentClasses.LEFT_OUT)).isEqualTo(.75);
        assertThat(matrix.uar(AbsentClasses.ZERO_IF_PREDICTED)).isEqualTo(.5625);
        ConfusionMatrix fifthUnused =
                ConfusionMatrix.of(List.of("a", "b", "c", "d", "e"), PREDICTED, TRUTH);
        assertThat(fifthUnused.uar(AbsentClasses.ZERO_IF_PREDICTED)).isEqualTo(.5625);
        assertThat(fifthUnused.uar(AbsentClasses.ZERO)).isEqualTo(.45);
    }

    @Test
    void clips_without_a_label_are_not_counted() {
        ConfusionMatrix one =
                ConfusionMatrix.of(List.of("a", "b"), new int[] {1, 0}, new int[] {1, -1});
        assertThat(one.total()).isEqualTo(1);
    }

    @Test
    void nothing_to_count_gives_nan() {
        ConfusionMatrix empty = ConfusionMatrix.of(List.of("a", "b"), new int[0], new int[0]);
        assertThat(empty.accuracy()).isNaN();
        assertThat(empty.uar(AbsentClasses.ZERO)).isNaN();
    }

    @Test
    void wrong_indices_lengths_and_shapes_are_errors() {
        List<String> labels = List.of("a", "b");
        assertThatThrownBy(() -> ConfusionMatrix.of(labels, new int[] {2}, new int[] {0}))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("prediction 0 is class 2, expected 0 to 1");
        assertThatThrownBy(() -> ConfusionMatrix.of(labels, new int[] {-1}, new int[] {0}))
                .isInstanceOf(DataException.class);
        assertThatThrownBy(() -> ConfusionMatrix.of(labels, new int[] {1}, new int[] {5}))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("target 0 is class 5");
        assertThatThrownBy(() -> ConfusionMatrix.of(labels, new int[] {1}, new int[0]))
                .isInstanceOf(DataException.class);
        assertThatThrownBy(() -> new ConfusionMatrix(labels, List.of(List.of(1, 2))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("of 2 classes has the counts");
    }
}
