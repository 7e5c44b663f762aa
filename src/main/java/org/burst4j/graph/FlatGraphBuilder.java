package org.burst4j.graph;

import com.google.flatbuffers.FlatBufferBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.commons.lang3.ArrayUtils;
import org.burst4j.ModelException;
import org.nd4j.autodiff.execution.conf.ExecutionMode;
import org.nd4j.autodiff.execution.conf.ExecutorConfiguration;
import org.nd4j.autodiff.execution.conf.OutputMode;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.autodiff.samediff.serde.FlatBuffersMapper;
import org.nd4j.graph.FlatArray;
import org.nd4j.graph.FlatGraph;
import org.nd4j.graph.FlatVariable;
import org.nd4j.graph.IntPair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;

/**
 * The flat-buffer form of a graph with the bytes of its arrays left out: what {@code
 * SameDiff.asFlatBuffers} writes, but for each array only its shape and a place for the distance to
 * its bytes. Those may then follow anywhere behind, so that they never pass through the Java heap.
 */
final class FlatGraphBuilder {
    /** Field number 1 of a FlatArray, the vector of bytes: its entry in the table's directory. */
    private static final int BUFFER_FIELD = 6;

    private final SameDiff sd;
    private final Predicate<SDVariable> keepsArray;
    private final FlatBufferBuilder builder = new FlatBufferBuilder(1 << 20);
    private final AtomicInteger ids = new AtomicInteger();
    private final IdentityHashMap<DifferentialFunction, Integer> operationIds =
            new IdentityHashMap<>();
    private final Map<String, Integer> variableIds = new LinkedHashMap<>();
    private final Map<String, Integer> arrayOffsets = new LinkedHashMap<>();
    private final int noBytes = FlatArray.createBufferVector(builder, new byte[0]);

    private FlatGraphBuilder(SameDiff sd, Predicate<SDVariable> keepsArray) {
        this.sd = sd;
        this.keepsArray = keepsArray;
    }

    /**
     * A graph without its arrays' bytes.
     *
     * @param bytes the flat buffer, little endian, from 0 to its limit
     * @param arrays for each variable whose bytes are to follow the place of the distance to them
     */
    record Skeleton(ByteBuffer bytes, Map<String, Integer> arrays) {
        /** Notes that a variable's bytes, led by their length, begin at a position of the file. */
        void point(String variable, long position) {
            int field = arrays.get(variable);
            bytes.putInt(field, Math.toIntExact(position - field));
        }
    }

    /** Writes all but the arrays; variables that the predicate refuses are left without any. */
    static Skeleton build(SameDiff sd, Predicate<SDVariable> keepsArray) {
        return new FlatGraphBuilder(sd, keepsArray).build();
    }

    private Skeleton build() {
        List<SDVariable> variables = new ArrayList<>(sd.variables());
        int[] flatVariables = variables.stream().mapToInt(this::variable).toArray();
        Map<String, Integer> forward = new LinkedHashMap<>();
        Map<String, Integer> frames = new LinkedHashMap<>();
        List<Integer> nodes = new ArrayList<>();
        for (SameDiffOp op : sd.getOps().values()) {
            DifferentialFunction function = op.getOp();
            nodes.add(
                    FlatBuffersMapper.asFlatNode(
                            sd,
                            function,
                            builder,
                            variables,
                            variableIds,
                            forward,
                            frames,
                            ids,
                            operationIds.get(function)));
        }
        int outputs = FlatGraph.createOutputsVector(builder, new int[0]);
        int variablesVector = FlatGraph.createVariablesVector(builder, flatVariables);
        int nodesVector =
                FlatGraph.createNodesVector(
                        builder, nodes.stream().mapToInt(Integer::intValue).toArray());
        int placeholders =
                FlatGraph.createPlaceholdersVector(
                        builder,
                        variables.stream()
                                .filter(SDVariable::isPlaceHolder)
                                .mapToInt(variable -> builder.createString(variable.name()))
                                .toArray());
        List<String> losses = sd.getLossVariables() == null ? List.of() : sd.getLossVariables();
        int lossVector = FlatGraph.createLossVariablesVector(builder, strings(losses));
        int training =
                sd.getTrainingConfig() == null
                        ? 0
                        : builder.createString(sd.getTrainingConfig().toJson());
        int configuration = configuration().getFlatConfiguration(builder);
        builder.finish(
                FlatGraph.createFlatGraph(
                        builder,
                        0,
                        variablesVector,
                        nodesVector,
                        outputs,
                        configuration,
                        placeholders,
                        lossVector,
                        training,
                        0,
                        0));
        return skeleton();
    }

