package org.burst4j.engine.rewrite;

import org.burst4j.engine.ir.Program;

/**
 * Finds norms, GELU, dropout, attention and grouped convolutions in their elementary operations, in
 * which graphs of {@code org.burst4j.graph} are built. What is not found stays as it is, and is
 * right, only slower.
 */
public final class RecogniseMacros implements Pass {
    private final Pass single =
            new Rewriter(
                    new RecogniseGelu(),
                    new RecogniseDropout(),
                    new RecogniseGroupNorm(),
                    new RecogniseLayerNorm(),
                    new RecogniseAttention(),
                    new RecogniseGroupedConv());
    private final Pass joined = new JoinGelu();

    @Override
    public Program apply(Program program) {
        return joined.apply(single.apply(program));
    }
}
