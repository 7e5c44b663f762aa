package org.burst4j.data;

import java.nio.file.Path;

/** Gives the samples of audio files, ready for the encoder. */
@FunctionalInterface
public interface WaveformSource {
    /**
     * Reads one file.
     *
     * @param file the audio file
     * @return its samples, mono, at the encoder's rate and normalised; callers must not change them
     * @throws org.burst4j.DataException if the file is missing, broken or unfit, naming it
     */
    float[] read(Path file);
}
