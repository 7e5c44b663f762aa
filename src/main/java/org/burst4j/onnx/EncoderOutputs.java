package org.burst4j.onnx;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The values that an encoder makes in a graph.
 *
 * @param lastHiddenState [B,T,D], output of the last layer; padded frames hold values too
 * @param frameMask [B,T], 1 for frames that see real samples only, else 0
 * @param hiddenStates [B,T,D] each, as Hugging Face counts them: the input of the first layer, then
 *     the output of every layer, that of the last one after the norm that may follow it; the last
 *     one is {@code lastHiddenState}
 */
public record EncoderOutputs(
        SDVariable lastHiddenState, SDVariable frameMask, List<SDVariable> hiddenStates) {
    /** Copies the list. */
    public EncoderOutputs {
        hiddenStates = List.copyOf(hiddenStates);
    }
}
