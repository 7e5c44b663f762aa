package org.burst4j.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.burst4j.Burst4jException;
import org.burst4j.DataException;
import org.burst4j.RunInterruptedException;

/** Decodes every clip of a table once, to know the lengths and to find all bad files at once. */
public final class AudioCheck {
    private static final int THREADS = 2;

    private AudioCheck() {}

    /**
     * What a check found.
     *
     * @param table the clips with good audio
     * @param lengthsSamples samples of every good clip by its id, in the order of the table
     * @param problems what is wrong with the others; empty after a strict check
     */
    public record Result(
            ClipTable table, Map<String, Integer> lengthsSamples, List<Problem> problems) {
        /** Copies the collections. */
        public Result {
            lengthsSamples = new LinkedHashMap<>(lengthsSamples);
            problems = List.copyOf(problems);
        }

        @Override
        public Map<String, Integer> lengthsSamples() {
            return new LinkedHashMap<>(lengthsSamples);
        }

        /**
         * The lengths of some clips, e.g. for {@link BatchPlan}.
         *
         * @param clips clips of the table
         * @return samples of each
         * @throws DataException if a clip was not checked
         */
        public int[] lengthsOf(List<Clip> clips) {
            return clips.stream().mapToInt(this::lengthOf).toArray();
        }

        private int lengthOf(Clip clip) {
            Integer samples = lengthsSamples.get(clip.id());
            if (samples == null) {
                throw new DataException(
                        "the audio of clip '" + clip.id() + "' was not checked",
                        "Ask only for clips of the checked table.");
            }
            return samples;
        }
    }

    /**
     * Decodes all clips.
     *
     * @param table the clips
     * @param source where waveforms come from; a {@link WaveformCache} keeps them for the training
     * @param skipBad whether bad clips are left out and reported instead of ending the check
     * @param done is told the number of clips done so far, after each
     * @return good clips, lengths and problems
     * @throws DataException with all problems if there are any and bad ones are not skipped, or if
     *     no good clip is left
     * @throws RunInterruptedException if the thread is interrupted
     */
    public static Result run(
            ClipTable table, WaveformSource source, boolean skipBad, IntConsumer done) {
        ExecutorService workers = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Integer>> futures = new ArrayList<>();
            for (Clip clip : table.clips()) {
                futures.add(workers.submit(() -> source.read(clip.file()).length));
            }
            return collect(table, futures, skipBad, done);
        } finally {
            workers.shutdownNow();
        }
    }

    private static Result collect(
            ClipTable table, List<Future<Integer>> futures, boolean skipBad, IntConsumer done) {
        Problems problems = new Problems("audio of " + table.root());
        Map<String, Integer> lengths = new LinkedHashMap<>();
        Set<String> bad = new HashSet<>();
        for (int index = 0; index < futures.size(); index++) {
            Clip clip = table.clips().get(index);
            try {
                lengths.put(clip.id(), futures.get(index).get());
            } catch (ExecutionException e) {
                problems.add("clip " + clip.id(), badFile(e, clip).getMessage());
                bad.add(clip.id());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RunInterruptedException("interrupted while checking the audio", "", e);
            }
            done.accept(index + 1);
        }
        if (!skipBad || lengths.isEmpty()) {
            problems.throwIfAny();
        }
        return new Result(table.without(bad), lengths, problems.list());
    }

    /** A bad file is the table's problem; anything else (no decoder, no memory) ends the check. */
    private static DataException badFile(ExecutionException e, Clip clip) {
        if (e.getCause() instanceof DataException badFile) {
            return badFile;
        }
        if (e.getCause() instanceof Burst4jException other) {
            throw other;
        }
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        throw new DataException(
                "reading clip " + clip.id() + " from " + clip.file() + " failed: " + e.getCause(),
                "This is a defect of the reader; leave the file out.",
                e.getCause());
    }
}
