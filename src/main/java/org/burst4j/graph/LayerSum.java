package org.burst4j.graph;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** A learnt mean over an encoder's layers. */
public final class LayerSum {
    private LayerSum() {}

    /**
     * Sum of the layers' states, weighted by the softmax of one number each: {@code sum_i
     * softmax(w)_i h_i} (Yang et al. 2021, SUPERB, section 3; {@code use_weighted_layer_sum} of
     * Hugging Face).
     *
     * @param sd the graph
     * @param states L+1 states [B,T,D], the first layer's input among them
     * @param weights w, [L+1]
     * @return [B,T,D]
     */
    public static SDVariable weighted(SameDiff sd, List<SDVariable> states, SDVariable weights) {
        int count = states.size();
        SDVariable shares = sd.nn().softmax(sd.reshape(weights, 1, count), 1); // [1,L+1]
        SDVariable[] all = states.toArray(new SDVariable[0]);
        // A product of matrices: the gradient of a broadcast factor is summed element by element.
        SDVariable stacked = sd.reshape(sd.stack(0, all), count, -1); // [L+1,B*T*D]
        SDVariable sum = sd.mmul(shares, stacked); // [1,B*T*D]
        return sd.reshape(sum, sd.shape(all[0])); // [B,T,D]
    }
}
