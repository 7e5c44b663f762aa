package org.burst4j.data;

import java.util.Locale;
import java.util.Optional;

/** The three parts of a data set. */
public enum Split {
    /** What the model learns from. */
    TRAIN,
    /** What stops the training and picks the best model. */
    VAL,
    /** What is only predicted; its labels may be missing. */
    TEST;

    /**
     * Finds the split that a word in a label table means.
     *
     * @param word e.g. {@code Train}, {@code val}, {@code dev} or {@code TEST}
     * @return the split, or empty if the word is none of those known
     */
    public static Optional<Split> named(String word) {
        return switch (word.strip().toLowerCase(Locale.ROOT)) {
            case "train", "training" -> Optional.of(TRAIN);
            case "val", "valid", "validation", "dev", "devel", "development" -> Optional.of(VAL);
            case "test", "testing" -> Optional.of(TEST);
            default -> Optional.empty();
        };
    }

    /**
     * The lower-case word for files and messages.
     *
     * @return {@code train}, {@code val} or {@code test}
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
