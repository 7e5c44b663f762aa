package org.burst4j.predict;

import org.burst4j.DataException;

/**
 * Told of each clip, in the thread that asked, what the net makes of it. Clips are heard in the
 * order of their lengths, so they do not come in the order of their numbers.
 *
 * @param <T> what is made of a clip
 */
@FunctionalInterface
public interface ClipListener<T> {
    /**
     * A clip was heard.
     *
     * @param clip its number, from 0
     * @param result what was made of it
     */
    void heard(int clip, T result);

    /**
     * A clip cannot be used; the others are heard all the same unless this throws. Such clips come
     * in the order of their numbers.
     *
     * @param clip its number, from 0
     * @param why the problem; thrown unless this is overridden
     */
    default void refused(int clip, DataException why) {
        throw why;
    }
}
