package org.burst4j.onnx;

import java.util.Objects;

/**
 * How an encoder's graph is built.
 *
 * @param maskUse whether padding is masked inside the encoder
 * @param hooks what goes in for training
 */
public record EncoderOptions(MaskUse maskUse, EncoderHooks hooks) {
    /** As the file has it, nothing added. */
    public static final EncoderOptions AS_EXPORTED =
            new EncoderOptions(MaskUse.AS_EXPORTED, EncoderHooks.NONE);

    /** Refuses what is left out. */
    public EncoderOptions {
        Objects.requireNonNull(maskUse, "maskUse");
        Objects.requireNonNull(hooks, "hooks");
    }
}
