/**
 * What a run leaves for people to read: {@link org.burst4j.report.Reports} writes {@code
 * report.html} and {@code plots/*.png} from a {@link org.burst4j.report.RunReport}, {@link
 * org.burst4j.report.ModelCard} words the model card, {@link org.burst4j.report.MetricsCsv} and
 * {@link org.burst4j.report.StepsCsv} write the tables that grow while training.
 */
package org.burst4j.report;
