package org.burst4j.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.burst4j.EnvironmentException;

/**
 * Writes files so that a reader, or a run that was killed, finds the old content or the new, never
 * a part: to a temporary name beside the target, synced, then renamed. A write that fails leaves
 * nothing behind. Two threads must not write one file at the same time.
 */
public final class AtomicFiles {
    private AtomicFiles() {}

    /** Fills a file that is not visible under its name yet. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes everything.
         *
         * @param channel the open file, at its start
         * @throws IOException if it cannot be written
         */
        void writeTo(FileChannel channel) throws IOException;
    }

    /**
     * Writes a text in UTF-8.
     *
     * @param file the target; missing folders are made
     * @param text the text
     * @throws EnvironmentException if it cannot be written
     */
    public static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes bytes.
     *
     * @param file the target; missing folders are made
     * @param bytes the bytes
     * @throws EnvironmentException if it cannot be written
     */
    public static void write(Path file, byte[] bytes) {
        write(
                file,
                channel -> {
                    ByteBuffer buffer = ByteBuffer.wrap(bytes);
                    while (buffer.hasRemaining()) {
                        channel.write(buffer);
                    }
                });
    }

    /**
     * Writes what does not fit into one array.
     *
     * @param file the target; missing folders are made
     * @param content what is written
     * @throws EnvironmentException if it cannot be written
     */
    public static void write(Path file, Content content) {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            try (FileChannel channel =
                    FileChannel.open(
                            temporary,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)) {
                content.writeTo(channel);
                channel.force(true);
            }
            Files.move(
                    temporary,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw discarded(temporary, failure(file, e));
        } catch (RuntimeException e) {
            throw discarded(temporary, e);
        }
    }

    private static <E extends RuntimeException> E discarded(Path temporary, E failure) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    /**
     * The exception for a file that cannot be written.
     *
     * @param file the file
     * @param cause what went wrong
     * @return an exception to throw
     */
    public static EnvironmentException failure(Path file, IOException cause) {
        return new EnvironmentException(
                "cannot write " + file + ": " + cause,
                "Check that the folder is writable and the disk has space.",
                cause);
    }
}
