package org.burst4j.graph;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.burst4j.graph.FlatGraphCheck.BrokenGraphException;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.autodiff.samediff.serde.FlatBuffersMapper;
import org.nd4j.graph.FlatArray;
import org.nd4j.graph.FlatGraph;
import org.nd4j.graph.FlatNode;
import org.nd4j.graph.FlatVariable;
import org.nd4j.graph.IntPair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Builds the graph of a flat-buffer file as {@code SameDiff.fromFlatBuffers} does, without updater
 * state, but reads each array from the file straight into its own memory: the stock reader holds
 * the whole file on the Java heap, twice while it reads, and converts number by number.
 */
final class FlatGraphReader {
    /** Files up to this size are read at once; of larger ones the graph's parts are mapped. */
    private static final long SMALL_BYTES = 1 << 26;

    private final FileChannel channel;
    private final ByteBuffer file;
    private final SameDiff sd = Graphs.create();
    private final Map<Long, String> namesByNumber = new HashMap<>();

    private FlatGraphReader(FileChannel channel, ByteBuffer file) {
        this.channel = channel;
        this.file = file;
    }

    /** Reads a graph; whatever is wrong with the file may come as any unchecked exception. */
    static SameDiff read(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < Long.BYTES || size > Integer.MAX_VALUE) {
                throw new BrokenGraphException(
                        "it has " + size + " bytes, expected 8 to " + Integer.MAX_VALUE);
            }
            ByteBuffer file =
                    size > SMALL_BYTES
                            ? channel.map(FileChannel.MapMode.READ_ONLY, 0, size)
                            : readAll(channel, (int) size);
            return new FlatGraphReader(channel, file).graph();
        }
    }

    private static ByteBuffer readAll(FileChannel channel, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, bytes.position()) < 0) {
                throw new BrokenGraphException("it became shorter while it was read");
            }
        }
        return bytes.flip();
    }

    private SameDiff graph() throws IOException {
        FlatGraph graph = FlatGraph.getRootAsFlatGraph(file);
        FlatGraphCheck.check(graph, file);
        boolean complete = false;
        try {
            for (int i = 0; i < graph.variablesLength(); i++) {
                variable(graph.variables(i));
            }
            for (int i = 0; i < graph.nodesLength(); i++) {
                operation(graph.nodes(i));
            }
            for (int i = 0; i < graph.lossVariablesLength(); i++) {
                sd.addLossVariable(graph.lossVariables(i));
            }
            if (graph.trainingConfig() != null) {
                sd.setTrainingConfig(TrainingConfig.fromJson(graph.trainingConfig()));
            }
            complete = true;
        } finally {
            if (!complete) {
                closeArrays();
            }
        }
        return sd;
    }

    private void variable(FlatVariable flat) throws IOException {
        String name = flat.name();
        if (name == null || sd.getVariables().containsKey(name)) {
            throw new BrokenGraphException("it has the variable " + name + " twice");
        }
        VariableType type = FlatBuffersMapper.fromVarType(flat.variabletype());
        long[] shape = new long[flat.shapeLength()];
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = flat.shape(axis);
        }
        DataType dataType = FlatBuffersMapper.getDataTypeFromByte(flat.dtype());
        Variable variable = add(new SDVariable(name, type, sd, shape, dataType));
        variable.setControlDeps(texts(flat.controlDepsLength(), flat::controlDeps));
        variable.setControlDepsForOp(texts(flat.controlDepForOpLength(), flat::controlDepForOp));
        variable.setControlDepsForVar(
                texts(flat.controlDepsForVarLength(), flat::controlDepsForVar));
        if (flat.ndarray() != null
                && (type == VariableType.VARIABLE || type == VariableType.CONSTANT)) {
            sd.setArrayForVariable(name, array(flat.ndarray()));
        }
        namesByNumber.put(number(flat.id()), name);
    }

    private Variable add(SDVariable variable) {
        Variable entry = Variable.builder().name(variable.name()).variable(variable).build();
        sd.getVariables().put(variable.name(), entry);
        return entry;
    }

    private INDArray array(FlatArray flat) throws IOException {
        int rank = (int) flat.shape(0);
        long[] shape = new long[rank];
        long[] strides = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            shape[axis] = flat.shape(1 + axis);
            strides[axis] = flat.shape(1 + rank + axis);
        }
        char order = flat.shape(flat.shapeLength() - 1) == 'c' ? 'c' : 'f';
        boolean plain =
                flat.bufferLength() > 0
                        && !FlatGraphCheck.isEmpty(flat)
                        && Arrays.equals(strides, Nd4j.getStrides(shape, order));
        // Host memory of other backends is a copy: there the stock way, array by array.
        if (!plain || !Nd4j.getEnvironment().isCPU()) {
            return Nd4j.createFromFlatArray(flat);
        }
        return ArrayBytes.read(
                channel,
                // A slice of the whole file: its position is the place in the file.
                flat.bufferAsByteBuffer().position(),
                FlatBuffersMapper.getDataTypeFromByte(flat.dtype()),
                shape,
                order,
                FlatBuffersMapper.getOrderFromByte(flat.byteOrder()));
    }

    private void operation(FlatNode flat) {
        DifferentialFunction function = FlatBuffersMapper.fromFlatNode(flat);
        String name = flat.name();
        if (name == null || sd.getOps().containsKey(name)) {
            throw new BrokenGraphException("it has the operation " + name + " twice");
        }
        function.setSameDiff(sd);
        function.setOwnName(name);
        SameDiffOp op = SameDiffOp.builder().name(name).op(function).build();
        sd.getOps().put(name, op);
        function.configureWithSameDiff(sd);
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < flat.inputPairedLength(); i++) {
            String input = namesByNumber.get(number(flat.inputPaired(i)));
            if (input == null) {
                throw new BrokenGraphException("operation " + name + " has an unknown input");
            }
            inputs.add(input);
            feeds(sd.getVariables().get(input), name);
        }
        op.setInputsToOp(inputs);
        op.setControlDeps(texts(flat.controlDepsLength(), flat::controlDeps));
        op.setVarControlDeps(texts(flat.varControlDepsLength(), flat::varControlDeps));
        op.setControlDepFor(texts(flat.controlDepForLength(), flat::controlDepFor));
        List<String> outputs = new ArrayList<>();
        for (int i = 0; i < flat.outputNamesLength(); i++) {
            String output = flat.outputNames(i);
            if (!sd.getVariables().containsKey(output)) {
                throw new BrokenGraphException("operation " + name + " has an unknown output");
            }
            outputs.add(output);
            sd.getVariables().get(output).setOutputOfOp(name);
            namesByNumber.putIfAbsent(number(flat.id(), i), output);
        }
        op.setOutputsOfOp(outputs);
    }

    private static void feeds(Variable variable, String operation) {
        if (variable.getInputsForOp() == null) {
            variable.setInputsForOp(new ArrayList<>());
        }
        if (!variable.getInputsForOp().contains(operation)) {
            variable.getInputsForOp().add(operation);
        }
    }

    /** Null instead of an empty list, as in a graph that was just built. */
    private static List<String> texts(int count, IntFunction<String> text) {
        if (count == 0) {
            return null;
        }
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(text.apply(i));
        }
        return texts;
    }

    private static long number(IntPair pair) {
        return number(pair.first(), pair.second());
    }

    private static long number(int id, int output) {
        return ((long) id << Integer.SIZE) | (output & 0xFFFFFFFFL);
    }

    private void closeArrays() {
        for (SDVariable variable : sd.variables()) {
            VariableType type = variable.getVariableType();
            if (type == VariableType.VARIABLE || type == VariableType.CONSTANT) {
                INDArray array = variable.getArr();
                if (array != null && array.closeable()) {
                    array.close();
                }
            }
        }
    }
}
