package org.burst4j.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.burst4j.task.Task;
import org.burst4j.task.Tasks;

/**
 * Small data sets for the tests; audio files are empty, since tables only look whether they are
 * there.
 */
record DataFolder(Path root) {
    DataFolder table(String name, String... lines) {
        return write(name, String.join("\n", lines) + "\n");
    }

    DataFolder write(String name, String text) {
        return bytes(name, text.getBytes(UTF_8));
    }

    DataFolder bytes(String name, byte[] content) {
        try {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    DataFolder audio(String... names) {
        for (String name : names) {
            bytes(name, new byte[0]);
        }
        return this;
    }

    ClipTable read(String... tasks) {
        return ClipTables.read(root, LayoutName.AUTO, tasks(tasks), ColumnMap.none());
    }

    TableRead readSkippingBad(String... tasks) {
        return ClipTables.read(
                root,
                new TableOptions(LayoutName.AUTO, tasks(tasks), ColumnMap.none(), null, true));
    }

    static List<Task> tasks(String... names) {
        List<Task> tasks = new ArrayList<>();
        for (String name : names) {
            tasks.add(Tasks.named(name));
        }
        return tasks;
    }

    /** A clip of task type. */
    static Clip clip(String id, String speaker, int type) {
        return new Clip(id, Path.of(id), null, speaker, Map.of("type", new float[] {type}));
    }

    static ClipTable typeTable(List<Clip> clips) {
        return new ClipTable(LayoutName.MANIFEST, Path.of("."), tasks("type"), clips, false);
    }
}
