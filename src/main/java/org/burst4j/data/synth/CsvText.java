package org.burst4j.data.synth;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.burst4j.file.AtomicFiles;

/** Rows of a CSV file in the making; no field may need quotes. */
final class CsvText {
    private final StringBuilder text = new StringBuilder();

    CsvText(List<String> header) {
        text.append(String.join(",", header)).append('\n');
    }

    /** Collects the fields of one row. */
    static final class Row {
        private final List<String> fields = new ArrayList<>();

        Row(String... fields) {
            this.fields.addAll(List.of(fields));
        }

        Row add(String field) {
            fields.add(field);
            return this;
        }

        /** Adds numbers with four decimals, as many as labels have. */
        Row add(List<Double> values) {
            for (Double value : values) {
                fields.add(String.format(Locale.ROOT, "%.4f", value));
            }
            return this;
        }

        Row addEmpty(int count) {
            for (int field = 0; field < count; field++) {
                fields.add("");
            }
            return this;
        }
    }

    CsvText add(Row row) {
        text.append(String.join(",", row.fields)).append('\n');
        return this;
    }

    void write(Path file) {
        AtomicFiles.write(file, text.toString());
    }
}
