package org.burst4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.burst4j.metric.Interval;
import org.burst4j.metric.Metric;
import org.burst4j.metric.Scoring;
import org.burst4j.task.Task;
import org.burst4j.task.Tasks;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
    private static final Pattern TAG = Pattern.compile("<(/?)([a-zA-Z][a-zA-Z0-9]*)[^>]*?(/?)>");
    private static final List<String> VOID = List.of("meta", "br");

    @Test
    void all_tasks_facts_curves_and_matrices_are_there() {
        RunReport run = SampleRun.run();
        String html = HtmlReport.html(run);
        for (TaskReport task : run.tasks()) {
            assertThat(html).contains("<h3>" + task.task().name() + "</h3>");
            assertThat(html).contains(Numbers.score(task.score()));
            task.scores().labels().forEach(label -> assertThat(html).contains(label));
        }
        run.facts().forEach((name, value) -> assertThat(html).contains(name).contains(value));
        assertThat(html.split("<svg class=\"chart\"", -1)).hasSize(10);
        assertThat(html.split("class=\"matrix\"", -1)).hasSize(3);
        assertThat(html.split(">stage 2</text>", -1)).hasSize(10);
        assertThat(html).contains("Burst4J demo: five tasks &amp; age</h1>");
    }

    @Test
    void nothing_is_loaded_from_elsewhere_and_nothing_runs() {
        String html = HtmlReport.html(SampleRun.run()).toLowerCase(Locale.ROOT);
        assertThat(html)
                .doesNotContain("http:")
                .doesNotContain("https:")
                .doesNotContain("//cdn")
                .doesNotContain("<script")
                .doesNotContain("<link")
                .doesNotContain("src=")
                .doesNotContain("@import")
                .doesNotContain("url(")
                .contains("default-src 'none'")
                .contains("prefers-color-scheme: dark");
    }

    @Test
    void every_text_is_escaped() {
        RunReport evil = SampleRun.of(List.of(SampleRun.EVIL_TASK), 2);
        RunReport run =
                new RunReport(
                        SampleRun.EVIL,
                        Map.of(SampleRun.EVIL, SampleRun.EVIL),
                        evil.epochs(),
                        evil.tasks(),
                        Map.of());
        String html = HtmlReport.html(run);
        assertThat(html).doesNotContain("<b>&").doesNotContain("</script");
        assertThat(html.split("&lt;b&gt;&amp;&quot;&#39;&lt;/script&gt;", -1)).hasSize(6);
    }

    @Test
    void every_element_is_closed() {
        String html = HtmlReport.html(SampleRun.run());
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
    void chance_interval_and_way_to_the_ceiling_are_told() {
        Task age = Tasks.named("age");
        TaskReport task =
                new TaskReport(
                        age,
                        Scoring.score(age, new float[] {20, 31}, new float[] {23, 28}),
                        5,
                        new Interval(2, 4.5));
        RunReport run =
                new RunReport("t", Map.of(), List.of(), List.of(task), Map.of("age.mae", 1.0));
        assertThat(task.metric()).isEqualTo(Metric.MAE);
        assertThat(run.shareOfCeiling(task)).isEqualTo(.5);
        assertThat(task.clearOfChance()).isTrue();
        assertThat(HtmlReport.html(run))
                .contains("2.000 to 4.500")
                .contains("<span class=\"good\">yes</span>")
                .contains("50 %<span class=\"gauge\"><span style=\"width:50%\">")
                .doesNotContain("Learning curves")
                .doesNotContain("Epochs</h2>");
    }

    @Test
    void a_joint_score_has_its_interval() {
        List<TaskReport> tasks = new ArrayList<>();
        for (String name : List.of("emotion", "country", "age")) {
            Task task = Tasks.named(name);
            float[] labels = new float[2 * task.targetWidth()];
            labels[0] = 1;
            float[] predictions = new float[2 * task.size()];
            predictions[0] = 1;
            tasks.add(
                    new TaskReport(
                            task, Scoring.score(task, predictions, labels), 0, Interval.UNKNOWN));
        }
        RunReport run =
                new RunReport(
                        "t",
                        Map.of(),
                        List.of(),
                        tasks,
                        Map.of(),
                        Map.of("s_mtl", new Interval(.125, .375)),
                        List.of());
        assertThat(HtmlReport.html(run)).contains("0.125 to 0.375");
        assertThat(ModelCard.markdown(run, new ModelCardTexts("a", "b", "c", "d", "e")))
                .contains("| S_MTL | ")
                .contains("| 0.125 to 0.375 |");
    }

    @Test
    void ccc_per_clip_is_shown_beside_where_the_run_has_it_and_nowhere_else() {
        Task two = Tasks.named("two");
        float[] labels = {.25f, .75f, .5f, .125f};
        TaskReport shown =
                new TaskReport(
                        two, Scoring.score(two, labels, labels), 0, Interval.UNKNOWN, .4321, .1234);
        EpochRow row =
                new EpochRow(
                        1,
                        1,
                        1,
                        2,
                        2,
                        1e-3,
                        1,
                        true,
                        Map.of("val/two.ccc", .3, "val/two.ccc_per_clip", .4),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of());
        String html =
                HtmlReport.html(
                        new RunReport("t", Map.of(), List.of(row), List.of(shown), Map.of()));
        assertThat(html)
                .contains("<th>CCC<br>per clip</th>", "0.432", "0.123")
                .contains("(one answer for all clips: 0.123, a perfect one 0.500)")
                .contains("CCC across each clip")
                .contains("Scores on the validation clips");
        assertThat(HtmlReport.html(SampleRun.run())).doesNotContain("per clip");
    }

    @Test
    void what_is_unknown_is_a_dash() {
        Task two = Tasks.named("two");
        float[] missing = {Float.NaN, Float.NaN};
        TaskReport task =
                new TaskReport(
                        two,
                        Scoring.score(two, new float[2], missing),
                        Double.NaN,
                        Interval.UNKNOWN);
        String html =
                HtmlReport.html(new RunReport("t", Map.of(), List.of(), List.of(task), Map.of()));
        assertThat(html).doesNotContain("NaN").doesNotContain("Infinity").contains("–");
        assertThat(task.clearOfChance()).isFalse();
    }

    @Test
    void one_epoch_and_constant_curves_give_finite_coordinates() {
        RunReport run = SampleRun.of(List.of(Tasks.named("type")), 1);
        String html = HtmlReport.html(run);
        assertThat(html).contains("<circle").doesNotContain("NaN").doesNotContain("Infinity");
    }

    @Test
    void numbers_do_not_follow_the_reader_s_locale() {
        Locale before = Locale.getDefault();
        String expected = HtmlReport.html(SampleRun.run());
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(HtmlReport.html(SampleRun.run())).isEqualTo(expected);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void a_gap_in_a_curve_stays_a_gap() {
        LineChart chart =
                new LineChart(
                        "x",
                        "X",
                        "y",
                        List.of(1, 2, 3, 4, 5),
                        List.of(
                                new LineChart.Line(
                                        "a",
                                        List.of(1.0, 2.0, Double.NaN, 4.0, 5.0),
                                        0,
                                        LineChart.Style.SOLID)),
                        List.of());
        assertThat(SvgChart.html(chart).split("<polyline", -1)).hasSize(3);
    }
}
