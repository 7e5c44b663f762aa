package org.burst4j.checkpoint;

/**
 * How an encoder is written.
 *
 * @param mask whether the file has the input {@code attention_mask}
 * @param hiddenStates whether it has the outputs {@code hidden_states.0} to {@code
 *     hidden_states.L}: what the first layer reads, and what each layer gives, before the last norm
 *     of encoders with pre-norm layers
 * @param half whether weights are stored in half precision; the arithmetic stays in float
 * @param externalData whether weights go into a second file, named like the first with {@code
 *     .data} after it; those of more than 2 GB do in any case
 * @param overwrite whether files that are there are replaced
 */
public record ExportOptions(
        Mask mask, boolean hiddenStates, boolean half, boolean externalData, boolean overwrite) {
    /** Float weights in one file, the mask as the checkpoint says, nothing replaced. */
    public static final ExportOptions DEFAULTS =
            new ExportOptions(Mask.AUTO, false, false, false, false);

    /** Whether there is an input {@code attention_mask}. */
    public enum Mask {
        /** As preprocessor_config.json says whether the encoder was trained with one. */
        AUTO,
        /** There is. */
        YES,
        /** There is none: padding is heard as silence. */
        NO
    }
}
