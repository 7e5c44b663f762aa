package org.burst4j.task;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The two kinds of task. */
public enum TaskKind {
    /** Several numbers a clip, each with its own ground truth; scored by CCC (or MAE). */
    @JsonProperty("regression")
    REGRESSION,
    /** One of several classes a clip; scored by unweighted average recall. */
    @JsonProperty("classes")
    CLASSES
}
