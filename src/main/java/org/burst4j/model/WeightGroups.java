package org.burst4j.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.burst4j.ConfigException;
import org.burst4j.onnx.OnnxEncoder;

/**
 * The groups of a net's weights, by which they are frozen or learn at rates of their own: {@code
 * convs}, {@code projection}, {@code spec_augment} (what masked frames become), {@code positional}
 * and {@code layer.0} and on in the encoder; {@code layer_sum}, {@code heads} and {@code log_sigma}
 * above it. Settings may also say {@code encoder} for all of its groups and {@code layer.2-5} for
 * several layers.
 */
public final class WeightGroups {
    /** All groups of the encoder. */
    public static final String ENCODER = "encoder";

    private static final String LAYER = "layer.";
    private static final Pattern RANGE = Pattern.compile("layer\\.(\\d{1,4})-(\\d{1,4})");

    private final Map<String, String> groupByWeight = new LinkedHashMap<>();
    private final Set<String> encoderGroups = new LinkedHashSet<>();

    /**
     * Sorts weights into groups.
     *
     * @param weights names of all weights of a net
     */
    public WeightGroups(Collection<String> weights) {
        for (String weight : weights) {
            String group = group(weight);
            groupByWeight.put(weight, group);
            if (weight.startsWith(GraphNames.ENCODER_PREFIX)) {
                encoderGroups.add(group);
            }
        }
    }

    private static String group(String weight) {
        if (weight.equals(GraphNames.MASKED_FRAME)) {
            return "spec_augment";
        }
        if (weight.startsWith(GraphNames.ENCODER_PREFIX)) {
            return OnnxEncoder.groupOf(weight.substring(GraphNames.ENCODER_PREFIX.length()));
        }
        return weight.equals(GraphNames.LAYER_WEIGHTS)
                ? "layer_sum"
                : weight.substring(0, weight.indexOf('/'));
    }

    /**
     * The weights of the encoder that some settings freeze.
     *
     * @param words groups of the encoder, ranges of its layers, or {@link #ENCODER}
     * @return their names
     * @throws ConfigException if there is no such group in the encoder
     */
    public Set<String> frozen(Collection<String> words) {
        Set<String> groups = new LinkedHashSet<>();
        words.forEach(word -> groups.addAll(expand(word, encoderGroups)));
        Set<String> frozen = new LinkedHashSet<>();
        groupByWeight.forEach(
                (weight, group) -> {
                    if (groups.contains(group)) {
                        frozen.add(weight);
                    }
                });
        return frozen;
    }

    /**
     * What the learning rate of each weight is multiplied by: first the decay over the layers
     * (BEiT: Bao et al. 2022, table 9; Clark et al. 2020), decay^(L - N) for layer N of L and
     * decay^(L + 1) for what lies before the layers, then the factors given, which replace it.
     *
     * @param factors by group, range of layers or {@link #ENCODER}; later ones win
     * @param layerDecay from above 0 to 1; 1: none
     * @return a factor for every weight
     * @throws ConfigException if there is no such group
     */
    public Map<String, Double> learningRateFactors(Map<String, Double> factors, double layerDecay) {
        Map<String, Double> byGroup = new LinkedHashMap<>();
        Set<String> all = new LinkedHashSet<>(groupByWeight.values());
        long layers = encoderGroups.stream().filter(group -> group.startsWith(LAYER)).count();
        for (String group : all) {
            double power = 0;
            if (group.startsWith(LAYER)) {
                power = layers - Double.parseDouble(group.substring(LAYER.length()));
            } else if (encoderGroups.contains(group)) {
                power = layers + 1;
            }
            byGroup.put(group, Math.pow(layerDecay, power));
        }
        factors.forEach(
                (word, factor) -> expand(word, all).forEach(group -> byGroup.put(group, factor)));
        Map<String, Double> byWeight = new LinkedHashMap<>();
        groupByWeight.forEach((weight, group) -> byWeight.put(weight, byGroup.get(group)));
        return byWeight;
    }

    private List<String> expand(String word, Set<String> known) {
        if (word.equals(ENCODER)) {
            return List.copyOf(encoderGroups);
        }
        List<String> groups = new ArrayList<>();
        Matcher range = RANGE.matcher(word);
        if (range.matches()) {
            int last = Integer.parseInt(range.group(2));
            for (int layer = Integer.parseInt(range.group(1)); layer <= last; layer++) {
                groups.add(LAYER + layer);
            }
        } else {
            groups.add(word);
        }
        if (groups.isEmpty() || !known.containsAll(groups)) {
            throw new ConfigException(
                    "there is no group '" + word + "' of weights",
                    "There are "
                            + ENCODER
                            + ", "
                            + String.join(", ", known)
                            + " and ranges such"
                            + " as layer.0-1.");
        }
        return groups;
    }
}
