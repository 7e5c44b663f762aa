package org.burst4j.audio;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the level of a clip is set before it is normalised for the encoder. */
public enum Loudness {
    /** Left as recorded. */
    @JsonProperty("none")
    NONE,
    /** The loudest sample is brought to the level. */
    @JsonProperty("peak")
    PEAK,
    /**
     * The root of the mean square is brought to the level. A full-scale sine has -3.01 dB, so
     * levels near that take most clips beyond full scale.
     */
    @JsonProperty("rms")
    RMS
}
