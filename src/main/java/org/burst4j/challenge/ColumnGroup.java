package org.burst4j.challenge;

import java.util.List;
import org.burst4j.ConfigException;

/**
 * Neighbouring columns of a submission file that one task fills.
 *
 * @param task the task's name, e.g. {@code culture}
 * @param content what the cells hold
 * @param headers the columns in the file's order; for values they are the task's labels, too, by
 *     which the predictions are found
 * @param classes for classes: their names, in the order of their codes; else empty
 * @param minimum least value allowed, or null for none
 * @param maximum largest value allowed, or null for none
 */
public record ColumnGroup(
        String task,
        Content content,
        List<String> headers,
        List<String> classes,
        Double minimum,
        Double maximum) {

    /**
     * Copies the lists and checks that they fit the content.
     *
     * @throws ConfigException if a part is missing
     */
    public ColumnGroup {
        headers = headers == null ? List.of() : List.copyOf(headers);
        classes = classes == null ? List.of() : List.copyOf(classes);
        boolean values = content == Content.VALUE;
        if (task == null
                || content == null
                || headers.isEmpty()
                || (!values && (headers.size() != 1 || classes.isEmpty()))) {
            throw new ConfigException(
                    "the columns "
                            + headers
                            + " of a challenge, task "
                            + task
                            + ", content "
                            + content
                            + ", are not complete",
                    "Name a task, a content and headers; for a class one header and the classes.");
        }
    }

    /** Whether a value is in the range that is allowed, both ends included. */
    boolean allows(float value) {
        return (minimum == null || value >= minimum) && (maximum == null || value <= maximum);
    }

    /** The range in words, for messages. */
    String range() {
        if (minimum != null && maximum != null) {
            return number(minimum) + " to " + number(maximum);
        }
        return minimum != null ? number(minimum) + " or more" : "at most " + number(maximum);
    }

    private static String number(double bound) {
        return SubmissionText.number((float) bound).replaceFirst("\\.0$", "");
    }
}
