package org.burst4j.checkpoint;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.burst4j.ModelException;

/** The bytes of a pickle; whoever asks for more than there are is told so. */
final class PickleInput {
    /** Names of tensors and shapes: a state of a thousand tensors needs some 100 kB. */
    static final int LARGEST_BYTES = 1 << 24;

    private final MappedFile file;
    private final ByteBuffer bytes;

    PickleInput(MappedFile file, ByteBuffer littleEndian) {
        this.file = file;
        this.bytes = littleEndian;
    }

    int position() {
        return bytes.position();
    }

    int u1() {
        need(1);
        return bytes.get() & 0xFF;
    }

    int u2() {
        need(2);
        return bytes.getShort() & 0xFFFF;
    }

    int i4() {
        need(4);
        return bytes.getInt();
    }

    /** A length of four bytes, unsigned. */
    long u4() {
        return i4() & 0xFFFFFFFFL;
    }

    long i8() {
        need(8);
        return bytes.getLong();
    }

    /** A big-endian double, alone in the format. */
    double bigEndianDouble() {
        return Double.longBitsToDouble(Long.reverseBytes(i8()));
    }

    byte[] bytes(long length) {
        need(length);
        byte[] read = new byte[(int) length];
        bytes.get(read);
        return read;
    }

    String text(long length) {
        need(length);
        ByteBuffer part = bytes.slice(bytes.position(), (int) length);
        bytes.position(bytes.position() + (int) length);
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(part);
            return text.toString();
        } catch (CharacterCodingException e) {
            throw broken("holds a text that is not UTF-8", e);
        }
    }

    /** A text up to a line's end, as names of classes are written. */
    String line() {
        int start = bytes.position();
        while (u1() != '\n') {
            if (bytes.position() - start > 1000) {
                throw broken("holds a name of more than 1000 bytes");
            }
        }
        int length = bytes.position() - start - 1;
        bytes.position(start);
        String text = text(length);
        bytes.position(start + length + 1);
        return text;
    }

    private void need(long length) {
        if (length < 0 || length > bytes.remaining()) {
            throw broken(
                    "is cut off: "
                            + (length < 0 ? "a negative number of" : length)
                            + " bytes are needed where "
                            + bytes.remaining()
                            + " are left");
        }
    }

    /** The exception for what a pickle must not hold. */
    ModelException broken(String problem) {
        return broken(problem, null);
    }

    private ModelException broken(String problem, Throwable cause) {
        return new ModelException(
                file.path()
                        + " holds a pickle that cannot be read: before byte "
                        + bytes.position()
                        + " it "
                        + problem,
                "Only dictionaries of tensors are read, and nothing in them is run. If you trust the"
                        + " file, save its state_dict() alone, best as model.safetensors; if not,"
                        + " do not open it with Python.",
                cause);
    }
}
