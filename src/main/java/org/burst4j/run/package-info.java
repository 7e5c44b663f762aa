/**
 * Whole runs: {@link org.burst4j.run.RunConfig} describes one completely, {@link
 * org.burst4j.run.TrainingRun} carries it out and fills its {@link org.burst4j.run.RunFolder}.
 */
package org.burst4j.run;
