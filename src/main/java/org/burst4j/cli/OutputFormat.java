package org.burst4j.cli;

/** The forms that results are printed in. */
enum OutputFormat {
    /** Columns for a reader. */
    TABLE,
    /** JSON for programs. */
    JSON,
    /** Comma-separated values for tables. */
    CSV
}
