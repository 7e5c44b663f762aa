package org.burst4j.graph;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.nd4j.autodiff.samediff.serde.FlatBuffersMapper;
import org.nd4j.graph.FlatArray;
import org.nd4j.graph.FlatGraph;
import org.nd4j.graph.FlatNode;
import org.nd4j.graph.FlatProperties;
import org.nd4j.graph.FlatVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.api.shape.options.ArrayOptionsHelper;

/**
 * Checks that what a flat-buffer graph asks for is in the file: the classes that read it allocate
 * whatever length they find, and hand shapes and strides to native code as they are. A distance
 * that leaves the file is caught by the buffer itself.
 *
 * <p>Together the parts may not have more bytes than the file. So a file whose parts all point at
 * one large part does not become many times its size in memory.
 */
final class FlatGraphCheck {
    private static final int MAXIMUM_RANK = 32;

    private final int size;
    private long budget;

    private FlatGraphCheck(int size) {
        this.size = size;
        this.budget = size;
    }

    /** A graph that cannot be what a program wrote. */
    static final class BrokenGraphException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokenGraphException(String problem) {
            super(problem);
        }
    }

    static void check(FlatGraph graph, ByteBuffer file) {
        new FlatGraphCheck(file.limit()).graph(graph);
    }

    private void graph(FlatGraph graph) {
        take("variables", graph.variablesLength(), Integer.BYTES);
        for (int i = 0; i < graph.variablesLength(); i++) {
            variable(graph.variables(i));
        }
        take("operations", graph.nodesLength(), Integer.BYTES);
        for (int i = 0; i < graph.nodesLength(); i++) {
            node(graph.nodes(i));
        }
        take("placeholders", graph.placeholdersLength(), Integer.BYTES);
        take("loss variables", graph.lossVariablesLength(), Integer.BYTES);
        for (int i = 0; i < graph.lossVariablesLength(); i++) {
            text(graph.lossVariables(i));
        }
        text(graph.trainingConfig());
    }

    private void variable(FlatVariable variable) {
        text(variable.name());
        take("dimensions", variable.shapeLength(), Long.BYTES);
        FlatArray array = variable.ndarray();
        if (array != null) {
            array(array);
        }
        int after = variable.controlDepsLength();
        take("control dependencies", after, Integer.BYTES);
        for (int i = 0; i < after; i++) {
            text(variable.controlDeps(i));
        }
        int forOperations = variable.controlDepForOpLength();
        take("control dependencies", forOperations, Integer.BYTES);
        for (int i = 0; i < forOperations; i++) {
            text(variable.controlDepForOp(i));
        }
        int forVariables = variable.controlDepsForVarLength();
        take("control dependencies", forVariables, Integer.BYTES);
        for (int i = 0; i < forVariables; i++) {
            text(variable.controlDepsForVar(i));
        }
    }

    private void node(FlatNode node) {
        text(node.name());
        text(node.opName());
        take("inputs", node.inputLength(), Integer.BYTES);
        take("inputs", node.inputPairedLength(), Integer.BYTES);
        take("outputs", node.outputLength(), Integer.BYTES);
        take("parameters", node.extraParamsLength(), Double.BYTES);
        take("integers", node.extraIntegerLength(), Long.BYTES);
        take("booleans", node.extraBoolsLength(), 1);
        take("dimensions", node.dimensionsLength(), Integer.BYTES);
        take("output types", node.outputTypesLength(), 1);
        take("types", node.extraTypesLength(), 1);
        take("output names", node.outputNamesLength(), Integer.BYTES);
        for (int i = 0; i < node.outputNamesLength(); i++) {
            text(node.outputNames(i));
        }
        take("texts", node.extraStringsLength(), Integer.BYTES);
        for (int i = 0; i < node.extraStringsLength(); i++) {
            text(node.extraStrings(i));
        }
        take("control dependencies", node.controlDepsLength(), Integer.BYTES);
        for (int i = 0; i < node.controlDepsLength(); i++) {
            text(node.controlDeps(i));
        }
        take("control dependencies", node.varControlDepsLength(), Integer.BYTES);
        for (int i = 0; i < node.varControlDepsLength(); i++) {
            text(node.varControlDeps(i));
        }
        take("control dependencies", node.controlDepForLength(), Integer.BYTES);
        for (int i = 0; i < node.controlDepForLength(); i++) {
            text(node.controlDepFor(i));
        }
        if (node.scalar() != null) {
            array(node.scalar());
        }
        take("properties", node.propertiesLength(), Integer.BYTES);
        for (int i = 0; i < node.propertiesLength(); i++) {
            property(node.properties(i));
        }
    }

    private void property(FlatProperties property) {
        text(property.name());
        take("integers", property.iLength(), Integer.BYTES);
        take("longs", property.lLength(), Long.BYTES);
        take("doubles", property.dLength(), Double.BYTES);
        take("booleans", property.bLength(), 1);
        take("texts", property.sLength(), Integer.BYTES);
        for (int i = 0; i < property.sLength(); i++) {
            text(property.s(i));
        }
        take("arrays", property.aLength(), Integer.BYTES);
        for (int i = 0; i < property.aLength(); i++) {
            array(property.a(i));
        }
        int rank = property.shapeLength();
        take("dimensions", rank, Integer.BYTES);
        long elements = 1;
        for (int i = 0; i < rank; i++) {
            elements = product(elements, property.shape(i));
        }
        int[] lengths = {
            property.iLength(),
            property.lLength(),
            property.dLength(),
            property.bLength(),
            property.sLength(),
            property.aLength()
        };
        if (rank > 0 && elements != Arrays.stream(lengths).max().orElseThrow()) {
            throw new BrokenGraphException(
                    "property " + property.name() + " has not the elements of its shape");
        }
    }

    private void array(FlatArray array) {
        long rank = array.shape(0);
        if (rank < 0 || rank > MAXIMUM_RANK || array.shapeLength() != Shape.shapeInfoLength(rank)) {
            throw new BrokenGraphException("an array has the rank " + rank);
        }
        take("shape numbers", array.shapeLength(), Long.BYTES);
        take("array bytes", array.bufferLength(), 1);
        long elements = 1;
        long last = 0;
        for (int axis = 1; axis <= rank; axis++) {
            long length = array.shape(axis);
            long stride = array.shape((int) rank + axis);
            elements = product(elements, length);
            // A stride of an axis of length 1 is never used.
            last = Math.addExact(last, length > 1 ? product(length - 1, stride) : 0);
        }
        DataType type = FlatBuffersMapper.getDataTypeFromByte(array.dtype());
        boolean empty = isEmpty(array);
        if (empty && rank > 0 && elements != 0) {
            throw new BrokenGraphException("an array is empty and has " + elements + " elements");
        }
        if (empty || elements == 0) {
            return;
        }
        if (!ArrayBytes.stored(type)) {
            throw new BrokenGraphException("an array is of type " + type);
        }
        if (product(elements, type.width()) != array.bufferLength() || last >= elements) {
            throw new BrokenGraphException(
                    "an array has "
                            + array.bufferLength()
                            + " bytes for "
                            + elements
                            + " elements of type "
                            + type
                            + ", the last at "
                            + last);
        }
    }

    static boolean isEmpty(FlatArray array) {
        long options = array.shape(array.shapeLength() - 3);
        return (options & ArrayOptionsHelper.ATYPE_EMPTY_BIT) != 0;
    }

    private static long product(long a, long b) {
        long product = a * b;
        if (a < 0 || b < 0 || a > Integer.MAX_VALUE || b > Integer.MAX_VALUE) {
            throw new BrokenGraphException("a shape has the length " + (a < 0 ? a : b));
        }
        return product;
    }

    private void text(String text) {
        if (text != null) {
            take("characters", text.length(), 1);
        }
    }

    private void take(String what, int count, int bytesEach) {
        long bytes = (long) count * bytesEach;
        if (count < 0 || bytes > size) {
            throw new BrokenGraphException("it names " + count + " " + what);
        }
        budget -= bytes;
        if (budget < 0) {
            throw new BrokenGraphException("its parts have more bytes than the file");
        }
    }
}
