package org.burst4j.engine;

import org.burst4j.engine.rewrite.Passes;

/** What runs the steps of a plan that are neither products nor convolutions. */
enum KernelChoice {
    /** Loops in Java over the arrays' memory: macros are recognised, element-wise steps fused. */
    JAVA,
    /** ND4J's operations, for devices whose memory Java cannot reach. */
    STOCK;

    /** The rewriting that fits. */
    Passes passes() {
        return this == JAVA ? Passes.all() : Passes.elementary();
    }
}
