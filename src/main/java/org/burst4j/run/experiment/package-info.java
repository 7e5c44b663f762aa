/**
 * Many runs and their table: an {@link org.burst4j.run.experiment.ExperimentPlan} says what is run
 * where, an {@link org.burst4j.run.experiment.Experiment} carries it out, run by run and resumable,
 * and an {@link org.burst4j.run.experiment.ExperimentTable} compares the outcomes.
 */
package org.burst4j.run.experiment;
