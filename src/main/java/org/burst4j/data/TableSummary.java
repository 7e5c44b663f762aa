package org.burst4j.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;

/**
 * What is in a table: plain records, ready for JSON and for {@link TableSummaryText}.
 *
 * @param layout the layout, lower case
 * @param clips number of clips
 * @param tasks names of the tasks with labels
 * @param parts one part a split in the order train, val, test; or one named {@code all} if the
 *     table has no splits
 * @param sharedSpeakers speakers heard in several splits, with those splits: the validation then
 *     measures less than how the model does on new voices
 */
public record TableSummary(
        String layout,
        int clips,
        List<String> tasks,
        List<Part> parts,
        Map<String, List<String>> sharedSpeakers) {

    /**
     * One split.
     *
     * @param name {@code train}, {@code val}, {@code test} or {@code all}
     * @param clips number of clips
     * @param speakers number of speakers known by name
     * @param durations lengths of the clips, or null if not known
     * @param classCounts clips of every class, by task
     * @param labels statistics of every regression label, by task
     */
    public record Part(
            String name,
            int clips,
            int speakers,
            Durations durations,
            Map<String, Map<String, Integer>> classCounts,
            Map<String, Map<String, LabelStatistics>> labels) {}

    /**
     * Lengths of clips.
     *
     * @param hours sum
     * @param minimumSeconds shortest
     * @param medianSeconds half are shorter
     * @param p95Seconds 95 percent are shorter
     * @param maximumSeconds longest
     */
    public record Durations(
            double hours,
            double minimumSeconds,
            double medianSeconds,
            double p95Seconds,
            double maximumSeconds) {}

    /**
     * The values of one regression label.
     *
     * @param mean mean of those present, or null if none is
     * @param standardDeviation with n-1, or null if fewer than two are present
     * @param missing clips without a value
     */
    public record LabelStatistics(Double mean, Double standardDeviation, int missing) {}

    /**
     * Summarises a table.
     *
     * @param table the table
     * @param lengthsSamples samples by clip id, or null if not known
     * @param sampleRateHz the rate of those samples
     * @return the summary
     */
    public static TableSummary of(
            ClipTable table, Map<String, Integer> lengthsSamples, int sampleRateHz) {
        Map<String, List<Clip>> clipsByPart = new LinkedHashMap<>();
        if (table.hasSplits()) {
            for (Split split : Split.values()) {
                if (!table.clips(split).isEmpty()) {
                    clipsByPart.put(split.word(), table.clips(split));
                }
            }
        } else {
            clipsByPart.put("all", table.clips());
        }
        List<Part> parts = new ArrayList<>();
        Map<String, Set<String>> partsBySpeaker = new TreeMap<>();
        clipsByPart.forEach(
                (name, clips) -> {
                    Set<String> speakers = speakers(clips);
                    speakers.forEach(
                            speaker ->
                                    partsBySpeaker
                                            .computeIfAbsent(speaker, key -> new LinkedHashSet<>())
                                            .add(name));
                    parts.add(
                            new Part(
                                    name,
                                    clips.size(),
                                    speakers.size(),
                                    durations(clips, lengthsSamples, sampleRateHz),
                                    classCounts(clips, table.tasks()),
                                    labels(clips, table.tasks())));
                });
        Map<String, List<String>> shared = new LinkedHashMap<>();
        partsBySpeaker.forEach(
                (speaker, names) -> {
                    if (names.size() > 1) {
                        shared.put(speaker, List.copyOf(names));
                    }
                });
        return new TableSummary(
                Names.key(table.layout().name()),
                table.clips().size(),
                table.tasks().stream().map(Task::name).toList(),
                parts,
                shared);
    }

    private static Set<String> speakers(List<Clip> clips) {
        return clips.stream()
                .map(Clip::speaker)
                .filter(speaker -> speaker != null)
                .collect(Collectors.toSet());
    }

    private static Durations durations(
            List<Clip> clips, Map<String, Integer> lengthsSamples, int sampleRateHz) {
        if (lengthsSamples == null || clips.isEmpty()) {
            return null;
        }
        DescriptiveStatistics seconds = new DescriptiveStatistics();
        for (Clip clip : clips) {
            if (lengthsSamples.containsKey(clip.id())) {
                seconds.addValue((double) lengthsSamples.get(clip.id()) / sampleRateHz);
            }
        }
        if (seconds.getN() == 0) {
            return null;
        }
        return new Durations(
                seconds.getSum() / 3600,
                seconds.getMin(),
                seconds.getPercentile(50),
                seconds.getPercentile(95),
                seconds.getMax());
    }

    private static Map<String, Map<String, Integer>> classCounts(
            List<Clip> clips, List<Task> tasks) {
        Map<String, Map<String, Integer>> byTask = new LinkedHashMap<>();
        for (Task task : tasks) {
            if (task.kind() == TaskKind.CLASSES) {
                int[] counts = ClassWeights.counts(clips, task);
                Map<String, Integer> byClass = new LinkedHashMap<>();
                for (int index = 0; index < counts.length; index++) {
                    byClass.put(task.labels().get(index), counts[index]);
                }
                byTask.put(task.name(), byClass);
            }
        }
        return byTask;
    }

    private static Map<String, Map<String, LabelStatistics>> labels(
            List<Clip> clips, List<Task> tasks) {
        Map<String, Map<String, LabelStatistics>> byTask = new LinkedHashMap<>();
        for (Task task : tasks) {
            if (task.kind() == TaskKind.REGRESSION) {
                Map<String, LabelStatistics> byLabel = new LinkedHashMap<>();
                for (int label = 0; label < task.size(); label++) {
                    byLabel.put(task.labels().get(label), statistics(clips, task, label));
                }
                byTask.put(task.name(), byLabel);
            }
        }
        return byTask;
    }

    private static LabelStatistics statistics(List<Clip> clips, Task task, int label) {
        DescriptiveStatistics values = new DescriptiveStatistics();
        for (Clip clip : clips) {
            float value = clip.target(task.name()).map(target -> target[label]).orElse(Float.NaN);
            if (!Float.isNaN(value)) {
                values.addValue(value);
            }
        }
        int present = (int) values.getN();
        return new LabelStatistics(
                present > 0 ? values.getMean() : null,
                present > 1 ? values.getStandardDeviation() : null,
                clips.size() - present);
    }
}
