package org.burst4j.metric;

/** What a class without a single clip in the ground truth does to the unweighted average recall. */
public enum AbsentClasses {
    /** It is left out of the mean, since it has no recall. The default here. */
    LEFT_OUT,
    /**
     * It counts 0 if some clip was predicted to be of it, and is left out otherwise: scikit-learn's
     * {@code recall_score(average='macro', zero_division=0)} without {@code labels}.
     */
    ZERO_IF_PREDICTED,
    /** It counts 0: the released code of Hallmen et al. 2022. */
    ZERO
}
