package org.burst4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.burst4j.DataException;

/**
 * Where the tables of a data set are.
 *
 * @param layout the layout, never AUTO
 * @param root the data set's folder
 * @param tables the label tables, the most complete first
 */
record TableFiles(LayoutName layout, Path root, List<Path> tables) {
    private static final String DATA_INFO = "data_info.csv";
    private static final List<String> MANIFEST_NAMES =
            List.of("manifest.csv", "labels.csv", "manifest.tsv", "labels.tsv");

    static TableFiles locate(Path given, LayoutName layout) {
        Path path = given.toAbsolutePath().normalize();
        if (!Files.exists(path)) {
            throw new DataException(
                    "there is no file or folder " + path, "Check the path of the data set.");
        }
        LayoutName found = layout == LayoutName.AUTO ? detect(path) : layout;
        return switch (found) {
            case AVB -> avb(path);
            case EXVO -> exvo(path);
            case MANIFEST, AUTO -> manifest(path);
        };
    }

    private static LayoutName detect(Path path) {
        if (Files.isRegularFile(path)) {
            String name = path.getFileName().toString();
            if (name.endsWith("_info.csv") && inLabelsFolder(path)) {
                return LayoutName.AVB;
            }
            return name.equals(DATA_INFO) ? LayoutName.EXVO : LayoutName.MANIFEST;
        }
        if (!infoTables(path.resolve("labels")).isEmpty()) {
            return LayoutName.AVB;
        }
        if (Files.isRegularFile(path.resolve(DATA_INFO))) {
            return LayoutName.EXVO;
        }
        if (!manifests(path).isEmpty()) {
            return LayoutName.MANIFEST;
        }
        throw new DataException(
                "no label table in "
                        + path
                        + "; looked for labels/*_info.csv (A-VB), data_info.csv (ExVo), "
                        + String.join(", ", MANIFEST_NAMES)
                        + " or a single other .csv or .tsv (manifest); the folder holds "
                        + contents(path),
                "Name the folder above the tables, or the manifest file itself.");
    }

    private static TableFiles avb(Path path) {
        Path root = path;
        if (Files.isRegularFile(path)) {
            root = inLabelsFolder(path) ? path.getParent().getParent() : path.getParent();
        }
        List<Path> tables = infoTables(root.resolve("labels"));
        if (tables.isEmpty()) {
            throw missing("A-VB", root, "labels/*_info.csv");
        }
        return new TableFiles(LayoutName.AVB, root, tables);
    }

    private static TableFiles exvo(Path path) {
        Path table = Files.isRegularFile(path) ? path : path.resolve(DATA_INFO);
        if (!Files.isRegularFile(table)) {
            throw missing("ExVo", path, DATA_INFO);
        }
        return new TableFiles(LayoutName.EXVO, table.getParent(), List.of(table));
    }

    private static TableFiles manifest(Path path) {
        if (Files.isRegularFile(path)) {
            return new TableFiles(LayoutName.MANIFEST, path.getParent(), List.of(path));
        }
        List<Path> tables = manifests(path);
        if (tables.isEmpty()) {
            throw missing(
                    "manifest",
                    path,
                    String.join(", ", MANIFEST_NAMES) + " or a single other .csv or .tsv");
        }
        return new TableFiles(LayoutName.MANIFEST, path, List.of(tables.get(0)));
    }

    private static DataException missing(String layout, Path root, String expected) {
        return new DataException(
                "layout "
                        + layout
                        + " needs "
                        + expected
                        + " in "
                        + root
                        + ", which holds "
                        + contents(root),
                "Check the folder, or leave the layout out to have it detected.");
    }

    private static boolean inLabelsFolder(Path file) {
        return file.getParent().endsWith("labels") && file.getParent().getParent() != null;
    }

    private static List<Path> infoTables(Path labels) {
        // data_info.csv first: it has the most clips and columns, the others add to it.
        return list(labels).stream()
                .filter(file -> file.getFileName().toString().endsWith("_info.csv"))
                .sorted(Comparator.comparing(file -> !file.endsWith(DATA_INFO)))
                .toList();
    }

    private static List<Path> manifests(Path folder) {
        for (String name : MANIFEST_NAMES) {
            if (Files.isRegularFile(folder.resolve(name))) {
                return List.of(folder.resolve(name));
            }
        }
        List<Path> tables =
                list(folder).stream()
                        .filter(Files::isRegularFile)
                        .filter(TableFiles::isTable)
                        .toList();
        return tables.size() == 1 ? tables : List.of();
    }

    private static boolean isTable(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".csv") || name.endsWith(".tsv");
    }

    private static String contents(Path folder) {
        List<Path> files = list(folder);
        String names =
                String.join(
                        ", ",
                        files.stream()
                                .limit(10)
                                .map(file -> file.getFileName().toString())
                                .toList());
        return files.isEmpty() ? "nothing" : names + (files.size() > 10 ? ", ..." : "");
    }

    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new DataException(
                    "cannot list the folder " + folder, "Check that it can be read.", e);
        }
    }
}
