package org.burst4j.data.synth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.burst4j.Burst4jException;
import org.burst4j.DataException;
import org.burst4j.RunInterruptedException;
import org.burst4j.audio.WavWriter;

/**
 * Writes a corpus of synthetic vocal bursts: audio, label files, the truth behind them and the
 * ceiling that rater noise puts on every metric. The same configuration gives the same bytes on
 * every platform; a clip's audio and labels do not depend on the number of clips.
 */
public final class SyntheticCorpus {
    private static final int MOST_THREADS = 2;

    private SyntheticCorpus() {}

    /**
     * Writes a corpus. Its folder appears complete or not at all.
     *
     * @param config which corpus, and where
     * @param progress told the number of clips done, from 1 to {@code clips}, on this thread
     * @return true if it was written, false if the folder holds this very corpus already
     * @throws DataException if the folder holds anything else or cannot be listed
     * @throws org.burst4j.EnvironmentException if a file or folder cannot be written
     * @throws RunInterruptedException if this thread is interrupted; nothing is left behind
     */
    public static boolean write(SynthConfig config, IntConsumer progress) {
        int processors = Runtime.getRuntime().availableProcessors();
        return write(config, progress, Math.min(MOST_THREADS, processors));
    }

    /**
     * As {@link #write(SynthConfig, IntConsumer)}, without news of the progress.
     *
     * @param config which corpus, and where
     * @return true if it was written, false if the folder holds this very corpus already
     * @throws DataException if the folder holds anything else or cannot be listed
     * @throws org.burst4j.EnvironmentException if a file or folder cannot be written
     */
    public static boolean write(SynthConfig config) {
        return write(config, done -> {});
    }

    static boolean write(SynthConfig config, IntConsumer progress, int threads) {
        if (CorpusManifest.holds(config)) {
            return false;
        }
        refuseOccupied(config.directory());
        List<SynthClip> clips = draw(config);
        CorpusFolder folder = CorpusFolder.beside(config.directory());
        try {
            render(config, clips, folder, progress, threads);
            if (config.layout() == SynthLayout.AVB) {
                folder.folder("labels");
            }
            LabelTables.of(config.layout(), clips)
                    .forEach((name, table) -> table.write(folder.file(name)));
            LabelTables.truth(clips).write(folder.file("synth-truth.csv"));
            CorpusManifest.write(folder.file(CorpusManifest.FILE_NAME), config, clips);
            folder.publish();
        } finally {
            folder.discard();
        }
        return true;
    }

    static List<SynthClip> draw(SynthConfig config) {
        TypeSchedule schedule = TypeSchedule.of(config);
        return IntStream.range(0, config.clips())
                .mapToObj(index -> SynthClip.draw(config, schedule, index))
                .toList();
    }

    private static void refuseOccupied(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        if (!Files.isDirectory(directory)) {
            throw new DataException(directory + ": is no folder", "Choose another name.");
        }
        try (Stream<Path> entries = Files.list(directory)) {
            if (entries.findAny().isPresent()) {
                throw new DataException(
                        directory + ": is not empty and holds no corpus of the same settings",
                        "Choose another folder, or remove this one.");
            }
        } catch (IOException e) {
            throw new DataException(
                    directory + ": cannot be listed (" + e + ")", "Check its permissions.", e);
        }
    }

    private static void render(
            SynthConfig config,
            List<SynthClip> clips,
            CorpusFolder folder,
            IntConsumer progress,
            int threads) {
        Path audio = folder.folder(config.layout() == SynthLayout.AVB ? "audio/wav" : "wav");
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> pending = new ArrayList<>();
            for (SynthClip clip : clips) {
                pending.add(workers.submit(() -> render(clip, config.seed(), audio)));
            }
            for (int done = 0; done < pending.size(); done++) {
                pending.get(done).get();
                progress.accept(done + 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunInterruptedException(
                    config.directory() + ": interrupted while rendering clips", "Start again.", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error; // no memory, say, which is no fault of the data
            }
            throw e.getCause() instanceof Burst4jException known
                    ? known
                    : new DataException(
                            audio + ": a clip could not be rendered: " + e.getCause(),
                            "This is a defect of the synthesiser: report it with the settings.",
                            e);
        } finally {
            stop(workers);
        }
    }

    private static void render(SynthClip clip, long seed, Path audio) {
        WavWriter.write(
                audio.resolve(clip.id() + ".wav"),
                BurstSynthesiser.render(clip, seed),
                BurstSynthesiser.SAMPLE_RATE_HZ);
    }

    /** Stops the workers and waits for the clip that each is at, so that none writes later on. */
    private static void stop(ExecutorService workers) {
        workers.shutdownNow();
        boolean interrupted = false;
        boolean stopped = false;
        while (!stopped) {
            try {
                stopped = workers.awaitTermination(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
