package org.burst4j.graph;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.samediff.internal.memory.AbstractMemoryMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.BaseNDArray;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Gives out arrays to a session and takes them back for the next operation of the same shape.
 *
 * <p>ND4J's own ArrayCacheMemoryMgr loses arrays that it gives out a second time (they keep the
 * number under which the session believes them freed) until a garbage collection, and holds on to
 * shapes that never come again until a quarter of all memory is full. This one closes what has not
 * been used for a number of runs.
 */
final class ArrayPool extends AbstractMemoryMgr {
    private final int keepRuns;
    private final Map<String, Deque<Free>> free = new HashMap<>();
    private final Set<INDArray> given = Collections.newSetFromMap(new IdentityHashMap<>());
    private long run;

    /** An unused array and the run in which it came back. */
    private record Free(INDArray array, long since) {}

    ArrayPool(int keepRuns) {
        this.keepRuns = keepRuns;
    }

    @Override
    public INDArray allocate(boolean detached, DataType dataType, long... shape) {
        return take(dataType, 'c', shape);
    }

    @Override
    public INDArray allocate(boolean detached, LongShapeDescriptor descriptor) {
        if (descriptor.isEmpty()) {
            return Nd4j.create(descriptor);
        }
        return take(descriptor.dataType(), descriptor.getOrder(), descriptor.getShape());
    }

    private INDArray take(DataType dataType, char order, long[] shape) {
        Deque<Free> candidates = free.get(key(dataType, order, shape));
        INDArray array;
        if (candidates == null || candidates.isEmpty()) {
            array = Nd4j.createUninitializedDetached(dataType, order, shape);
        } else {
            array = candidates.pop().array();
            // The session skips the release of an array whose number it saw before.
            ((BaseNDArray) array).assignNewId();
        }
        given.add(array);
        return array;
    }

    @Override
    public void release(INDArray array) {
        given.remove(array);
        if (array.wasClosed() || !array.closeable() || array.isEmpty()) {
            return; // views and the like belong to somebody else
        }
        if (array.isView() || array.length() != array.data().length()) {
            array.close();
            return;
        }
        free.computeIfAbsent(
                        key(array.dataType(), array.ordering(), array.shape()),
                        key -> new ArrayDeque<>())
                .push(new Free(array, run));
    }

    /**
     * Ends a run: takes back what the session forgot, namely results of operations that nobody
     * wanted, and closes what came back too many runs ago and was not used since.
     */
    void endRun(Collection<INDArray> results) {
        Set<Long> kept = new HashSet<>();
        for (INDArray result : results) {
            kept.add(result.data().address());
        }
        for (INDArray array : List.copyOf(given)) {
            if (!array.wasClosed() && !kept.contains(array.data().address())) {
                release(array);
            }
        }
        given.clear();
        run++;
        for (Iterator<Deque<Free>> all = free.values().iterator(); all.hasNext(); ) {
            Deque<Free> arrays = all.next();
            // Last come, first used: the longest unused are at the end.
            while (!arrays.isEmpty() && run - arrays.peekLast().since() > keepRuns) {
                arrays.pollLast().array().close();
            }
            if (arrays.isEmpty()) {
                all.remove();
            }
        }
    }

    @Override
    public void close() {
        free.values().forEach(arrays -> arrays.forEach(unused -> unused.array().close()));
        free.clear();
    }

    private static String key(DataType dataType, char order, long[] shape) {
        return dataType.name() + order + Arrays.toString(shape);
    }
}
