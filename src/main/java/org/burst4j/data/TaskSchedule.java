package org.burst4j.data;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which tasks a training batch is for. */
public enum TaskSchedule {
    /** All of them. */
    @JsonProperty("joint")
    JOINT,
    /** One, the tasks taking turns (Anuchitanukul and Specia 2022, appendix C). */
    @JsonProperty("roundRobin")
    ROUND_ROBIN,
    /** One, in random order; in an epoch each task has as many batches as with turns. */
    @JsonProperty("random")
    RANDOM
}
