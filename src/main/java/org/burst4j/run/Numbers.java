package org.burst4j.run;

import java.util.Locale;

/** Numbers as a person reads them, whatever the machine's language. */
final class Numbers {
    private Numbers() {}

    /** Three digits after the point; empty for nothing. */
    static String three(Double value) {
        return value == null || value.isNaN() ? "" : String.format(Locale.ROOT, "%.3f", value);
    }
}
