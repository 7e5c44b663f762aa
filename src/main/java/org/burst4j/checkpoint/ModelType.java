package org.burst4j.checkpoint;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The kinds of encoders that can be exported, under the names of Hugging Face's classes. */
public enum ModelType {
    /** data2vec-audio: several positional convolutions, post-norm layers. */
    DATA2VEC_AUDIO("data2vec-audio", "data2vec_audio."),
    /** wav2vec 2.0, XLS-R among them: one weight-normed positional convolution. */
    WAV2VEC2("wav2vec2", "wav2vec2."),
    /** HuBERT: wav2vec 2.0's encoder, trained otherwise. */
    HUBERT("hubert", "hubert.");

    private final String text;
    private final String prefix;

    ModelType(String text, String prefix) {
        this.text = text;
        this.prefix = prefix;
    }

    /** What the names of the encoder's tensors begin with in a checkpoint with a task's head. */
    String prefix() {
        return prefix;
    }

    /** The type of a name in config.json, or null. */
    static ModelType of(String text) {
        return Arrays.stream(values())
                .filter(type -> type.text.equals(text))
                .findFirst()
                .orElse(null);
    }

    static String all() {
        return Arrays.stream(values()).map(type -> type.text).collect(Collectors.joining(", "));
    }

    /** The name in config.json. */
    @Override
    public String toString() {
        return text;
    }
}
