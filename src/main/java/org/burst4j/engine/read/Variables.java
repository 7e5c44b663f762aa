package org.burst4j.engine.read;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.ModelException;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.UnplannableGraphException;
import org.burst4j.engine.ir.Value;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What is known of a graph's variables while it is read: a value in the program, or numbers. */
final class Variables {
    /** Known arrays of different numbers become a concatenation of so many fills at most. */
    private static final long LARGEST_SPELLED_OUT = 256;

    private final SameDiff sd;
    private final ProgramBuilder builder;
    private final Map<String, Shape> placeholders;
    private final boolean whole;
    private final Map<String, Value> values = new HashMap<>();
    private final Map<String, INDArray> known = new HashMap<>();

    /**
     * Of a graph.
     *
     * @param whole whether the program is that of this graph; if not, the graph's own constants are
     *     nowhere when the program runs, and names mean nothing
     */
    Variables(SameDiff sd, ProgramBuilder builder, Map<String, Shape> placeholders, boolean whole) {
        this.sd = sd;
        this.builder = builder;
        this.placeholders = placeholders;
        this.whole = whole;
    }

    ProgramBuilder builder() {
        return builder;
    }

    SameDiff graph() {
        return sd;
    }

    /** A shape, if every size is at least 1. */
    static Shape shape(long... sizes) {
        if (Arrays.stream(sizes).anyMatch(size -> size < 1)) {
            throw new UnplannableGraphException(
                    "an array of the graph has the shape " + Arrays.toString(sizes));
        }
        return Shape.of(sizes);
    }

    boolean has(String name) {
        return values.containsKey(name) || known.containsKey(name);
    }

    /** The name that a result gets in the program. */
    String label(String name) {
        return whole ? name : "";
    }

    void put(String name, Value value) {
        values.put(name, value);
    }

    void know(String name, INDArray array) {
        known.put(name, array);
    }

    INDArray known(String name) {
        return known.get(name);
    }

    /** The data type of a variable, if a program can hold it. */
    DataType type(String name) {
        DataType type = sd.getVariable(name).dataType();
        boolean plannable =
                type == DataType.FLOAT
                        || type == DataType.BOOL
                        || (type != null && type.isIntType());
        if (!plannable) {
            throw new UnplannableGraphException("variable " + name + " is of type " + type);
        }
        return type;
    }

    /** A variable's value; known numbers are written into the program. */
    Value value(String name) {
        Value value = values.get(name);
        if (value == null) {
            value = spelledOut(name, known.get(name));
            values.put(name, value);
        }
        return value;
    }

    private Value spelledOut(String name, INDArray array) {
        Shape shape = shape(array.shape());
        if (array.dataType() != DataType.FLOAT) {
            return spelledOut(name, array.castTo(DataType.FLOAT));
        }
        if (isUniform(array)) {
            return add(name, new Op.Fill(shape, array.getFloat(0)));
        }
        if (array.length() > LARGEST_SPELLED_OUT) {
            throw new UnplannableGraphException(
                    "constant " + name + " of shape " + shape + " is computed by the graph");
        }
        float[] numbers = array.dup('c').data().asFloat();
        Value[] elements = new Value[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            elements[i] = builder.add(new Op.Fill(Shape.of(1), numbers[i]));
        }
        Value row = builder.addAll(new Op.Concat(0), List.of(elements)).get(0);
        return row.shape().equals(shape) ? row : add(name, new Op.Reshape(shape), row);
    }

    private Value add(String name, Op op, Value... operands) {
        return builder.addNamed(label(name), op, List.of(operands)).get(0);
    }

    /** Whether ND4J made up a constant's name, so that nobody looks for it by that. */
    private static boolean isNameless(String name) {
        return name.substring(name.lastIndexOf('/') + 1).startsWith("sd_var");
    }

    private static boolean isUniform(INDArray array) {
        long last = array.length() - 1;
        return array.getDouble(0) == array.getDouble(last)
                && array.minNumber().doubleValue() == array.maxNumber().doubleValue();
    }

    /** Takes a variable that no operation computes into the program. */
    void addLeaf(String name) {
        SDVariable variable = sd.getVariable(name);
        VariableType kind = variable.getVariableType();
        DataType type = type(name);
        if (kind == VariableType.PLACEHOLDER) {
            addPlaceholder(name, type);
        } else if (kind == VariableType.VARIABLE || kind == VariableType.CONSTANT) {
            addArray(name, variable, type);
        } else {
            throw new UnplannableGraphException("nothing computes variable " + name);
        }
    }

    private void addPlaceholder(String name, DataType type) {
        Shape shape = placeholders.get(name);
        if (shape == null) {
            throw new ModelException(
                    "the graph's input "
                            + name
                            + " has no shape; there are those of "
                            + placeholders.keySet(),
                    "Give an array for each input that the outputs need.");
        }
        if (type != DataType.FLOAT) {
            throw new UnplannableGraphException("input " + name + " is of type " + type);
        }
        values.put(name, builder.placeholder(name, shape));
    }

    private void addArray(String name, SDVariable variable, DataType type) {
        INDArray array = variable.getArr();
        if (array == null || array.isEmpty()) {
            throw new UnplannableGraphException("variable " + name + " has no numbers");
        }
        boolean constant = variable.getVariableType() == VariableType.CONSTANT;
        // What has a name may be a frozen weight, which later gets other numbers in its place.
        boolean factor = constant && (array.rank() == 0 || isNameless(name));
        if (type != DataType.FLOAT || !whole) {
            known.put(name, array); // nobody trains integers
        } else if (factor && isUniform(array)) {
            values.put(name, add(name, new Op.Fill(shape(array.shape()), array.getFloat(0))));
        } else {
            values.put(name, builder.weight(name, shape(array.shape())));
        }
    }
}
