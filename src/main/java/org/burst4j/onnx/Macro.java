package org.burst4j.onnx;

/** The large operations that the passes make, and the forms in which masks are applied. */
final class Macro {
    /** x, gamma, beta (both may be left out); attribute epsilon. */
    static final String LAYER_NORM = "burst4j.LayerNorm";

    /** x [B,T,C], gamma and beta of C elements; attribute epsilon. Over all T of each C. */
    static final String GROUP_NORM = "burst4j.GroupNorm";

    /** The same of x [B,C,T]. */
    static final String GROUP_NORM_NCW = "burst4j.GroupNormNcw";

    /** x [B,T,C]; attribute frames. Without so many frames at the end. */
    static final String CROP = "burst4j.Crop";

    /** The same of x [B,C,T]. */
    static final String CROP_NCW = "burst4j.CropNcw";

    /** g [1,1,k], v [out,in,k]: g v / |v|, with the length over the first two axes. */
    static final String WEIGHT_NORM = "burst4j.WeightNorm";

    /** x. */
    static final String GELU = "burst4j.Gelu";

    /** x, weight [in,out], bias (may be left out). */
    static final String LINEAR = "burst4j.Linear";

    /** x [B,T,C], mask arithmetic; attribute form. Padded frames become 0. */
    static final String ZERO_FRAMES = "burst4j.ZeroFrames";

    /** scores [B,H,T,T], mask arithmetic; attribute form. Padded keys get no weight. */
    static final String MASK_KEYS = "burst4j.MaskKeys";

    /** x, weight and bias of query, key, value and out, mask arithmetic; attributes heads, form. */
    static final String ATTENTION = "burst4j.Attention";

    /** x [B,T,Cin], weight [Cout,Cin/groups,k], bias; the attributes of Conv. */
    static final String CONV = "burst4j.Conv";

    /** [B,S] to [B,S,1]. */
    static final String ADD_CHANNEL = "burst4j.AddChannel";

    /** Zero, or masked, where the mask is true. */
    static final String WHERE_TRUE = "where true";

    /** Zero, or masked, where the mask is false. */
    static final String WHERE_FALSE = "where false";

    /** The mask is a factor of 0 or 1. */
    static final String FACTOR = "factor";

    /** The mask is a term of 0, or of a number so low that exp of it is 0. */
    static final String TERM = "term";

    /** At or below this, a term or filler takes all weight from a key: exp of it is 0. */
    static final double NO_WEIGHT = -1e4;

    private Macro() {}
}
