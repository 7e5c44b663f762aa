package org.burst4j.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.burst4j.EnvironmentException;

/** Prints tables and JSON. */
final class Tables {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Tables() {}

    /** Prints rows with each column as wide as its widest cell; the first row is the header. */
    static void print(PrintWriter out, List<List<String>> rows) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int c = 0; c < row.size(); c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder text = new StringBuilder();
            for (int c = 0; c < row.size(); c++) {
                text.append(row.get(c)).append(" ".repeat(widths[c] - row.get(c).length() + 2));
            }
            out.println(text.toString().stripTrailing());
        }
        out.flush();
    }

    /** Prints names and values. */
    static void print(PrintWriter out, Map<String, ?> facts) {
        print(
                out,
                facts.entrySet().stream()
                        .map(entry -> List.of(entry.getKey(), String.valueOf(entry.getValue())))
                        .toList());
    }

    /** Prints names and values in the form that was asked for. */
    static void print(PrintWriter out, OutputFormat format, Map<String, ?> facts) {
        if (format == OutputFormat.JSON) {
            json(out, facts);
        } else {
            print(out, facts);
        }
    }

    /** Prints a value as JSON. */
    static void json(PrintWriter out, Object value) {
        try {
            out.println(JSON.writeValueAsString(value));
            out.flush();
        } catch (JsonProcessingException e) {
            throw new EnvironmentException("the result cannot be put into JSON", "", e);
        }
    }
}
