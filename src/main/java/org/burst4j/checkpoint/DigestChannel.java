package org.burst4j.checkpoint;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import org.burst4j.file.Digests;

/** Passes bytes on to a file, counts them and computes their SHA-256. Closing it does nothing. */
final class DigestChannel extends OutputStream {
    private final WritableByteChannel target;
    private final MessageDigest digest;
    private long bytes;

    DigestChannel(WritableByteChannel target) {
        this.target = target;
        digest = Digests.sha256();
    }

    void write(ByteBuffer buffer) throws IOException {
        bytes += buffer.remaining();
        digest.update(buffer.duplicate());
        while (buffer.hasRemaining()) {
            target.write(buffer);
        }
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        write(ByteBuffer.wrap(source, offset, length));
    }

    long bytes() {
        return bytes;
    }

    /** The digest of all bytes so far, in hexadecimal digits; to be asked for once. */
    String sha256() {
        return Digests.hex(digest);
    }
}
