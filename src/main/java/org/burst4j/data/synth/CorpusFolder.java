package org.burst4j.data.synth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.burst4j.DataException;
import org.burst4j.file.AtomicFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that a corpus is put together in: beside the final one, which appears complete or not
 * at all.
 */
final class CorpusFolder {
    private static final Logger LOG = LoggerFactory.getLogger(CorpusFolder.class);

    private final Path target;
    private final Path temporary;

    private CorpusFolder(Path target, Path temporary) {
        this.target = target;
        this.temporary = temporary;
    }

    /**
     * Makes the temporary folder.
     *
     * @param directory the final folder, absent or empty
     * @return the folder to fill
     */
    static CorpusFolder beside(Path directory) {
        Path target = directory.toAbsolutePath().normalize();
        String unique = Long.toString(ProcessHandle.current().pid(), 36) + "-" + System.nanoTime();
        Path temporary = target.resolveSibling("." + target.getFileName() + ".partial-" + unique);
        try {
            Files.createDirectories(temporary);
        } catch (IOException e) {
            throw AtomicFiles.failure(temporary, e);
        }
        return new CorpusFolder(target, temporary);
    }

    /**
     * Makes a folder inside.
     *
     * @param name its name, with slashes
     * @return its path
     */
    Path folder(String name) {
        Path folder = temporary.resolve(name);
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw AtomicFiles.failure(folder, e);
        }
    }

    /**
     * The path of a file inside.
     *
     * @param name its name, with slashes
     * @return its path
     */
    Path file(String name) {
        return temporary.resolve(name);
    }

    /** Gives the folder its final name. */
    void publish() {
        try {
            // A rename onto an empty folder works on some systems only.
            Files.deleteIfExists(target);
            try {
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(temporary, target);
            }
        } catch (DirectoryNotEmptyException e) {
            throw new DataException(
                    target + ": is no longer empty", "Choose a folder of its own.", e);
        } catch (IOException e) {
            throw AtomicFiles.failure(target, e);
        }
    }

    /** Removes what is left of the temporary folder; after publishing, nothing. */
    void discard() {
        if (!Files.exists(temporary)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(temporary)) {
            List<Path> deepestFirst = entries.sorted(Comparator.reverseOrder()).toList();
            for (Path entry : deepestFirst) {
                Files.delete(entry);
            }
        } catch (IOException | UncheckedIOException e) {
            // Not thrown: it would hide why the corpus is unfinished.
            LOG.warn(
                    "{}: the unfinished corpus cannot be removed; remove it by hand", temporary, e);
        }
    }
}
