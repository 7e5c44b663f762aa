package org.burst4j.predict;

import org.burst4j.audio.Waveform;

/** Where clips that are to be heard come from. */
@FunctionalInterface
public interface ClipSource {
    /**
     * Prepares a clip. It is called in a background thread, for one clip after the other.
     *
     * @param clip its number, from 0
     * @return what the net hears, from {@link VocalBurstModel#prepare}
     * @throws org.burst4j.DataException if the clip cannot be used
     */
    Waveform read(int clip);
}
