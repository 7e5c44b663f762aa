package org.burst4j.train;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.data.Batch;
import org.burst4j.data.Clip;
import org.burst4j.data.Split;
import org.burst4j.graph.SafeTensors;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Arrays of PyTorch among the test's files. */
final class TorchArrays {
    private final Map<String, float[]> arrays = new LinkedHashMap<>();
    private final Map<String, long[]> shapes = new LinkedHashMap<>();

    /** Reads all arrays of some files of a folder of resources. */
    TorchArrays(String folder, List<String> files) {
        for (String name : files) {
            try (SafeTensors tensors = SafeTensors.open(file(folder + name + ".safetensors"))) {
                for (String key : tensors.names()) {
                    shapes.put(key, tensors.shape(key));
                    try (INDArray array = tensors.read(key)) {
                        arrays.put(key, array.data().asFloat());
                    }
                }
            }
        }
    }

    static Path file(String resource) {
        try {
            return Path.of(TorchArrays.class.getResource(resource).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    float[] numbers(String name) {
        return arrays.get(name).clone();
    }

    long[] shape(String name) {
        return shapes.get(name).clone();
    }

    /** The first rows of one batch of an array [N,B,...]. */
    float[] rows(String name, int number, int clips) {
        long[] shape = shapes.get(name);
        int width = 1;
        for (int axis = 2; axis < shape.length; axis++) {
            width *= (int) shape[axis];
        }
        int start = number * (int) shape[1] * width;
        return Arrays.copyOfRange(arrays.get(name), start, start + clips * width);
    }

    /** A batch of the audio in {@code input} and {@code lengths} here, with labels by task. */
    Batch batch(int number, int clips, Map<String, float[]> targets) {
        float[] lengths = rows("lengths", number, clips);
        int[] lengthsSamples = new int[clips];
        for (int row = 0; row < clips; row++) {
            lengthsSamples[row] = (int) lengths[row];
        }
        List<Clip> named = new ArrayList<>();
        for (int row = 0; row < clips; row++) {
            String id = number + "-" + row;
            Map<String, float[]> own = new LinkedHashMap<>();
            for (Map.Entry<String, float[]> all : targets.entrySet()) {
                int width = all.getValue().length / clips;
                own.put(
                        all.getKey(),
                        Arrays.copyOfRange(all.getValue(), row * width, (row + 1) * width));
            }
            named.add(new Clip(id, Path.of(id + ".wav"), Split.TRAIN, null, own));
        }
        int samples = (int) shapes.get("input")[2];
        return new Batch(named, samples, rows("input", number, clips), lengthsSamples, targets);
    }
}
