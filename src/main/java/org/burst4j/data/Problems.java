package org.burst4j.data;

import java.util.ArrayList;
import java.util.List;
import org.burst4j.DataException;

/** Collects what is wrong with a data set, so that all of it is told at once. */
public final class Problems {
    /** How many problems are spelt out; the rest is counted. */
    public static final int SHOWN = 20;

    private final String subject;
    private final List<Problem> list = new ArrayList<>();

    /**
     * Creates an empty collection.
     *
     * @param subject what is looked at, the beginning of the message, e.g. a file name
     */
    public Problems(String subject) {
        this.subject = subject;
    }

    /**
     * Adds a problem.
     *
     * @param where file, line, clip and column
     * @param what what was found and what was expected
     */
    public void add(String where, String what) {
        list.add(new Problem(where, what));
    }

    /**
     * Adds all problems of a list.
     *
     * @param problems the problems
     */
    public void addAll(List<Problem> problems) {
        list.addAll(problems);
    }

    /**
     * Tells whether all is well.
     *
     * @return true if there is no problem
     */
    public boolean isEmpty() {
        return list.isEmpty();
    }

    /**
     * All problems, in the order of finding.
     *
     * @return a copy
     */
    public List<Problem> list() {
        return List.copyOf(list);
    }

    /**
     * The problems as a text: the count, then the first {@value #SHOWN}, one a line.
     *
     * @return the text; empty if there are none
     */
    public String text() {
        if (list.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(subject).append(": ").append(list.size());
        text.append(list.size() == 1 ? " problem" : " problems");
        list.stream().limit(SHOWN).forEach(problem -> text.append("\n  ").append(problem));
        if (list.size() > SHOWN) {
            text.append("\n  and ").append(list.size() - SHOWN).append(" more");
        }
        return text.toString();
    }

    /**
     * Ends with all problems in one exception, if there are any.
     *
     * @throws DataException with {@link #text()} as its message
     */
    public void throwIfAny() {
        if (!list.isEmpty()) {
            throw new DataException(
                    text(),
                    "Correct these; where good clips are left, --skip-bad goes on without the bad.");
        }
    }
}
