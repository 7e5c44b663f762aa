/**
 * Kernels of the planned engine: loops over the arrays' own memory that the JVM turns into vector
 * instructions, shared by a fixed number of threads. Plain Java; nothing is allocated in a run.
 */
package org.burst4j.engine.kernel;
