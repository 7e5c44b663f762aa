package org.burst4j.engine.read;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.burst4j.engine.ir.UnplannableGraphException;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.serde.FlatBuffersMapper;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseOp;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.ReduceOp;
import org.nd4j.linalg.api.ops.ScalarOp;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs one operation of a graph outside of ND4J's sessions, as they do. Sessions of the graph may
 * go on: operations whose arguments are part of themselves are copied.
 */
final class NativeCall {
    private static final String BASE_PACKAGE = Op.class.getPackageName();

    private final DifferentialFunction function;

    private NativeCall(DifferentialFunction function) {
        this.function = function;
    }

    static NativeCall of(SameDiff sd, DifferentialFunction function) {
        if (function instanceof DynamicCustomOp) {
            return new NativeCall(function); // what it works on is in the context alone
        }
        DifferentialFunction copy = copy(sd, function);
        copy.setSameDiff(sd);
        copy.setOwnName(function.getOwnName());
        copy.configureWithSameDiff(sd);
        return new NativeCall(copy);
    }

    /**
     * A copy that belongs to no graph. ND4J's own forgets what some operations know of themselves.
     */
    static DifferentialFunction copy(SameDiff sd, DifferentialFunction function) {
        DifferentialFunction copy = stockCopy(sd, function);
        Class<?> type = function.getClass();
        while (copy.getClass() == function.getClass()
                && !type.getPackageName().equals(BASE_PACKAGE)
                && DifferentialFunction.class.isAssignableFrom(type)) {
            for (Field field : type.getDeclaredFields()) {
                if ((field.getModifiers() & (Modifier.STATIC | Modifier.FINAL)) == 0) {
                    copyField(field, function, copy);
                }
            }
            type = type.getSuperclass();
        }
        return copy;
    }

    private static DifferentialFunction stockCopy(SameDiff sd, DifferentialFunction function) {
        try {
            return FlatBuffersMapper.cloneViaSerialize(sd, function);
        } catch (RuntimeException e) {
            throw new UnplannableGraphException(
                    "operation " + function.opName() + " cannot be copied", e);
        }
    }

    private static void copyField(Field field, Object from, Object to) {
        try {
            field.setAccessible(true);
            field.set(to, field.get(from));
        } catch (IllegalAccessException e) {
            throw new UnplannableGraphException("field " + field + " cannot be read", e);
        }
    }

    /** The outputs' shapes for inputs of these shapes. */
    @SuppressWarnings("try") // of an interruption that closing a context does not know
    List<long[]> shapes(List<INDArray> inputs) {
        try (OpContext context = context(inputs)) {
            return descriptors(context).stream().map(LongShapeDescriptor::getShape).toList();
        } catch (Exception e) {
            throw failed(e);
        }
    }

    /** Runs it once. */
    List<INDArray> run(List<INDArray> inputs, List<DataType> types) {
        List<INDArray> outputs = new ArrayList<>();
        List<long[]> shapes = shapes(inputs);
        for (int i = 0; i < types.size(); i++) {
            outputs.add(Nd4j.create(types.get(i), shapes.get(i)));
        }
        List<AutoCloseable> owned = new ArrayList<>();
        try {
            bind(inputs, outputs, owned::add).run();
            for (AutoCloseable resource : owned) {
                resource.close();
            }
        } catch (Exception e) {
            throw failed(e);
        }
        return outputs;
    }

    /** Prepares runs on these arrays. */
    Runnable bind(List<INDArray> inputs, List<INDArray> outputs, Consumer<AutoCloseable> owner) {
        OpContext context = context(inputs);
        owner.accept(context);
        context.setOutputArrays(outputs.toArray(new INDArray[0]));
        if (function instanceof DynamicCustomOp custom) {
            return () -> Nd4j.getExecutioner().exec(custom, context);
        }
        Op op = (Op) function;
        return () -> {
            op.setX(context.getInputArray(0)); // read where an axis of size 1 is reduced
            op.setZ(context.getOutputArray(0));
            Nd4j.getExecutioner().exec(op, context);
        };
    }

    private OpContext context(List<INDArray> inputs) {
        OpContext context = Nd4j.getExecutioner().buildContext();
        INDArray[] arrays = inputs.toArray(new INDArray[0]);
        if (function instanceof DynamicCustomOp custom) {
            context.setArgs(arrays, custom.iArgs(), custom.dArgs(), custom.tArgs(), custom.bArgs());
            return context;
        }
        int count = arrays.length;
        if (count == 2 && function instanceof ScalarOp scalar) {
            scalar.setScalar(arrays[1]);
            count = 1;
        } else if (count == 2 && function instanceof ReduceOp) {
            function.setDimensions(
                    org.nd4j.linalg.api.shape.Shape.normalizeAxis(
                            arrays[0].rank(), arrays[1].toIntVector()));
            ((BaseReduceOp) function).setEmptyReduce(false);
            count = 1;
        }
        context.setInputArrays(Arrays.copyOf(arrays, count));
        return context;
    }

    private List<LongShapeDescriptor> descriptors(OpContext context) {
        return function instanceof DynamicCustomOp custom
                ? custom.calculateOutputShape(context)
                : ((BaseOp) function).calculateOutputShape(context);
    }

    private UnplannableGraphException failed(Exception e) {
        return new UnplannableGraphException(
                "operation " + function.getOwnName() + " (" + function.opName() + ") fails", e);
    }
}
