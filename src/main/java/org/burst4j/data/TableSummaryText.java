package org.burst4j.data;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A {@link TableSummary} as lines for people. */
public final class TableSummaryText {
    private static final int SPEAKERS_SHOWN = 5;

    private TableSummaryText() {}

    /**
     * Writes the summary.
     *
     * @param summary the summary
     * @return several lines, each with a line feed at its end
     */
    public static String of(TableSummary summary) {
        StringBuilder text = new StringBuilder();
        line(text, "%d clips, layout %s", summary.clips(), summary.layout());
        line(text, "tasks: %s", String.join(", ", summary.tasks()));
        summary.parts().forEach(part -> part(text, part));
        Map<String, List<String>> shared = summary.sharedSpeakers();
        if (!shared.isEmpty()) {
            line(text, "warning: %d speakers are in several splits:", shared.size());
            shared.entrySet().stream()
                    .limit(SPEAKERS_SHOWN)
                    .forEach(
                            entry ->
                                    line(
                                            text,
                                            "  %s in %s",
                                            entry.getKey(),
                                            String.join(", ", entry.getValue())));
        }
        return text.toString();
    }

    private static void part(StringBuilder text, TableSummary.Part part) {
        line(text, "%s: %d clips, %d speakers", part.name(), part.clips(), part.speakers());
        TableSummary.Durations durations = part.durations();
        if (durations != null) {
            line(
                    text,
                    "  %.2f h; clips of %.2f s to %.2f s, median %.2f s, 95 %% below %.2f s",
                    durations.hours(),
                    durations.minimumSeconds(),
                    durations.maximumSeconds(),
                    durations.medianSeconds(),
                    durations.p95Seconds());
        }
        part.classCounts()
                .forEach(
                        (task, counts) -> {
                            List<String> words =
                                    counts.entrySet().stream()
                                            .map(entry -> entry.getKey() + " " + entry.getValue())
                                            .toList();
                            line(text, "  %s: %s", task, String.join(", ", words));
                        });
        part.labels()
                .forEach(
                        (task, labels) ->
                                labels.forEach(
                                        (label, values) -> label(text, task, label, values)));
    }

    private static void label(
            StringBuilder text, String task, String label, TableSummary.LabelStatistics values) {
        line(
                text,
                "  %s %s: mean %s, sd %s, %d missing",
                task,
                label,
                number(values.mean()),
                number(values.standardDeviation()),
                values.missing());
    }

    private static String number(Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.3f", value);
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
