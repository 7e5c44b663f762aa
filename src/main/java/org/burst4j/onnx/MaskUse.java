package org.burst4j.onnx;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether an encoder's graph masks padding: zeroes padded frames and takes padded keys away. */
public enum MaskUse {
    /** As the file does: it does if it was exported with an input for the mask. */
    @JsonProperty("exported")
    AS_EXPORTED,
    /** Always. */
    @JsonProperty("always")
    ALWAYS,
    /** Never: padding is treated as silence, as encoders with a group norm were trained. */
    @JsonProperty("never")
    NEVER
}
