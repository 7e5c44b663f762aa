/**
 * Reads a SameDiff graph for given shapes into a {@link org.burst4j.engine.ir.Program}: sizes become
 * plain numbers on the way, and what the program has no operation for stays one of ND4J's.
 */
package org.burst4j.engine.read;
