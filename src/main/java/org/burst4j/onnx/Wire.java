package org.burst4j.onnx;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.DoubleConsumer;
import java.util.function.LongConsumer;
import org.burst4j.ModelException;

/**
 * A cursor over the fields of one message in the protobuf wire format. Nothing is copied but texts
 * and numbers: bytes are handed out as views of the file.
 *
 * <p>Every read is checked against the end of the message, and the number of things that may be
 * read from one file is limited, so that a damaged file costs neither time nor memory.
 *
 * <p>Source: the encoding guide of Protocol Buffers.
 */
final class Wire {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    /** Texts are names; exporters make a few hundred characters at most. */
    private static final int MAX_TEXT_BYTES = 4096;

    private final ByteBuffer bytes;
    private final Supply supply;
    private final int end;
    private int at;
    private int tag;
    private boolean open;

    /** How many more things may be read from a file. */
    private static final class Supply {
        /** An encoder of 48 layers has some hundred thousand nodes, names and sizes. */
        private int left = 4_000_000;
    }

    private Wire(ByteBuffer bytes, Supply supply, int at, int end) {
        this.bytes = bytes;
        this.supply = supply;
        this.at = at;
        this.end = end;
    }

    /** A cursor over a whole file, in little-endian order. */
    static Wire over(ByteBuffer bytes) {
        return new Wire(bytes, new Supply(), 0, bytes.limit());
    }

    /** A second cursor over the message from its first field on, if none was read of this one. */
    Wire again() {
        return new Wire(bytes, supply, at, end);
    }

    /** Bytes of the message that are still to be read. */
    int remaining() {
        return end - at;
    }

    /** Goes to the next field, past what was not read of this one; false at the end. */
    boolean next() {
        if (open) {
            skip();
        }
        if (at == end) {
            return false;
        }
        spend();
        long read = readVarint();
        tag = (int) read;
        if (read >>> 32 != 0 || tag >>> 3 == 0) {
            throw damaged("no field number");
        }
        open = true;
        return true;
    }

    int field() {
        return tag >>> 3;
    }

    private int kind() {
        return tag & 7;
    }

    long integer() {
        expect(VARINT);
        return readVarint();
    }

    double real() {
        expect(FIXED32);
        int from = take(4);
        return bytes.getFloat(from);
    }

    /** The field's bytes, as a view. */
    ByteBuffer view() {
        expect(BYTES);
        int length = length();
        return bytes.slice(take(length), length).order(bytes.order());
    }

    Wire message() {
        expect(BYTES);
        int length = length();
        int from = take(length);
        return new Wire(bytes, supply, from, from + length);
    }

    String text() {
        expect(BYTES);
        int length = length();
        if (length > MAX_TEXT_BYTES) {
            throw damaged("a name of " + length + " bytes");
        }
        byte[] copy = new byte[length];
        bytes.get(take(length), copy);
        return new String(copy, StandardCharsets.UTF_8);
    }

    /** Whole numbers, one or many in a packed field. */
    void integers(LongConsumer sink) {
        if (kind() != BYTES) {
            sink.accept(integer());
            return;
        }
        Wire packed = message();
        while (packed.at < packed.end) {
            sink.accept(packed.readVarint());
        }
    }

    /** Floats or doubles, one or many in a packed field. */
    void reals(boolean wide, DoubleConsumer sink) {
        int width = wide ? 8 : 4;
        int stop = at + width;
        if (kind() == BYTES) {
            open = false;
            int length = length();
            stop = at + length;
            if (stop > end || length % width != 0) {
                throw damaged("a list of " + length + " bytes");
            }
        } else {
            expect(wide ? FIXED64 : FIXED32);
        }
        while (at < stop) {
            int from = take(width);
            sink.accept(wide ? bytes.getDouble(from) : bytes.getFloat(from));
        }
    }

    /** Whether the field holds bytes, a text, a message or packed numbers. */
    boolean hasBytes() {
        return kind() == BYTES;
    }

    private void skip() {
        switch (kind()) {
            case VARINT -> integer();
            case FIXED64 -> {
                expect(FIXED64);
                take(8);
            }
            case FIXED32 -> {
                expect(FIXED32);
                take(4);
            }
            case BYTES -> {
                expect(BYTES);
                take(length());
            }
            default -> throw damaged("the wire type " + kind());
        }
    }

    private void expect(int kind) {
        if (!open || kind() != kind) {
            throw damaged("field " + field() + " of wire type " + kind() + ", expected " + kind);
        }
        open = false;
    }

    /** Takes part of the limited supply of things that may be read. */
    void spend() {
        if (--supply.left < 0) {
            throw damaged("more fields than an encoder has");
        }
    }

    private int length() {
        long length = readVarint();
        if (length < 0 || length > end - at) {
            throw damaged(
                    "a field of "
                            + length
                            + " bytes where "
                            + (end - at)
                            + " are left of its part");
        }
        return (int) length;
    }

    private int take(int count) {
        if (count > end - at) {
            throw damaged(count + " bytes of a number, of which " + (end - at) + " are there");
        }
        int from = at;
        at += count;
        return from;
    }

    private long readVarint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = bytes.get(take(1));
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw damaged("a number of more than ten bytes");
    }

    private ModelException damaged(String found) {
        return new ModelException(
                "the file is not an ONNX file, or is cut off: at byte " + at + " it has " + found,
                OnnxReader.EXPORT_AGAIN);
    }
}
