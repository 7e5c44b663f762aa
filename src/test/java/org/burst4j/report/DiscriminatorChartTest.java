package org.burst4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.report.LineChart.Line;
import org.burst4j.report.LineChart.Style;
import org.junit.jupiter.api.Test;

class DiscriminatorChartTest {
    private static EpochRow epoch(int number, double... accuracies) {
        List<String> tasks = List.of("emotion", "age", "country");
        Map<String, Double> terms = new LinkedHashMap<>();
        for (int i = 0; i < accuracies.length; i++) {
            terms.put(tasks.get(i) + "/discriminator", 1.1);
            terms.put(tasks.get(i) + "/discriminatorAccuracy", accuracies[i]);
        }
        Map<String, Double> none = Map.of();
        return new EpochRow(1, number, number, 1, 1, 1, 1, false, none, none, none, none, terms);
    }

    private static List<Line> lines(EpochRow... epochs) {
        return LineCharts.of(List.of(epochs)).stream()
                .filter(chart -> chart.name().equals("discriminator"))
                .findFirst()
                .orElseThrow()
                .lines();
    }

    @Test
    void one_that_always_answers_the_same_task_lies_on_the_chance_line() {
        List<Line> lines = lines(epoch(1, 1, 0, 0), epoch(2, 0.5, 0.9, 0.4));
        assertThat(lines)
                .extracting(Line::name)
                .containsExactly(
                        "emotion, discriminatorAccuracy",
                        "age, discriminatorAccuracy",
                        "country, discriminatorAccuracy",
                        "mean over tasks",
                        "chance");
        assertThat(lines.get(3).values().get(0)).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(lines.get(3).values().get(1)).isCloseTo(0.6, within(1e-12));
        assertThat(lines.get(4).values()).containsExactly(1 / 3.0, 1 / 3.0);
        assertThat(lines.get(4).style()).isEqualTo(Style.DASHED);
        assertThat(lines).extracting(Line::colour).doesNotHaveDuplicates();
    }

    @Test
    void a_round_without_a_batch_of_each_task_has_no_mean() {
        List<Line> lines = lines(epoch(1, 0.2, 0.3, 0.4), epoch(2, 0.2, 0.3));
        assertThat(lines.get(3).values().get(0)).isCloseTo(0.3, within(1e-12));
        assertThat(lines.get(3).values().get(1)).isNaN();
    }
}
