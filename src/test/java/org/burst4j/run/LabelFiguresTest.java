package org.burst4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.burst4j.ConfigException;
import org.burst4j.data.Clip;
import org.burst4j.data.Oversampling;
import org.burst4j.data.Split;
import org.burst4j.report.BarFigure;
import org.burst4j.task.Task;
import org.burst4j.task.Tasks;
import org.junit.jupiter.api.Test;

class LabelFiguresTest {
    private static final Task AGE = Tasks.named("age");
    private static final Task COUNTRY = Tasks.named("country");
    private static final Task EMOTION = Tasks.named("emotion");
    private static final LabelFigures FIGURES = new LabelFigures(2.5);

    private static Clip clip(String id, float age, int country, int emotion) {
        float[] emotions = new float[10];
        emotions[emotion] = 1;
        return new Clip(
                id,
                Path.of(id),
                Split.TRAIN,
                null,
                Map.of(
                        "age",
                        new float[] {age},
                        "country",
                        new float[] {country},
                        "emotion",
                        emotions));
    }

    private static List<Clip> clips() {
        return List.of(
                clip("a", 20, 0, 1),
                clip("b", 21, 0, 1),
                clip("c", 22, 2, 1),
                clip("d", 26, 2, 9),
                new Clip("e", Path.of("e"), null, null, Map.of("age", new float[] {39})));
    }

    @Test
    void ages_are_counted_by_country_and_shared_out() {
        List<BarFigure> figures =
                FIGURES.pairs(clips(), List.of(EMOTION, AGE, COUNTRY), "train and val");
        assertThat(figures).hasSize(1);
        BarFigure figure = figures.get(0);
        assertThat(figure.name()).isEqualTo("age-by-country");
        assertThat(figure.note()).isEqualTo("train and val: 4 clips with both labels; bins of 2.5");
        assertThat(figure.ticks()).containsExactly("20", "22.5", "25", "27.5");
        assertThat(figure.series()).isEqualTo(COUNTRY.labels());
        assertThat(figure.panels().get(0).values())
                .containsExactly(
                        List.of(2.0, 0.0, 0.0),
                        List.of(0.0, 0.0, 0.0),
                        List.of(1.0, 0.0, 1.0),
                        List.of(0.0, 0.0, 0.0));
        assertThat(figure.panels().get(1).values())
                .containsExactly(
                        List.of(2 / 3.0, 0.0, 0.0),
                        List.of(0.0, 0.0, 0.0),
                        List.of(1 / 3.0, 0.0, 1.0),
                        List.of(0.0, 0.0, 0.0));
    }

    @Test
    void data_without_such_a_pair_have_no_figure() {
        assertThat(FIGURES.pairs(clips(), List.of(EMOTION, COUNTRY), "all")).isEmpty();
        assertThat(FIGURES.pairs(List.of(), List.of(AGE, COUNTRY), "all")).isEmpty();
    }

    @Test
    void before_and_after_are_drawn_for_each_task_by_the_class_task() {
        List<Task> tasks = List.of(AGE, COUNTRY, EMOTION);
        Oversampling oversampling = Oversampling.of(clips(), tasks, 2.5, 1);
        List<BarFigure> figures = FIGURES.beforeAfter(oversampling, tasks);
        assertThat(figures)
                .extracting(BarFigure::name)
                .containsExactly("oversampling-age-by-country", "oversampling-emotion-by-country");
        BarFigure ages = figures.get(0);
        assertThat(ages.panels())
                .extracting(BarFigure.Panel::title)
                .containsExactly("Before: 5 clips", "After: 7 clips");
        assertThat(ages.panels().get(0).values().get(2)).containsExactly(1.0, 0.0, 1.0);
        assertThat(ages.panels().get(1).values().get(2)).containsExactly(2.0, 0.0, 2.0);
        assertThat(figures.get(1).bins()).isEqualTo(10);
        assertThat(figures.get(1).note()).endsWith("by the largest output of each clip");
        assertThat(FIGURES.strata(oversampling, tasks))
                .containsExactly(
                        List.of("age", "country", "emotion", "before", "after"),
                        List.of("20 to 22.5", "China", EMOTION.labels().get(1), 2, 2),
                        List.of("20 to 22.5", "United States", EMOTION.labels().get(1), 1, 2),
                        List.of("25 to 27.5", "United States", EMOTION.labels().get(9), 1, 2));
    }

    @Test
    void one_task_is_drawn_alone() {
        Oversampling oversampling = Oversampling.of(clips(), List.of(AGE), 2.5, 1);
        List<BarFigure> figures = FIGURES.beforeAfter(oversampling, List.of(AGE));
        assertThat(figures).extracting(BarFigure::name).containsExactly("oversampling-age");
        assertThat(figures.get(0).series()).containsExactly("clips");
        assertThat(figures.get(0).panels().get(1).values().get(0))
                .containsExactly(3.0, 0.0, 3.0, 0.0, 0.0, 0.0, 0.0, 3.0);
        assertThat(FIGURES.beforeAfter(Oversampling.of(clips(), List.of(), 2.5, 1), List.of()))
                .isEmpty();
    }

    @Test
    void emotions_divide_the_bars_where_there_are_no_classes() {
        List<Task> tasks = new ArrayList<>(List.of(EMOTION, AGE));
        Oversampling oversampling = Oversampling.of(clips(), tasks, 2.5, 1);
        assertThat(FIGURES.beforeAfter(oversampling, tasks))
                .extracting(BarFigure::name)
                .containsExactly("oversampling-age-by-emotion");
    }

    @Test
    void bins_that_are_too_narrow_are_refused() {
        assertThatThrownBy(
                        () -> new LabelFigures(0.001).pairs(clips(), List.of(AGE, COUNTRY), "all"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("data.oversampleBinWidth is 0.001")
                .hasMessageContaining("into 6001 bins, expected 200 or fewer");
    }
}
