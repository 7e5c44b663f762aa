package org.burst4j.onnx;

import org.burst4j.ModelException;

/**
 * How many numbers may still be computed in one import, apart from the weights themselves.
 *
 * <p>Arithmetic on shapes and masks takes some millions in the largest encoders. A graph that asks
 * for far more, by a size of its own invention, is stopped before anything is allocated.
 */
final class Work {
    /** Half a gigabyte of doubles, or about two seconds. */
    static final int STANDARD = 1 << 26;

    private final int all;
    private long left;

    Work() {
        this(STANDARD);
    }

    Work(int all) {
        this.all = all;
        left = all;
    }

    /** Takes a part, before it is allocated. */
    void spend(String what, long numbers) {
        left -= numbers;
        if (left < 0) {
            throw new ModelException(
                    what
                            + ": "
                            + numbers
                            + " more numbers to compute without the audio, where "
                            + all
                            + " in all are allowed",
                    "The file is damaged or not an encoder; export it again.");
        }
    }

    /** Numbers computed so far. */
    long spent() {
        return all - left;
    }
}
