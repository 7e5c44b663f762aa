package org.burst4j.challenge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.burst4j.ConfigException;
import org.burst4j.DataException;
import org.burst4j.EnvironmentException;
import org.burst4j.file.AtomicFiles;

/** Writes what a team hands in to a challenge: no file at all if one prediction is refused. */
public final class Submission {
    private final Challenge challenge;
    private final String team;
    private final int number;
    private final Path folder;

    /**
     * What was written.
     *
     * @param rows number of clips in each file
     * @param files the files, in the challenge's order
     * @param leftOut names of files that could not be made of these predictions, each with why
     */
    public record Written(int rows, List<Path> files, Map<String, String> leftOut) {
        /** Copies the list. */
        public Written {
            files = List.copyOf(files);
        }
    }

    /**
     * Describes a submission.
     *
     * @param challenge what is handed in to
     * @param team the team's name, a part of the file names
     * @param number which of the team's submissions, from 1
     * @param folder where the files go
     * @throws ConfigException if the name cannot be part of a file name or the number is too large
     */
    public Submission(Challenge challenge, String team, int number, Path folder) {
        if (!team.matches("[\\p{L}\\p{N}][\\p{L}\\p{N}_-]{0,63}")) {
            throw new ConfigException(
                    "the team's name is '"
                            + team
                            + "', expected 1 to 64 letters, digits, hyphens and underscores",
                    "It becomes part of the file names: leave out spaces, dots and slashes.");
        }
        if (number < 1 || number > challenge.submissions()) {
            throw new ConfigException(
                    "the submission's number is "
                            + number
                            + ", expected 1 to "
                            + challenge.submissions(),
                    challenge.title() + " takes no more from one team.");
        }
        this.challenge = challenge;
        this.team = team;
        this.number = number;
        this.folder = folder;
    }

    /** The place of one of the files, e.g. {@code A-VB-High_team_1.csv}. */
    private Path path(ChallengeFile file) {
        return folder.resolve(file.name() + "_" + team + "_" + number + ".csv");
    }

    /**
     * Checks that no file of this submission is there, written or left out this time: old ones
     * beside new ones would be handed in together.
     *
     * @throws ConfigException if there is one
     */
    public void requireFree() {
        for (ChallengeFile file : challenge.files()) {
            if (Files.exists(path(file))) {
                throw new ConfigException(
                        path(file) + " exists already",
                        "Use another --number or --out, or remove the old submission.");
            }
        }
    }

    /**
     * Finds the files that cannot be made.
     *
     * @param predictions predictions, maybe of no clip, with the tasks that there will be
     * @return names of files, each with why
     * @throws DataException if that is every file
     */
    public Map<String, String> leftOut(SubmittedScores predictions) {
        Map<String, String> leftOut = new LinkedHashMap<>();
        for (ChallengeFile file : challenge.files()) {
            String lacks = file.lacks(predictions);
            if (!lacks.isEmpty()) {
                leftOut.put(path(file).getFileName().toString(), lacks);
            }
        }
        if (leftOut.size() == challenge.files().size()) {
            throw new DataException(
                    "no file of challenge '" + challenge.name() + "' can be made: " + leftOut,
                    "Use a model with a task of the challenge.");
        }
        return leftOut;
    }

    /**
     * Checks the predictions and writes the files.
     *
     * @param predictions the predictions, clips in any order
     * @param expected ids of the clips that are to be predicted, each once
     * @return what was written
     * @throws ConfigException if a file of this submission is there already
     * @throws DataException with all problems: numbers that are not finite or out of their range,
     *     unknown classes, clips that are missing, doubled or not asked for; or if no file can be
     *     made at all. Nothing is written then
     * @throws EnvironmentException if a file cannot be written; the others are removed then
     */
    public Written write(SubmittedScores predictions, Collection<String> expected) {
        requireFree();
        Map<String, String> leftOut = leftOut(predictions);
        Refusals refusals = new Refusals();
        checkIds(predictions.ids(), expected, refusals);
        List<Integer> order =
                IntStream.range(0, predictions.ids().size())
                        .boxed()
                        .sorted(Comparator.comparing(predictions.ids()::get))
                        .toList();
        Map<Path, String> texts = new LinkedHashMap<>();
        for (ChallengeFile file : challenge.files()) {
            Path path = path(file);
            if (!leftOut.containsKey(path.getFileName().toString())) {
                texts.put(path, new SubmissionText(file, predictions, refusals).of(order));
            }
        }
        refusals.throwIfAny();
        writeAll(texts);
        return new Written(order.size(), List.copyOf(texts.keySet()), leftOut);
    }

    /** Three files of four would be taken for a whole submission. */
    private static void writeAll(Map<Path, String> texts) {
        List<Path> done = new ArrayList<>();
        try {
            texts.forEach(
                    (path, text) -> {
                        AtomicFiles.write(path, text);
                        done.add(path);
                    });
        } catch (EnvironmentException e) {
            for (Path path : done) {
                try {
                    Files.deleteIfExists(path);
                } catch (IOException left) {
                    e.addSuppressed(left);
                }
            }
            throw e;
        }
    }

    private void checkIds(List<String> ids, Collection<String> expected, Refusals refusals) {
        Set<String> missing = new TreeSet<>(expected);
        Set<String> wanted = Set.copyOf(missing);
        Set<String> seen = new HashSet<>();
        for (String id : ids) {
            if (!seen.add(id)) {
                refusals.add("clip " + id + " is predicted twice");
                continue;
            }
            if (!id.matches(challenge.idPattern())) {
                refusals.add(
                        "clip "
                                + id
                                + " has no id of the challenge, expected "
                                + challenge.idPattern());
            }
            if (!wanted.contains(id)) {
                refusals.add("clip " + id + " is not in the split");
            }
            missing.remove(id);
        }
        missing.forEach(id -> refusals.add("clip " + id + " is not predicted"));
    }
}
