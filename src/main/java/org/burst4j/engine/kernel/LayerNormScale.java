package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import java.util.List;
import org.burst4j.engine.ir.Op;

/** Gamma and beta of a layer norm, repeated for each row of a block. */
final class LayerNormScale {
    private final FloatBuffer gamma;
    private final FloatBuffer beta;
    private final int columns;
    private final float[] gammas;
    private final float[] betas;

    /**
     * Finds them.
     *
     * @param op which of them there are
     * @param inputs they follow the first
     * @param columns elements of each
     * @param block elements of a block
     */
    LayerNormScale(Op.LayerNorm op, List<FloatBuffer> inputs, int columns, int block) {
        this.columns = columns;
        gamma = op.scaled() ? inputs.get(1) : null;
        beta = op.shifted() ? inputs.get(op.scaled() ? 2 : 1) : null;
        gammas = new float[op.scaled() ? block : 0];
        betas = new float[op.shifted() ? block : 0];
    }

    /** Reads them, once a run. */
    void read() {
        if (gamma != null) {
            Blocks.repeat(gamma, columns, gammas);
        }
        if (beta != null) {
            Blocks.repeat(beta, columns, betas);
        }
    }

    /** Normal values times gamma, plus beta, in place. */
    void apply(float[] values, int length) {
        if (gamma != null && beta != null) {
            NormLoops.scale(values, gammas, betas, values, length);
        } else if (gamma != null) {
            BinaryLoops.multiply(values, gammas, values, length);
        } else if (beta != null) {
            BinaryLoops.add(values, betas, values, length);
        }
    }

    /** Times gamma, in place. */
    void multiply(float[] values, int length) {
        if (gamma != null) {
            BinaryLoops.multiply(values, gammas, values, length);
        }
    }
}
