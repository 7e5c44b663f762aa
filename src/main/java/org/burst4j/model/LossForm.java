package org.burst4j.model;

/** For what a loss is computed: some settings hold in training alone. */
public enum LossForm {
    /** With class weights and label smoothing. */
    TRAINING,
    /** Without them where {@link TaskSettings#plainValidation} says so. */
    VALIDATION
}
