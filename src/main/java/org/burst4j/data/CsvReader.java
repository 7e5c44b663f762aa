package org.burst4j.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.burst4j.DataException;

/** A table of text fields, read row by row so that large ones need no memory. */
final class CsvReader implements AutoCloseable {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Path file;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final List<String> header;

    /** One row: the line it ends on, and its fields. */
    record Row(long line, List<String> fields) {}

    private CsvReader(Path file, CSVParser parser) {
        this.file = file;
        this.parser = parser;
        this.records = parser.iterator();
        Row first = next();
        this.header = first == null ? List.of() : first.fields();
    }

    static CsvReader open(Path file) {
        BufferedReader reader = null;
        try {
            reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
            reader.mark(1 << 20);
            boolean marked = reader.read() == BYTE_ORDER_MARK;
            reader.reset();
            if (marked) {
                reader.skip(1);
                reader.mark(1 << 20);
            }
            String firstLine = reader.readLine();
            while (firstLine != null && firstLine.isEmpty()) {
                firstLine = reader.readLine(); // the parser passes over empty lines too
            }
            reader.reset();
            CSVFormat format =
                    CSVFormat.DEFAULT
                            .builder()
                            .setDelimiter(delimiter(firstLine == null ? "" : firstLine))
                            .setIgnoreEmptyLines(true)
                            .setIgnoreSurroundingSpaces(true)
                            .setTrim(true)
                            .get();
            return new CsvReader(file, CSVParser.parse(reader, format));
        } catch (IOException e) {
            closeAfter(reader, e);
            throw unreadable(file, e);
        } catch (DataException e) {
            closeAfter(reader, e);
            throw e;
        }
    }

    private static void closeAfter(BufferedReader reader, Exception cause) {
        if (reader != null) {
            try {
                reader.close();
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }

    /** The one of comma, semicolon and tab that is most often outside quotes in the header. */
    static char delimiter(String headerLine) {
        int[] counts = new int[3];
        boolean quoted = false;
        for (int index = 0; index < headerLine.length(); index++) {
            char c = headerLine.charAt(index);
            quoted ^= c == '"';
            int which = ",;\t".indexOf(c);
            if (which >= 0 && !quoted) {
                counts[which]++;
            }
        }
        int most = Arrays.stream(counts).max().orElse(0);
        return counts[0] == most ? ',' : counts[1] == most ? ';' : '\t';
    }

    String name() {
        return file.getFileName().toString();
    }

    List<String> header() {
        return header;
    }

    /** The next row, or null at the end. */
    Row next() {
        try {
            if (!records.hasNext()) {
                return null;
            }
            CSVRecord values = records.next();
            return new Row(parser.getCurrentLineNumber(), values.toList());
        } catch (UncheckedIOException e) {
            throw unreadable(file, e.getCause());
        }
    }

    private static DataException unreadable(Path file, IOException cause) {
        if (cause instanceof CharacterCodingException) {
            return new DataException(file + " is not UTF-8 text", "Save it as 'CSV UTF-8'.", cause);
        }
        return new DataException(
                "cannot read " + file + ": " + cause,
                "Check that the file can be read and that every quote is closed.",
                cause);
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }
}
