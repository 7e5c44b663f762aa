package org.burst4j.train;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the learning rate moves within a stage, after a linear warm-up. */
public enum ScheduleRule {
    /** It stays. */
    @JsonProperty("constant")
    CONSTANT,
    /** Half a cosine down to 0 at the last step of the stage. */
    @JsonProperty("cosine")
    COSINE
}
