package org.burst4j.graph;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.burst4j.ModelException;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Saves and loads inference graphs as files that stock {@code SameDiff.load} reads. */
public final class GraphFiles {
    /** Largest file: {@code SameDiff.load} holds it in one Java array, distances in it are int. */
    public static final long LARGEST_BYTES = (1L << 31) - (1 << 12);

    /** Room for operations, names and gaps between arrays; encoders take 1 to 2 MB. */
    private static final long GRAPH_BYTES = 1L << 26;

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
                if (array == null) {
                    continue; // saved without weights
                }
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
     * Whether {@link #save} can put a graph and its arrays into one file.
     *
     * @param sd the graph
     * @return false when its arrays are too large
     */
    public static boolean fits(SameDiff sd) {
        return describe(sd).bytes() <= LARGEST_BYTES - GRAPH_BYTES;
    }

    /**
     * Saves a graph without updater state. The file appears complete or not at all. Arrays are
     * streamed from their own memory; the heap holds the graph alone.
     *
     * @param sd the graph, of stock operations alone, without sequences and arrays of texts
     * @param path the file, replaced when it exists
     * @throws ModelException when the file would exceed {@link #LARGEST_BYTES} or an operation, a
     *     variable or a type is not what {@code SameDiff.load} reads
     * @throws org.burst4j.EnvironmentException when the file cannot be written
     */
    public static void save(SameDiff sd, Path path) {
        describe(sd);
        FlatGraphWriter.write(sd, path, variable -> true);
    }

    /**
     * Saves a graph whose VARIABLEs have no arrays, for weights that are kept elsewhere and may be
     * of any size. CONSTANTs keep theirs. A stock program that loads it has to set the arrays
     * before it runs the graph.
     *
     * @param sd the graph, as for {@link #save}
     * @param path the file, replaced when it exists
     * @throws ModelException as for {@link #save}
     * @throws org.burst4j.EnvironmentException when the file cannot be written
     */
    public static void saveWithoutWeights(SameDiff sd, Path path) {
        describe(sd);
        FlatGraphWriter.write(
                sd, path, variable -> variable.getVariableType() != VariableType.VARIABLE);
    }

    /**
     * Loads a graph, saved here or by {@code SameDiff.save}, without updater state. Each array is
     * read straight into its own memory.
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
            sd = FlatGraphReader.read(path);
        } catch (IOException | RuntimeException | AssertionError | StackOverflowError e) {
            // ND4J's classes check nothing: a broken file may show as anything.
            throw broken(path, e.toString(), e);
        }
        if (sd.variables().isEmpty()) {
            throw broken(path, "it holds no variables", null);
        }
        return sd;
    }

    private static ModelException broken(Path path, String why, Throwable cause) {
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
}
