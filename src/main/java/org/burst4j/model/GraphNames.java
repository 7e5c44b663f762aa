package org.burst4j.model;

/**
 * The fixed names of a graph's inputs, outputs and weights; files and other programs rely on them.
 */
public final class GraphNames {
    /** Input: waveforms, [B, S] float, zero mean and unit variance over each clip, then zeros. */
    public static final String INPUT_VALUES = "input_values";

    /** Input: 1 for a clip's own samples, 0 for padding, [B, S] float. */
    public static final String ATTENTION_MASK = "attention_mask";

    /** Output: the encoder's last layer, [B, T, D] float. */
    public static final String LAST_HIDDEN_STATE = "last_hidden_state";

    /** Output: 1 for a clip's own frames, 0 for padding, [B, T] float. */
    public static final String FRAME_MASK = "frame_mask";

    /** Output: the mean of the frames, [B, D] float. */
    public static final String EMBEDDING = "embedding";

    /** Prefix of the names of the encoder's weights; the checkpoint's own names follow. */
    public static final String ENCODER_PREFIX = "encoder/";

    /** Weight of training graphs: what frames masked by SpecAugment become, [D] float. */
    public static final String MASKED_FRAME = ENCODER_PREFIX + "masked_spec_embed";

    /**
     * Weight: one number for each of the encoder's states, of which the softmax is taken, [L+1].
     */
    public static final String LAYER_WEIGHTS = "encoder_layers/weights";

    /** Input of training graphs with SpecAugment: 1 for masked frames, [B, T] float. */
    public static final String FRAME_SPANS = "spec_augment/time";

    /** Input of training graphs with SpecAugment: 1 for masked features, [B, D] float. */
    public static final String FEATURE_SPANS = "spec_augment/feature";

    /** Input of {@link EmbeddingGraph}: the gradient of a loss by the embedding, [B, D] float. */
    public static final String EMBEDDING_GRADIENT = "embedding_gradient";

    /** Output of {@link EmbeddingGraph}: the sum of embedding times its gradient, a scalar. */
    public static final String EMBEDDING_LOSS = "embedding_loss";

    /** Input of training graphs that ask for it: share of all stages' steps done, a scalar. */
    public static final String PROGRESS = "training_progress";

    /** Variable of Burst2Vec graphs: the projected embedding, [B, P] float. */
    public static final String PROJECTED = "features/projected";

    /** Variable of Burst2Vec graphs: the features that all tasks share, [B, P] float. */
    public static final String SHARED = "features/shared";

    /** Output of training graphs: the joined loss, a scalar. */
    public static final String LOSS = "loss";

    private GraphNames() {}

    /**
     * Output of encoder graphs: a hidden state, [B, T, D] float.
     *
     * @param layer 0 for the first layer's input, then the number of a layer, from 1
     * @return {@code hidden_states/<layer>}
     */
    public static String hiddenState(int layer) {
        return "hidden_states/" + layer;
    }

    /**
     * Output: what a head puts out, [B, K] float.
     *
     * @param task name of the task
     * @return {@code <task>/logits}
     */
    public static String logits(String task) {
        return task + "/logits";
    }

    /**
     * Output: regression scores in label units or class probabilities, [B, K] float.
     *
     * @param task name of the task
     * @return {@code <task>/score}
     */
    public static String score(String task) {
        return task + "/score";
    }

    /**
     * Prefix of a head's weights.
     *
     * @param task name of the task
     * @return {@code heads/<task>}
     */
    public static String head(String task) {
        return "heads/" + task;
    }

    /**
     * Output of training graphs: a task's own loss, a scalar.
     *
     * @param task name of the task
     * @return {@code loss/<task>}
     */
    public static String loss(String task) {
        return "loss/" + task;
    }

    /**
     * Weight of training graphs: the log of a task's uncertainty, a scalar.
     *
     * @param task name of the task
     * @return {@code log_sigma/<task>}
     */
    public static String logSigma(String task) {
        return "log_sigma/" + task;
    }

    /**
     * Input of training graphs: labels, [B, K]; one-hot for classes; 0 where missing.
     *
     * @param task name of the task
     * @return {@code target/<task>}
     */
    public static String target(String task) {
        return "target/" + task;
    }

    /**
     * Input of training graphs: 1 where a label is there, [B, K] for regression, [B] for classes.
     *
     * @param task name of the task
     * @return {@code mask/<task>}
     */
    public static String mask(String task) {
        return "mask/" + task;
    }

    /**
     * Variable of Burst2Vec graphs: the features of one task alone, [B, P] float.
     *
     * @param task name of the task
     * @return {@code features/<task>/specific}
     */
    public static String specific(String task) {
        return "features/" + task + "/specific";
    }

    /**
     * Variable of Burst2Vec graphs: shared and specific features combined, [B, P] float.
     *
     * @param task name of the task
     * @return {@code features/<task>/combined}
     */
    public static String combined(String task) {
        return "features/" + task + "/combined";
    }

    /**
     * Output of training graphs: a further number of a task's batch, a scalar.
     *
     * @param task name of the task
     * @param term name of the number
     * @return {@code term/<task>/<term>}
     */
    public static String term(String task, String term) {
        return "term/" + task + "/" + term;
    }
}
