/**
 * The planned engine's form of a graph: values of fixed shapes, and operations between them in the
 * order in which they run. Plain Java; what reads, rewrites, differentiates, schedules and runs it
 * is in the packages beside.
 */
package org.burst4j.engine.ir;
