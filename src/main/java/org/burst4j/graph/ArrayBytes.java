package org.burst4j.graph;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays' own memory from and to files, without a copy on the Java heap. */
final class ArrayBytes {
    private ArrayBytes() {}

    /** Whether stock ND4J loads arrays of a type; of texts it would trust every offset. */
    static boolean stored(DataType type) {
        return switch (type) {
            case DOUBLE, FLOAT, HALF, BFLOAT16, LONG, INT, SHORT, BYTE, UBYTE, UINT16, BOOL -> true;
            default -> false;
        };
    }

    /** Whether an array's memory is exactly its elements in its own order. */
    static boolean isPlain(INDArray array) {
        return !array.isView()
                && array.offset() == 0
                && array.data().length() == array.length()
                && Arrays.equals(array.stride(), Nd4j.getStrides(array.shape(), array.ordering()));
    }

    /** The shape information under which {@link #write} writes an array. */
    static long[] storedShape(INDArray array) {
        long[] information = array.shapeInfoJava().clone();
        int rank = array.rank();
        long[] strides = Nd4j.getStrides(array.shape(), array.ordering());
        for (int axis = 0; axis < rank; axis++) {
            information[1 + rank + axis] = strides[axis];
        }
        information[information.length - 2] = 1; // elements follow each other without gaps
        return information;
    }

    static long size(INDArray array) {
        return array.length() * array.dataType().width();
    }

    /** Writes an array's elements in its own order and the machine's byte order. */
    static void write(FileChannel channel, INDArray array) throws IOException {
        boolean plain = isPlain(array);
        INDArray source = plain ? array : array.dup(array.ordering());
        try {
            ByteBuffer bytes = memory(source);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } finally {
            if (!plain) {
                source.close();
            }
        }
    }

    /** Reads a new array's elements from a place in a file. */
    static INDArray read(
            FileChannel channel,
            long position,
            DataType type,
            long[] shape,
            char order,
            ByteOrder byteOrder)
            throws IOException {
        INDArray array =
                shape.length == 0
                        ? Nd4j.scalar(type, 0)
                        : Nd4j.createUninitialized(type, shape, order);
        ByteBuffer bytes = memory(array);
        long at = position;
        while (bytes.hasRemaining()) {
            int count = channel.read(bytes, at);
            if (count < 0) {
                array.close();
                throw new EOFException("it ends within an array");
            }
            at += count;
        }
        if (byteOrder != ByteOrder.nativeOrder()) {
            swap(memory(array), type.width());
        }
        return array;
    }

    private static ByteBuffer memory(INDArray array) {
        ByteBuffer bytes = array.data().asNio().duplicate().order(ByteOrder.nativeOrder());
        return bytes.position(0).limit(Math.toIntExact(size(array)));
    }

    private static void swap(ByteBuffer bytes, int width) {
        switch (width) {
            case Short.BYTES -> {
                ShortBuffer values = bytes.asShortBuffer();
                for (int i = 0; i < values.limit(); i++) {
                    values.put(i, Short.reverseBytes(values.get(i)));
                }
            }
            case Integer.BYTES -> {
                IntBuffer values = bytes.asIntBuffer();
                for (int i = 0; i < values.limit(); i++) {
                    values.put(i, Integer.reverseBytes(values.get(i)));
                }
            }
            case Long.BYTES -> {
                LongBuffer values = bytes.asLongBuffer();
                for (int i = 0; i < values.limit(); i++) {
                    values.put(i, Long.reverseBytes(values.get(i)));
                }
            }
            default -> {
                // single bytes have no order
            }
        }
    }
}
