package org.burst4j;

/**
 * The root of every exception that Burst4J throws on purpose.
 *
 * <p>Its subclasses match the exit codes of the command line one to one. A message says what is
 * wrong, where, what was expected and what was found; {@link #cure()} says how to fix it.
 */
public abstract class Burst4jException extends RuntimeException {
    private final String cure;

    /**
     * Creates an exception.
     *
     * @param problem what is wrong and where, what was expected and what was found
     * @param cure what the user can do about it, or an empty text
     * @param cause the exception behind this one, or null
     */
    protected Burst4jException(String problem, String cure, Throwable cause) {
        super(problem, cause);
        this.cure = cure;
    }

    /**
     * Tells how to fix the problem.
     *
     * @return one or two sentences, or an empty text where there is no general cure
     */
    public String cure() {
        return cure;
    }

    /**
     * The exit code of a command that ends with this exception.
     *
     * @return a number from 1 to 255, documented in the README
     */
    public abstract int exitCode();
}
