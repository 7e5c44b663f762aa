package org.burst4j;

/** A machine that lacks what the run needs: native libraries, memory, disk space. */
public final class EnvironmentException extends Burst4jException {
    /**
     * Creates an exception.
     *
     * @param problem what is wrong and where, what was expected and what was found
     * @param cure what the user can do about it, or an empty text
     */
    public EnvironmentException(String problem, String cure) {
        this(problem, cure, null);
    }

    /**
     * Creates an exception with the one behind it.
     *
     * @param problem what is wrong and where, what was expected and what was found
     * @param cure what the user can do about it, or an empty text
     * @param cause the exception behind this one, or null
     */
    public EnvironmentException(String problem, String cure, Throwable cause) {
        super(problem, cure, cause);
    }

    @Override
    public int exitCode() {
        return 6;
    }
}
