package org.burst4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.burst4j.metric.Interval;
import org.junit.jupiter.api.Test;

class ComparisonPageTest {
    private static final Pattern TAG = Pattern.compile("<(/?)([a-z0-9]+)[^>]*?(/?)>");
    private static final Set<String> VOID = Set.of("meta", "br");

    private static ComparisonRow run(String name, double... ages) {
        List<SeedScores> seeds = new ArrayList<>();
        for (int i = 0; i < ages.length; i++) {
            seeds.add(
                    new SeedScores(
                            Integer.toString(i),
                            Map.of("age.mae", ages[i]),
                            Map.of("age.mae", new Interval(ages[i] - 1, ages[i] + 1)),
                            Map.of(),
                            "runs/" + name + "/report.html"));
        }
        return new ComparisonRow(
                ComparisonRow.Kind.RUN,
                name,
                "",
                seeds,
                Map.of("age.mae", 4.0),
                "",
                Spread.NONE,
                Spread.of(List.of(59.4)),
                "");
    }

    private static ComparisonTable table(ComparisonRow... rows) {
        return new ComparisonTable(
                SampleRun.EVIL,
                Map.of(SampleRun.EVIL, SampleRun.EVIL),
                List.of("age.mae"),
                List.of(rows),
                List.of(SampleRun.EVIL));
    }

    @Test
    void less_is_better_for_errors_and_bounds_do_not_compete() {
        ComparisonTable table =
                table(
                        run("a", 5),
                        run("b", 3, 5),
                        ComparisonRow.ofBound("floor", "", Map.of("age.mae", 1.0), Map.of()));
        assertThat(Comparisons.rows(table).stream().map(row -> row.get(1)))
                .containsExactly("age.mae", "5.000", "4.000 ± 1.414*", "1.000");
        assertThat(table.bestScore("age.mae")).isEqualTo(4);
        assertThat(table(run("a", 5)).bestScore("age.mae")).isNaN();
        assertThat(ComparisonPage.html(table))
                .contains("<td class=\"group best\">4.000 ± 1.414</td>")
                .contains("Age MAE");
    }

    @Test
    void a_dot_a_ring_and_a_whisker_for_each_run() {
        String html = ComparisonPage.html(table(run("a", 5), run("b", 3, 5)));
        assertThat(html.split("class=\"whisker s0\"", -1)).hasSize(3);
        assertThat(html.split("<circle class=\"ring s1\"", -1)).hasSize(3);
        assertThat(html)
                .contains("<title>b: 4.000 ± 1.414</title>", "<title>a, paper: 4.000</title>");
        assertThat(html).doesNotContain("NaN").doesNotContain("Infinity");
    }

    @Test
    void a_figure_per_clip_is_a_mark_of_its_own() {
        SeedScores scores =
                new SeedScores(
                        "1", Map.of("high.ccc", 0.25), Map.of(), Map.of("high.ccc", 0.625), null);
        ComparisonRow row =
                new ComparisonRow(
                        ComparisonRow.Kind.RUN,
                        "a",
                        "",
                        List.of(scores),
                        Map.of("high.ccc", 0.639),
                        "",
                        Spread.NONE,
                        Spread.NONE,
                        "");
        String html =
                ComparisonPage.html(
                        new ComparisonTable(
                                "T", Map.of(), List.of("high.ccc"), List.of(row), List.of()));
        assertThat(html)
                .containsOnlyOnce("<polygon class=\"f2\"")
                .contains("<title>a, per clip: 0.625</title></polygon>")
                .contains("Diamonds are our per-clip figures.")
                .contains("whole speakers resampled where they are known");
        assertThat(ComparisonPage.html(table(run("a", 5), run("b", 3))))
                .doesNotContain("<polygon")
                .doesNotContain("Diamonds");
    }

    @Test
    void a_table_without_any_score_is_a_page_too() {
        String html = ComparisonPage.html(table(run("a"), run("b")));
        assertThat(html).doesNotContain("NaN").doesNotContain("<svg").contains(">b<");
    }

    @Test
    void names_are_escaped_links_encoded_and_every_element_closed() {
        String html = ComparisonPage.html(table(run(SampleRun.EVIL, 3), run("x", 4, 5)));
        assertThat(html)
                .doesNotContain("<b>&")
                .doesNotContain("</script")
                .contains("href=\"runs/%3Cb%3E%26%22%27%3C/script%3E/report.html\"");
        assertThat(html.toLowerCase(Locale.ROOT))
                .doesNotContain("http:")
                .doesNotContain("https:")
                .doesNotContain("src=")
                .doesNotContain("url(")
                .contains("default-src 'none'");
        Deque<String> open = new ArrayDeque<>();
        Matcher tags = TAG.matcher(html);
        while (tags.find()) {
            String name = tags.group(2);
            if (tags.group(1).isEmpty() && tags.group(3).isEmpty() && !VOID.contains(name)) {
                open.push(name);
            } else if (!tags.group(1).isEmpty()) {
                assertThat(open.pop()).isEqualTo(name);
            }
        }
        assertThat(open).isEmpty();
    }

    @Test
    void times_are_told_in_their_size() {
        assertThat(ComparisonCells.time(59.4)).isEqualTo("59 s");
        assertThat(ComparisonCells.time(60)).isEqualTo("1 min");
        assertThat(ComparisonCells.time(3599)).isEqualTo("1 h 00 min");
        assertThat(ComparisonCells.time(Double.NaN)).isEqualTo("–");
        assertThat(ComparisonTable.heading("high.ccc")).isEqualTo("High CCC");
        assertThat(ComparisonTable.heading("s_mtl")).isEqualTo("S_MTL");
    }
}