    /** The builder counts from the end of its buffer, files from their start. */
    private Skeleton skeleton() {
        ByteBuffer bytes = ByteBuffer.wrap(builder.sizedByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        Map<String, Integer> fields = new LinkedHashMap<>();
        arrayOffsets.forEach(
                (name, offset) -> {
                    int table = bytes.limit() - offset;
                    int directory = table - bytes.getInt(table);
                    fields.put(name, table + bytes.getShort(directory + BUFFER_FIELD));
                });
        return new Skeleton(bytes, fields);
    }

    private int variable(SDVariable variable) {
        Variable entry = sd.getVariables().get(variable.name());
        VariableType type = variable.getVariableType();
        if (type == VariableType.SEQUENCE) {
            throw new ModelException(
                    "variable " + variable.name() + " is a sequence of arrays",
                    "Graph files hold single arrays: unstack it.");
        }
        int id = id(variable, entry);
        variableIds.put(variable.name(), id);
        int outputNumber = outputNumber(variable, entry);
        int name = builder.createString(variable.name());
        int pair = IntPair.createIntPair(builder, id, outputNumber);
        int array = 0;
        if ((type == VariableType.VARIABLE || type == VariableType.CONSTANT)
                && variable.getArr() != null
                && keepsArray.test(variable)) {
            array = array(variable.name(), variable.getArr());
        }
        int shape = 0;
        if (type == VariableType.PLACEHOLDER && variable.getShape() != null) {
            shape = FlatVariable.createShapeVector(builder, variable.getShape());
        }
        int after = names(entry.getControlDeps());
        int afterForOperations = names(entry.getControlDepsForOp());
        int afterForVariables = names(entry.getControlDepsForVar());
        return FlatVariable.createFlatVariable(
                builder,
                pair,
                name,
                FlatBuffersMapper.getDataTypeAsByte(variable.dataType()),
                shape,
                array,
                -1,
                FlatBuffersMapper.toVarType(type),
                after,
                afterForOperations,
                afterForVariables);
    }

    /** The results of one operation share its number. */
    private int id(SDVariable variable, Variable entry) {
        if (entry.getOutputOfOp() == null) {
            return ids.incrementAndGet();
        }
        SameDiffOp op = sd.getOps().get(entry.getOutputOfOp());
        if (op == null) {
            throw new ModelException(
                    "variable "
                            + variable.name()
                            + " is the result of the operation "
                            + entry.getOutputOfOp()
                            + ", which the graph does not have",
                    "Build the graph again.");
        }
        return operationIds.computeIfAbsent(op.getOp(), key -> ids.incrementAndGet());
    }

    private int outputNumber(SDVariable variable, Variable entry) {
        if (entry.getOutputOfOp() == null) {
            return 0;
        }
        DifferentialFunction function = sd.getOps().get(entry.getOutputOfOp()).getOp();
        String[] names = function.outputVariablesNames();
        int number = ArrayUtils.indexOf(names, variable.name());
        if (number < 0) {
            throw new ModelException(
                    "variable "
                            + variable.name()
                            + " is not among the results of its operation "
                            + function.getOwnName()
                            + ": "
                            + String.join(", ", names),
                    "Rename it by SDVariable.rename alone.");
        }
        return number;
    }

    private int array(String name, INDArray array) {
        if (array.isEmpty()) {
            return array.toFlatArray(builder);
        }
        DataType type = array.dataType();
        if (!ArrayBytes.stored(type)) {
            throw new ModelException(
                    "variable " + name + " is of type " + type + ", which ND4J would not load",
                    "Cast it to another type.");
        }
        int shape = FlatArray.createShapeVector(builder, ArrayBytes.storedShape(array));
        int flat =
                FlatArray.createFlatArray(
                        builder,
                        shape,
                        noBytes,
                        FlatBuffersMapper.getDataTypeAsByte(type),
                        FlatBuffersMapper.getOrderAsByte());
        arrayOffsets.put(name, flat);
        return flat;
    }

    private int names(List<String> names) {
        return names == null ? 0 : FlatVariable.createControlDepsVector(builder, strings(names));
    }

    private int[] strings(List<String> texts) {
        return texts.stream().mapToInt(builder::createString).toArray();
    }

    private static ExecutorConfiguration configuration() {
        return ExecutorConfiguration.builder()
                .outputMode(OutputMode.VARIABLE_SPACE)
                .executionMode(ExecutionMode.SEQUENTIAL)
                .profilingMode(OpExecutioner.ProfilingMode.DISABLED)
                .gatherTimings(true)
                .build();
    }
}
