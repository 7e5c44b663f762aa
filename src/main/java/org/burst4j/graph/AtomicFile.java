package org.burst4j.graph;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.burst4j.ModelException;

/** Writes a file under another name, syncs it and moves it into place: complete or not at all. */
final class AtomicFile {
    private AtomicFile() {}

    /** Fills the file; the channel is closed by the caller. */
    @FunctionalInterface
    interface Content {
        void write(FileChannel channel) throws IOException;
    }

    static void write(Path path, Content content) {
        Path folder = path.toAbsolutePath().getParent();
        Path temporary = null;
        try {
            temporary = Files.createTempFile(folder, path.getFileName() + ".", ".tmp");
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                content.write(channel);
                channel.force(true);
            }
            Files.move(
                    temporary,
                    path,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            temporary = null;
        } catch (IOException e) {
            throw new ModelException(
                    path + " cannot be written: " + e,
                    "Check that the folder exists, is writable and has space.",
                    e);
        } finally {
            discard(temporary);
        }
    }

    private static void discard(Path temporary) {
        if (temporary != null) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException e) {
                throw new ModelException(
                        temporary + " is left over and cannot be deleted: " + e,
                        "Delete it by hand.",
                        e);
            }
        }
    }
}
