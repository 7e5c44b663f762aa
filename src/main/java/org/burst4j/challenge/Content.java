package org.burst4j.challenge;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the cells of a submission's columns hold. */
public enum Content {
    /** A predicted number, one column a label. */
    @JsonProperty("value")
    VALUE,
    /** The name of the predicted class, in one column. */
    @JsonProperty("class_name")
    CLASS_NAME,
    /** The place, from 0, of the predicted class in the challenge's own list, in one column. */
    @JsonProperty("class_code")
    CLASS_CODE
}
