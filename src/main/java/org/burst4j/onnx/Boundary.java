package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.burst4j.ModelException;

/**
 * Which input of a graph is the audio and which the mask: by our names for them, else by what is
 * unambiguous. The audio is floating point; so may the mask be, if its name says that it is one.
 *
 * @param audio [B,S]
 * @param mask [B,S], or null where the file has none
 */
record Boundary(OnnxGraph.Input audio, OnnxGraph.Input mask) {
    private static final String AUDIO = "input_values";
    private static final String MASK = "attention_mask";

    static Boundary of(OnnxFile file) {
        List<OnnxGraph.Input> rest = new ArrayList<>(file.graph().inputs());
        OnnxGraph.Input audio = takeNamed(rest, AUDIO);
        OnnxGraph.Input mask = takeNamed(rest, MASK);
        if (mask == null) {
            mask = takeMask(rest, audio == null ? 1 : 0);
        }
        if (audio == null && rest.size() == 1 && !rest.get(0).type().integral()) {
            audio = rest.remove(0);
        }
        boolean sound =
                audio != null
                        && rest.isEmpty()
                        && !audio.type().integral()
                        && audio.shape().size() == 2
                        && (mask == null || mask.shape().size() == 2)
                        && file.graph().inputs().stream()
                                .noneMatch(input -> input.shape().contains(0L));
        if (!sound) {
            throw new ModelException(
                    file.name()
                            + " has the inputs "
                            + describe(file.graph().inputs())
                            + ", expected the audio, floating point [batch, samples], and at most a"
                            + " mask of the same shape",
                    "Export with input_names=[\"" + AUDIO + "\", \"" + MASK + "\"].");
        }
        return new Boundary(audio, mask);
    }

    private static OnnxGraph.Input takeNamed(List<OnnxGraph.Input> rest, String name) {
        for (OnnxGraph.Input input : rest) {
            if (input.name().equals(name)) {
                rest.remove(input);
                return input;
            }
        }
        return null;
    }

    /** The only one left that is called a mask, or else is of whole numbers or truth values. */
    private static OnnxGraph.Input takeMask(List<OnnxGraph.Input> rest, int others) {
        if (rest.size() != others + 1) {
            return null;
        }
        List<OnnxGraph.Input> named =
                rest.stream()
                        .filter(input -> input.name().toLowerCase(Locale.ROOT).contains("mask"))
                        .toList();
        List<OnnxGraph.Input> whole =
                rest.stream().filter(input -> input.type().integral()).toList();
        List<OnnxGraph.Input> found = named.size() == 1 ? named : whole;
        if (found.size() != 1) {
            return null;
        }
        rest.remove(found.get(0));
        return found.get(0);
    }

    private static List<String> describe(List<OnnxGraph.Input> inputs) {
        return inputs.stream()
                .map(input -> input.name() + " " + input.type() + input.shape())
                .toList();
    }

    /** Number of clips that the file is made for, or -1 if any. */
    int fixedBatch() {
        return fixed(0);
    }

    /** Number of samples that the file is made for, or -1 if any. */
    int fixedSamples() {
        return fixed(1);
    }

    private int fixed(int axis) {
        long size = audio.shape().get(axis);
        return (int) (size >= 0 || mask == null ? size : mask.shape().get(axis));
    }
}
