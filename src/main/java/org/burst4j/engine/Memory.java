package org.burst4j.engine;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.Value;
import org.burst4j.engine.schedule.MemoryPlan;
import org.burst4j.engine.schedule.Place;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The values of a plan as arrays and as buffers, both looking into the same memory. */
final class Memory {
    private final MemoryPlan plan;
    private final DataBuffer arena;
    private final Map<String, INDArray> weights;
    private final Map<String, INDArray> placeholders;
    private final Function<String, INDArray> results;
    private final Map<Value, INDArray> arrays = new HashMap<>();

    /**
     * @param plan where values lie
     * @param arena for those in the arena
     * @param weights by name
     * @param placeholders what is fed is copied into, by name
     * @param results arrays that outlive the run, by name of the output
     */
    Memory(
            MemoryPlan plan,
            DataBuffer arena,
            Map<String, INDArray> weights,
            Map<String, INDArray> placeholders,
            Function<String, INDArray> results) {
        this.plan = plan;
        this.arena = arena;
        this.weights = weights;
        this.placeholders = placeholders;
        this.results = results;
    }

    /** The value's elements in its shape. */
    INDArray array(Value value) {
        return arrays.computeIfAbsent(value, this::view);
    }

    private INDArray view(Value value) {
        Place place = plan.place(value);
        if (place instanceof Place.InArena inArena) {
            return view(arena, inArena.offset(), value.shape());
        }
        if (place instanceof Place.OfWeight weight) {
            return shaped(weights.get(weight.name()), value.shape());
        }
        if (place instanceof Place.OfPlaceholder placeholder) {
            return shaped(placeholders.get(placeholder.name()), value.shape());
        }
        Place.OfResult result = (Place.OfResult) place;
        return shaped(results.apply(result.output()), value.shape());
    }

    private static INDArray shaped(INDArray array, Shape shape) {
        return Shape.of(array.shape()).equals(shape)
                ? array
                : view(array.data(), array.offset(), shape);
    }

    private static INDArray view(DataBuffer data, long offset, Shape shape) {
        long[] sizes = shape.longs();
        return Nd4j.create(data, sizes, Nd4j.getStrides(sizes, 'c'), offset, 'c', DataType.FLOAT);
    }

    /** A matrix in the arena. */
    INDArray arena(long offset, long rows, long columns) {
        return view(arena, offset, Shape.of(new long[] {rows, columns}));
    }

    /** A part of an array as a matrix. */
    INDArray view(INDArray array, long firstElement, long rows, long columns) {
        // A view's offset counts from the start of the buffer that it looks into.
        return view(
                array.data(), array.offset() + firstElement, Shape.of(new long[] {rows, columns}));
    }

    /** The same elements, from position 0. */
    FloatBuffer buffer(Value value) {
        return buffer(array(value));
    }

    /** The elements of a dense array of the host. */
    static FloatBuffer buffer(INDArray array) {
        // Not asNioFloat: for a view it may give the whole buffer, which may be longer than 2 GiB.
        FloatPointer pointer = new FloatPointer(array.data().addressPointer());
        return pointer.capacity(array.length()).asBuffer();
    }
}
