package org.burst4j.cli;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.burst4j.DataException;

/** Finds the audio files that a user means by files, folders and manifests. */
final class InputFiles {
    private static final Set<String> AUDIO =
            Set.of("wav", "flac", "ogg", "oga", "opus", "mp3", "wv", "m4a", "aac", "aif", "aiff");

    private InputFiles() {}

    /** Files as they are, folders by their audio files in order of name, CSVs by their rows. */
    static List<Path> expand(List<Path> inputs) {
        List<Path> files = new ArrayList<>();
        for (Path input : inputs) {
            try {
                if (Files.isDirectory(input)) {
                    files.addAll(inFolder(input));
                } else if (extension(input).equals("csv")) {
                    files.addAll(inManifest(input));
                } else {
                    files.add(input);
                }
            } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
                // Walking and parsing hide the first in the second; the third is a bad header.
                throw new DataException(
                        input + " cannot be read: " + e.getMessage(),
                        "Check the path and its permissions.",
                        e);
            }
        }
        return files;
    }

    private static List<Path> inFolder(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> files =
                    all.filter(Files::isRegularFile)
                            .filter(file -> AUDIO.contains(extension(file)))
                            .sorted()
                            .toList();
            if (files.isEmpty()) {
                throw new DataException(
                        "folder " + folder + " holds no audio file",
                        "Known endings: " + AUDIO.stream().sorted().toList() + ".");
            }
            return files;
        }
    }

    private static List<Path> inManifest(Path manifest) throws IOException {
        CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
        String text = Files.readString(manifest);
        String unmarked = text.startsWith("\uFEFF") ? text.substring(1) : text;
        try (Reader reader = new StringReader(unmarked);
                CSVParser rows = format.parse(reader)) {
            if (!rows.getHeaderNames().contains("file")) {
                throw new DataException(
                        "manifest "
                                + manifest
                                + " has no column 'file' but "
                                + rows.getHeaderNames(),
                        "Name the column of the audio files 'file'.");
            }
            List<Path> files = new ArrayList<>();
            for (CSVRecord row : rows) {
                if (!row.isSet("file") || row.get("file").isBlank()) {
                    throw new DataException(
                            "manifest "
                                    + manifest
                                    + ", line "
                                    + rows.getCurrentLineNumber()
                                    + ", has no entry in the column 'file'",
                            "Fill it in, or take the line out.");
                }
                files.add(manifest.resolveSibling(row.get("file")));
            }
            return files;
        }
    }

    private static String extension(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
}
