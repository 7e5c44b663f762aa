package org.burst4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.burst4j.Burst4jException;
import org.burst4j.DataException;
import org.burst4j.RunInterruptedException;
import org.burst4j.file.Digests;

/**
 * SHA-256 of audio files: what tells two recordings apart, whatever their names and folders. Clips
 * whose files hold the same bytes have the same digest.
 */
public final class AudioDigests {
    private static final int THREADS = 2;
    private static final int BUFFER_BYTES = 1 << 16;

    private AudioDigests() {}

    /**
     * Reads the files of all clips once.
     *
     * @param clips the clips, with different ids
     * @param done is told the number of clips done so far, after each
     * @return 64 hexadecimal digits by clip id, in the order of the clips
     * @throws DataException if a file cannot be read
     * @throws RunInterruptedException if the thread is interrupted
     */
    public static Map<String, String> of(List<Clip> clips, IntConsumer done) {
        ExecutorService workers = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<String>> futures = new ArrayList<>();
            for (Clip clip : clips) {
                futures.add(workers.submit(() -> sha256(clip)));
            }
            Map<String, String> digests = new LinkedHashMap<>();
            for (int index = 0; index < clips.size(); index++) {
                digests.put(clips.get(index).id(), result(futures.get(index)));
                done.accept(index + 1);
            }
            return digests;
        } finally {
            workers.shutdownNow();
        }
    }

    private static String result(Future<String> future) {
        try {
            if (Thread.currentThread().isInterrupted()) {
                // A task that is done already does not look.
                throw new InterruptedException();
            }
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Burst4jException problem) {
                throw problem;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new DataException(
                    "reading the audio files failed: " + e.getCause(),
                    "Check that the files are readable.",
                    e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunInterruptedException(
                    "interrupted while reading the audio files", "Start again.", e);
        }
    }

    private static String sha256(Clip clip) {
        Path file = clip.file();
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = Digests.sha256();
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int bytes = in.read(buffer); bytes >= 0; bytes = in.read(buffer)) {
                digest.update(buffer, 0, bytes);
            }
            return Digests.hex(digest);
        } catch (IOException e) {
            throw new DataException(
                    "the audio of clip '" + clip.id() + "' in " + file + " cannot be read: " + e,
                    "Check that the file is still there and readable.",
                    e);
        }
    }
}
