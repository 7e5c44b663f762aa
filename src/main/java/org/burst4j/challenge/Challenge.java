package org.burst4j.challenge;

import java.util.List;
import org.burst4j.ConfigException;

/**
 * What a challenge wants handed in.
 *
 * @param name short lower-case name, e.g. {@code avb}
 * @param title full name
 * @param submissions how many a team may hand in: they are numbered from 1 to this
 * @param idPattern regular expression of a clip's id without its brackets
 * @param files the files of one submission, at least one
 */
public record Challenge(
        String name, String title, int submissions, String idPattern, List<ChallengeFile> files) {

    /**
     * Copies the list.
     *
     * @throws ConfigException if a part is missing
     */
    public Challenge {
        files = files == null ? List.of() : List.copyOf(files);
        if (name == null || idPattern == null || submissions < 1 || files.isEmpty()) {
            throw new ConfigException(
                    "challenge '" + name + "' is not complete",
                    "Give it a name, an idPattern, submissions of 1 or more, and files.");
        }
    }
}
