package org.burst4j.engine;

import java.util.Set;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.schedule.MemoryPlan;

/**
 * What a graph is compiled to for one set of shapes: what runs in which order, and where everything
 * lies. Not yet bound to memory.
 *
 * @param program the nodes
 * @param memory where values lie
 * @param lasting names of the outputs with arrays of their own
 */
record Plan(Program program, MemoryPlan memory, Set<String> lasting) {
    /** Bytes of the arena that a run needs. */
    long arenaBytes() {
        return memory.arenaElements() * Float.BYTES;
    }
}
