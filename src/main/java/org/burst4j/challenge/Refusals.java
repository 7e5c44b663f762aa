package org.burst4j.challenge;

import java.util.ArrayList;
import java.util.List;
import org.burst4j.DataException;

/** Collects why a submission must not be written. */
final class Refusals {
    private static final int SHOWN = 20;

    private final List<String> shown = new ArrayList<>();
    private int count;

    void add(String problem) {
        count++;
        if (shown.size() < SHOWN) {
            shown.add(problem);
        }
    }

    /** Ends with the first ones and their count, if there are any. */
    void throwIfAny() {
        if (count == 0) {
            return;
        }
        StringBuilder text = new StringBuilder("the submission is refused: ").append(count);
        text.append(count == 1 ? " problem" : " problems");
        shown.forEach(problem -> text.append("\n  ").append(problem));
        if (count > SHOWN) {
            text.append("\n  and ").append(count - SHOWN).append(" more");
        }
        throw new DataException(
                text.toString(),
                "Nothing was written. Predict every clip of the split once; outputs without bounds"
                        + " need model.taskDefaults.activation sigmoid or clamp.");
    }
}
