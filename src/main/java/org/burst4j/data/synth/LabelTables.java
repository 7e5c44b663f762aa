package org.burst4j.data.synth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.burst4j.data.Split;
import org.burst4j.data.synth.CsvText.Row;
import org.burst4j.task.Task;
import org.burst4j.task.Tasks;

/** The label files of both challenges, with the official columns in the official order. */
final class LabelTables {
    private static final Task HIGH = Tasks.named("high");
    private static final Task TWO = Tasks.named("two");
    private static final Task CULTURE = Tasks.named("culture");
    private static final Task COUNTRY = Tasks.named("country");

    private LabelTables() {}

    /**
     * The label files of a layout.
     *
     * @param layout which
     * @param clips all clips
     * @return tables by file name
     */
    static Map<String, CsvText> of(SynthLayout layout, List<SynthClip> clips) {
        return layout == SynthLayout.AVB ? avb(clips) : exvo(clips);
    }

    private static Map<String, CsvText> avb(List<SynthClip> clips) {
        Map<String, CsvText> tables = new LinkedHashMap<>();
        tables.put(
                "labels/high_info.csv",
                table(clips, HIGH.labels(), (row, clip) -> row.add(clip.labels().high())));
        tables.put(
                "labels/two_info.csv",
                table(clips, TWO.labels(), (row, clip) -> row.add(clip.labels().two())));
        tables.put(
                "labels/culture_info.csv",
                table(clips, CULTURE.labels(), (row, clip) -> row.add(clip.labels().culture())));
        tables.put(
                "labels/type_info.csv",
                table(
                        clips,
                        List.of("Voc_Type"),
                        (row, clip) -> row.add(clip.labels().type().label())));
        List<String> all = new ArrayList<>(List.of("Country"));
        all.addAll(HIGH.labels());
        all.addAll(CULTURE.labels());
        all.addAll(TWO.labels());
        tables.put("labels/data_info.csv", table(clips, all, LabelTables::addAll));
        CsvText speakers = new CsvText(List.of("File_ID", "Subject_ID"));
        for (SynthClip clip : clips) {
            speakers.add(new Row(clip.bracketedId(), clip.speaker().subjectId()));
        }
        tables.put("labels/speakers.csv", speakers);
        return tables;
    }

    private static void addAll(Row row, SynthClip clip) {
        ClipLabels labels = clip.labels();
        row.add(country(clip)).add(labels.high()).add(labels.culture()).add(labels.two());
    }

    private static CsvText table(
            List<SynthClip> clips, List<String> columns, BiConsumer<Row, SynthClip> fill) {
        List<String> header = new ArrayList<>(List.of("File_ID", "Split"));
        header.addAll(columns);
        CsvText table = new CsvText(header);
        for (SynthClip clip : clips) {
            Split split = clip.speaker().split();
            Row row = new Row(clip.bracketedId(), official(split));
            if (split == Split.TEST) {
                row.addEmpty(columns.size());
            } else {
                fill.accept(row, clip);
            }
            table.add(row);
        }
        return table;
    }

    private static Map<String, CsvText> exvo(List<SynthClip> clips) {
        List<String> header =
                new ArrayList<>(
                        List.of(
                                "File_ID",
                                "Split",
                                "Subject_ID",
                                "Age",
                                "Country",
                                "Country_string"));
        header.addAll(HIGH.labels());
        CsvText table = new CsvText(header);
        for (SynthClip clip : clips) {
            Speaker speaker = clip.speaker();
            Row row = new Row(clip.bracketedId(), official(speaker.split()), speaker.subjectId());
            if (speaker.split() == Split.TEST) {
                row.addEmpty(3 + HIGH.size());
            } else {
                row.add(Double.toString(clip.labels().ageYears()))
                        .add(Integer.toString(speaker.country()))
                        .add(country(clip))
                        .add(clip.labels().high());
            }
            table.add(row);
        }
        return Map.of("data_info.csv", table);
    }

    /**
     * The table of everything that is known about the clips, the Test split included.
     *
     * @param clips all clips
     * @return the table: per label a column {@code truth.<name>} and a column {@code label.<name>}
     */
    static CsvText truth(List<SynthClip> clips) {
        List<String> header = new ArrayList<>(List.of("File_ID", "Split", "Subject_ID", "Country"));
        for (String side : List.of("truth.", "label.")) {
            header.add(side + "Voc_Type");
            header.add(side + "Age");
            for (Task task : List.of(HIGH, TWO, CULTURE)) {
                task.labels().forEach(label -> header.add(side + label));
            }
        }
        CsvText table = new CsvText(header);
        for (SynthClip clip : clips) {
            Row row =
                    new Row(
                            clip.bracketedId(),
                            official(clip.speaker().split()),
                            clip.speaker().subjectId(),
                            country(clip));
            for (ClipLabels labels : List.of(clip.truth(), clip.labels())) {
                row.add(labels.type().label()).add(List.of(labels.ageYears()));
                row.add(labels.high()).add(labels.two()).add(labels.culture());
            }
            table.add(row);
        }
        return table;
    }

    /** The official name of a split: {@code Train}, {@code Val} or {@code Test}. */
    private static String official(Split split) {
        return split.name().charAt(0) + split.word().substring(1);
    }

    private static String country(SynthClip clip) {
        return COUNTRY.labels().get(clip.speaker().country());
    }
}
