package org.burst4j.stockimporter;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a comparison says.
 *
 * @param word {@code right}, {@code wrong} or {@code fails}
 * @param detail largest difference, the shapes, or the failure
 */
record Verdict(String word, String detail) {
    /** Of the largest expected number, or of 1: rounding in FLOAT, orders above it. */
    private static final double TOLERANCE = 1e-4;

    private static final int LONGEST_MESSAGE = 140;

    static Verdict of(Map<String, Tensor> expected, Stock.Outcome outcome) {
        if (outcome.failure() != null) {
            return new Verdict("fails", outcome.stage() + ": " + describe(outcome.failure()));
        }
        return compare(expected, outcome.results());
    }

    /** The same with the time of the import, if it came to an end. */
    Verdict timed(double importSeconds) {
        return importSeconds == 0
                ? this
                : new Verdict(
                        word,
                        detail + String.format(Locale.ROOT, ", imported in %.1f s", importSeconds));
    }

    static Verdict compare(Map<String, Tensor> expected, Map<String, INDArray> found) {
        double largest = 0;
        double scale = 1;
        for (Map.Entry<String, Tensor> entry : expected.entrySet()) {
            INDArray array = found.get(entry.getKey());
            Tensor tensor = entry.getValue();
            if (array == null) {
                return new Verdict("fails", "run: gives no " + entry.getKey());
            }
            if (!Arrays.equals(array.shape(), tensor.shape())) {
                return new Verdict(
                        "wrong",
                        "shape "
                                + Arrays.toString(array.shape())
                                + " instead of "
                                + Arrays.toString(tensor.shape()));
            }
            double[] values = array.castTo(DataType.DOUBLE).dup('c').data().asDouble();
            for (int i = 0; i < tensor.values().length; i++) {
                double difference = Math.abs(values[i] - tensor.values()[i]);
                // Math.max would do, if it were not to count a NaN as a difference.
                largest = difference <= largest ? largest : difference;
                scale = Math.max(scale, Math.abs(tensor.values()[i]));
            }
        }
        boolean right = largest <= TOLERANCE * scale;
        return new Verdict(
                right ? "right" : "wrong", String.format(Locale.ROOT, "max diff %.1e", largest));
    }

    static String describe(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        String text = cause.getClass().getSimpleName() + ": " + message;
        for (StackTraceElement frame : cause.getStackTrace()) {
            if (frame.getClassName().contains("samediff")
                    || frame.getClassName().contains("nd4j")) {
                text =
                        shorten(text)
                                + " ("
                                + frame.getFileName()
                                + ":"
                                + frame.getLineNumber()
                                + ")";
                break;
            }
        }
        return text.replace("|", "\\|").replaceAll("\\s+", " ");
    }

    private static String shorten(String text) {
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "...";
    }
}
