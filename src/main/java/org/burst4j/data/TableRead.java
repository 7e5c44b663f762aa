package org.burst4j.data;

import java.util.List;

/**
 * A table and what had to be left out of it.
 *
 * @param table the good clips
 * @param problems what is wrong with the clips left out; empty after a strict read
 */
public record TableRead(ClipTable table, List<Problem> problems) {
    /** Copies the list. */
    public TableRead {
        problems = List.copyOf(problems);
    }
}
