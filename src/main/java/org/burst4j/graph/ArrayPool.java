package org.burst4j.graph;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.nd4j.autodiff.samediff.internal.memory.AbstractMemoryMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Gives out arrays to a session and takes their memory back for later operations.
 *
 * <p>ND4J's own ArrayCacheMemoryMgr loses arrays that it gives out a second time (they keep the
 * number under which the session believes them freed) until a garbage collection, and keeps every
 * shape apart. This one lends a buffer to any array that fits, so that batches of several lengths
 * share the memory of the longest, and closes what has not been used for a number of runs.
 */
final class ArrayPool extends AbstractMemoryMgr {
    /** A buffer may be this many times as long as the array that borrows it. */
    private static final long MOST_SLACK = 4;

    /** Below this many elements only a buffer of the same length is lent: they cost nothing. */
    private static final long SMALL = 1024;

    private final int keepRuns;
    private final Map<DataType, TreeMap<Long, Deque<Free>>> free = new EnumMap<>(DataType.class);

    /** Every array that is lent now, and the array that its buffer was made for: perhaps itself. */
    private final IdentityHashMap<INDArray, INDArray> owners = new IdentityHashMap<>();

    /** How many arrays look into the buffer of an owner now. */
    private final IdentityHashMap<INDArray, Integer> lookers = new IdentityHashMap<>();

    private long run;

    /** An unused array that is as long as its buffer, and the run in which it came back. */
    private record Free(INDArray owner, long since) {}

    ArrayPool(int keepRuns) {
        this.keepRuns = keepRuns;
    }

    @Override
    public INDArray allocate(boolean detached, DataType dataType, long... shape) {
        if (LongStream.of(shape).anyMatch(size -> size == 0)) {
            return Nd4j.empty(dataType).reshape(shape);
        }
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
        long length = 1; // of a scalar, whose shape is empty
        for (long size : shape) {
            length *= size;
        }
        INDArray owner = findFree(dataType, length);
        if (owner == null) {
            owner = Nd4j.createUninitializedDetached(dataType, order, shape);
            lend(owner, owner);
            return owner;
        }
        // A new array each time: the session skips the release of one whose number it saw before.
        long[] strides = Nd4j.getStrides(shape, order);
        INDArray array = Nd4j.create(owner.data(), shape, strides, 0, order, dataType);
        lend(array, owner);
        return array;
    }

    private void lend(INDArray array, INDArray owner) {
        owners.put(array, owner);
        lookers.merge(owner, 1, Integer::sum);
    }

    /**
     * Notes that an array looks into the memory of another, which then stays until both are
     * released.
     */
    void share(INDArray array, INDArray view) {
        INDArray owner = owners.get(array);
        if (owner != null) {
            lend(view, owner);
        }
    }

    private INDArray findFree(DataType dataType, long length) {
        TreeMap<Long, Deque<Free>> buffers = free.get(dataType);
        Map.Entry<Long, Deque<Free>> fit = buffers == null ? null : buffers.ceilingEntry(length);
        if (fit == null || fit.getKey() > (length < SMALL ? length : length * MOST_SLACK)) {
            return null;
        }
        INDArray owner = fit.getValue().pop().owner();
        if (fit.getValue().isEmpty()) {
            buffers.remove(fit.getKey());
        }
        return owner;
    }

    @Override
    public void release(INDArray array) {
        INDArray owner = owners.remove(array);
        if (owner != null && leave(owner) == 0) {
            free.computeIfAbsent(owner.dataType(), type -> new TreeMap<>())
                    .computeIfAbsent(owner.length(), length -> new ArrayDeque<>())
                    .push(new Free(owner, run));
        }
        // Nothing else is closed. The session also releases arrays that are not its own: inputs of
        // another data type than their placeholder's, once it has cast them.
    }

    /** One array less looks into the owner's buffer; says how many are left. */
    private int leave(INDArray owner) {
        Integer left = lookers.computeIfPresent(owner, (key, n) -> n == 1 ? null : n - 1);
        return left == null ? 0 : left;
    }

    /**
     * Ends a run: takes back what the session forgot, namely results of operations that nobody
     * wanted, and closes what came back too many runs ago and was not used since.
     *
     * @param results results that leave the session; each is returned if its memory was made for it
     *     and for nothing else, otherwise a copy of it: it may borrow a longer buffer, have two
     *     names, or be a weight or an input that the graph passes through
     * @return results by name, each with memory of its own
     */
    Map<String, INDArray> endRun(Map<String, INDArray> results) {
        Map<String, INDArray> leaving = new LinkedHashMap<>();
        results.forEach((name, array) -> leaving.put(name, leaving(array)));
        for (INDArray forgotten : List.copyOf(owners.keySet())) {
            release(forgotten);
        }
        run++;
        free.values().forEach(this::closeUnused);
        return leaving;
    }

    private INDArray leaving(INDArray array) {
        if (owners.get(array) == array && lookers.get(array) == 1) {
            owners.remove(array);
            lookers.remove(array);
            return array;
        }
        return array.dup();
    }

    private void closeUnused(Map<Long, Deque<Free>> buffers) {
        for (Iterator<Deque<Free>> all = buffers.values().iterator(); all.hasNext(); ) {
            Deque<Free> arrays = all.next();
            // Last come, first used: the longest unused are at the end.
            while (!arrays.isEmpty() && run - arrays.peekLast().since() > keepRuns) {
                arrays.pollLast().owner().close();
            }
            if (arrays.isEmpty()) {
                all.remove();
            }
        }
    }

    @Override
    public void close() {
        for (TreeMap<Long, Deque<Free>> buffers : free.values()) {
            buffers.values().forEach(arrays -> arrays.forEach(unused -> unused.owner().close()));
        }
        free.clear();
    }
}
