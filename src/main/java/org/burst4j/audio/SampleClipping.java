package org.burst4j.audio;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of samples beyond full scale after the loudness gain. */
public enum SampleClipping {
    /** They stay: samples are floats. */
    @JsonProperty("none")
    NONE,
    /**
     * They are limited to what a 16-bit file holds, -1 to 32767/32768. This is the distortion that
     * a tool that sets the level and writes 16-bit files leaves; it neither rounds nor dithers.
     */
    @JsonProperty("int16")
    INT16
}
