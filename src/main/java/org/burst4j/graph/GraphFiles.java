package org.burst4j.graph;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.burst4j.ModelException;
import org.burst4j.file.AtomicFiles;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Saves and loads inference graphs as files that stock {@code SameDiff.load} reads. */
public final class GraphFiles {
    /** The flat-buffer builder doubles its 2 GiB buffer: more than half of it does not fit. */
    public static final long LARGEST_BYTES = 1L << 30;

    private static final String STOCK_PACKAGE = "org.nd4j.";

    private GraphFiles() {}

    /**
     * What a graph is made of.
     *
     * @param inputs placeholder names
     * @param outputs names of results that no operation uses
     * @param parameters number of elements of all VARIABLEs
     * @param bytes bytes of all arrays
     * @param operations how often each operation occurs, by name
     */
    public record Description(
            List<String> inputs,
            List<String> outputs,
            long parameters,
            long bytes,
            Map<String, Integer> operations) {}

    /**
     * Describes a graph.
     *
     * @param sd the graph
     * @return its inputs, outputs, sizes and operations
     * @throws ModelException when an operation is a class of somebody's own, which another program
     *     would not know
     */
    public static Description describe(SameDiff sd) {
        Map<String, Integer> operations = new TreeMap<>();
        for (SameDiffOp op : sd.getOps().values()) {
            DifferentialFunction function = op.getOp();
            if (!function.getClass().getName().startsWith(STOCK_PACKAGE)) {
                throw new ModelException(
                        "operation "
                                + op.getName()
                                + " is a "
                                + function.getClass().getName()
                                + ", expected an operation of ND4J itself",
                        "Build it of stock operations: SameDiff clones and saves by name alone.");
            }
            operations.merge(function.opName(), 1, Integer::sum);
        }
        long parameters = 0;
        long bytes = 0;
        for (SDVariable variable : sd.variables()) {
            VariableType type = variable.getVariableType();
            if (type == VariableType.VARIABLE || type == VariableType.CONSTANT) {
                INDArray array = variable.getArr();
                bytes += array.length() * array.dataType().width();
                if (type == VariableType.VARIABLE) {
                    parameters += array.length();
                }
            }
        }
        return new Description(
                List.copyOf(sd.inputs()), outputs(sd), parameters, bytes, operations);
    }

    /**
     * Saves a graph without updater state. The file appears complete or not at all.
     *
     * @param sd the graph, of stock operations alone
     * @param path the file, replaced when it exists
     * @throws ModelException when the weights exceed {@link #LARGEST_BYTES}, an operation is not
     *     stock or the file cannot be written
     */
    public static void save(SameDiff sd, Path path) {
        checkSize(describe(sd).bytes(), path);
        AtomicFiles.write(
                path,
                channel -> {
                    try (OutputStream stream = new OpenStream(Channels.newOutputStream(channel))) {
                        sd.save(stream, false);
                    }
                });
    }

    /**
     * Loads a graph.
     *
     * @param path the file
     * @return the graph
     * @throws ModelException when the file cannot be read or holds no graph
     */
    public static SameDiff load(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new ModelException(path + " is no file", "Name the model.fb of a model folder.");
        }
        SameDiff sd;
        try {
            sd = SameDiff.load(path.toFile(), false);
        } catch (Exception e) {
            // The reader checks nothing and hides its checked exceptions: any may come.
            throw broken(path, e.toString(), e);
        }
        if (sd == null || sd.variables().isEmpty()) {
            throw broken(path, "it holds no variables", null);
        }
        return sd;
    }

    private static ModelException broken(Path path, String why, Exception cause) {
        return new ModelException(
                path + " cannot be loaded as a SameDiff graph: " + why,
                "Get the file again, or save it with ND4J 1.0.0-M2.1.",
                cause);
    }

    /** Outputs as set, else whatever no operation takes in. */
    private static List<String> outputs(SameDiff sd) {
        if (sd.outputs() != null) {
            return List.copyOf(sd.outputs());
        }
        return sd.variables().stream()
                .filter(variable -> variable.getVariableType() == VariableType.ARRAY)
                .map(SDVariable::name)
                .filter(name -> isEmpty(sd.getVariables().get(name).getInputsForOp()))
                .toList();
    }

    private static boolean isEmpty(List<String> names) {
        return names == null || names.isEmpty();
    }

    static void checkSize(long bytes, Path path) {
        if (bytes > LARGEST_BYTES) {
            throw new ModelException(
                    path
                            + " would hold "
                            + bytes
                            + " bytes of weights, but ND4J's flat-buffer files end at "
                            + LARGEST_BYTES,
                    "Save the weights as safetensors and build the graph when loading.");
        }
    }

    /** SameDiff closes what it writes to; the file must stay open to be synced. */
    private static final class OpenStream extends BufferedOutputStream {
        OpenStream(OutputStream out) {
            super(out);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
