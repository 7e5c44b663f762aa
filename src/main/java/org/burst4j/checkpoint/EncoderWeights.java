package org.burst4j.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.burst4j.ModelException;

/**
 * Finds an encoder's parameters among the tensors of a checkpoint, whether it is the bare encoder
 * or one inside a model for a task, and whether PyTorch wrote weight norm in its old or new way.
 */
final class EncoderWeights {
    private static final String ANCHOR = "feature_projection.projection.weight";
    private static final Map<String, String> OLD_ENDINGS =
            Map.of(
                    ".parametrizations.weight.original0",
                    ".weight_g",
                    ".parametrizations.weight.original1",
                    ".weight_v");
    private static final int MOST_NAMED = 8;

    private final Map<String, StoredTensor> tensors;
    private final String prefix;
    private final Map<String, StoredTensor> used = new LinkedHashMap<>();
    private final Map<String, String> storedNames = new LinkedHashMap<>();
    private final List<String> missing = new ArrayList<>();

    EncoderWeights(ModelType type, Map<String, StoredTensor> tensors) {
        this.tensors = tensors;
        this.prefix = tensors.containsKey(type.prefix() + ANCHOR) ? type.prefix() : "";
    }

    /**
     * Takes a parameter by its name in Hugging Face's bare encoder. One that is missing is told of
     * by {@link #requireComplete()}, together with all others.
     */
    String take(String name, long... shape) {
        String stored = stored(name);
        if (stored == null) {
            missing.add(name);
        } else {
            StoredTensor tensor = tensors.get(stored);
            tensor.requireShape(stored, shape);
            used.put(name, tensor);
            storedNames.put(stored, name);
        }
        return name;
    }

    private String stored(String name) {
        if (tensors.containsKey(prefix + name)) {
            return prefix + name;
        }
        for (Map.Entry<String, String> ending : OLD_ENDINGS.entrySet()) {
            String old = prefix + name.replace(ending.getKey(), ending.getValue());
            if (name.endsWith(ending.getKey()) && tensors.containsKey(old)) {
                return old;
            }
        }
        return null;
    }

    /** Refuses a checkpoint that lacks parameters. */
    void requireComplete() {
        if (missing.isEmpty()) {
            return;
        }
        List<String> named = missing.subList(0, Math.min(MOST_NAMED, missing.size()));
        throw new ModelException(
                "the checkpoint lacks "
                        + missing.size()
                        + " of the encoder's parameters: "
                        + String.join(", ", named)
                        + (named.size() < missing.size() ? ", ..." : "")
                        + (prefix.isEmpty() ? "" : ", all expected after " + prefix),
                "config.json and the weights must belong to one model, with all its files.");
    }

    /** The parameters that were taken, in the order of the encoder, by their names in it. */
    Map<String, StoredTensor> used() {
        return used;
    }

    /** The tensors that were not taken, with the reason. */
    Map<String, String> ignored() {
        Map<String, String> ignored = new TreeMap<>();
        for (String stored : tensors.keySet()) {
            if (!storedNames.containsKey(stored)) {
                ignored.put(PickleGlobal.printable(stored), reason(stored));
            }
        }
        return ignored;
    }

    private String reason(String stored) {
        if (stored.endsWith("masked_spec_embed")) {
            return "only for masking in training";
        }
        if (stored.contains("quantizer.") || stored.startsWith("project_")) {
            return "only for pre-training";
        }
        if (!prefix.isEmpty() && !stored.startsWith(prefix)) {
            return "head of a task";
        }
        return "no parameter of this encoder";
    }
}
