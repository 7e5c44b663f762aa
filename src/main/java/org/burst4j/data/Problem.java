package org.burst4j.data;

/**
 * One thing that is wrong with a data set.
 *
 * @param where file, line, clip and column, e.g. {@code labels.csv line 7 (clip 00012), column
 *     'Awe'}
 * @param what what was found there and what was expected
 */
public record Problem(String where, String what) {
    @Override
    public String toString() {
        return where + ": " + what;
    }
}
