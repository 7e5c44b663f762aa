package org.burst4j.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.burst4j.ModelException;

/**
 * One tensor of a checkpoint: where its elements lie in a file, checked to lie inside it. Reading
 * goes through memory maps of a few megabytes, so that no tensor is ever held whole.
 */
final class StoredTensor {
    /** Bytes of the tensor's storage, from its first element on. */
    @FunctionalInterface
    interface Storage {
        /** A read-only little-endian view. */
        ByteBuffer map(long begin, int length) throws IOException;
    }

    /** Takes elements in row-major order. */
    @FunctionalInterface
    interface Sink {
        void accept(float value) throws IOException;
    }

    private static final int WINDOW_BYTES = 1 << 22;

    private final String file;
    private final TensorType type;
    private final long[] shape;
    private final long[] strides;
    private final Storage storage;

    private StoredTensor(
            String file, TensorType type, long[] shape, long[] strides, Storage storage) {
        this.file = file;
        this.type = type;
        this.shape = shape;
        this.strides = strides;
        this.storage = storage;
    }

    /** A tensor in row-major order; the caller has checked that its storage is long enough. */
    static StoredTensor dense(String file, TensorType type, long[] shape, Storage storage) {
        return new StoredTensor(file, type, shape, null, storage);
    }

    /** A view with strides in elements, which the caller has checked. */
    static StoredTensor strided(
            String file, TensorType type, long[] shape, long[] strides, Storage storage) {
        long expected = 1;
        boolean dense = true;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            dense &= shape[axis] == 1 || strides[axis] == expected;
            expected *= shape[axis];
        }
        return new StoredTensor(file, type, shape, dense ? null : strides, storage);
    }

    /** The file that holds it, for messages. */
    String file() {
        return file;
    }

    TensorType type() {
        return type;
    }

    long[] shape() {
        return shape.clone();
    }

    long size() {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    /** Gives every element, widened or rounded to float, to the sink. */
    void forEach(Sink sink) throws IOException {
        if (size() == 0) {
            return;
        }
        if (strides == null) {
            run(0, size(), 1, sink);
            return;
        }
        int last = shape.length - 1;
        long[] index = new long[shape.length];
        long start = 0;
        int axis = last;
        while (axis >= 0) {
            run(start, shape[last], strides[last], sink);
            axis = last - 1;
            while (axis >= 0 && ++index[axis] == shape[axis]) {
                start -= (shape[axis] - 1) * strides[axis];
                index[axis] = 0;
                axis--;
            }
            start += axis >= 0 ? strides[axis] : 0;
        }
    }

    /** Elements at equal distances. */
    private void run(long first, long count, long stride, Sink sink) throws IOException {
        long step = stride * type.bytes();
        long perWindow = Math.max(1, (WINDOW_BYTES - type.bytes()) / Math.max(1, step) + 1);
        for (long done = 0; done < count; done += perWindow) {
            int now = (int) Math.min(perWindow, count - done);
            int length = (int) ((now - 1) * step) + type.bytes();
            ByteBuffer window = storage.map(first * type.bytes() + done * step, length);
            for (int i = 0; i < now; i++) {
                sink.accept(type.read(window, (int) (i * step)));
            }
        }
    }

    /** Refuses any other shape. */
    void requireShape(String name, long... expected) {
        if (!Arrays.equals(shape, expected)) {
            throw new ModelException(
                    "tensor "
                            + name
                            + " of "
                            + file
                            + " has the shape "
                            + Arrays.toString(shape)
                            + ", expected "
                            + Arrays.toString(expected)
                            + " from config.json",
                    "config.json and the weights belong to different models, or one is damaged:"
                            + " get both again.");
        }
        if (!type.real()) {
            throw new ModelException(
                    "tensor "
                            + name
                            + " of "
                            + file
                            + " holds elements of type "
                            + type
                            + ", expected f64, f32, f16 or bf16",
                    "Quantised checkpoints are not supported: get the original one.");
        }
    }
}
