package org.burst4j;

/** An ONNX file, graph, weight file or model bundle that cannot be used. */
public final class ModelException extends Burst4jException {
    /**
     * Creates an exception.
     *
     * @param problem what is wrong and where, what was expected and what was found
     * @param cure what the user can do about it, or an empty text
     */
    public ModelException(String problem, String cure) {
        this(problem, cure, null);
    }

    /**
     * Creates an exception with the one behind it.
     *
     * @param problem what is wrong and where, what was expected and what was found
     * @param cure what the user can do about it, or an empty text
     * @param cause the exception behind this one, or null
     */
    public ModelException(String problem, String cure, Throwable cause) {
        super(problem, cure, cause);
    }

    @Override
    public int exitCode() {
        return 4;
    }
}
