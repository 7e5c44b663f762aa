package org.burst4j.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.burst4j.DataException;
import org.burst4j.file.AtomicFiles;

/** Writes mono clips as 16-bit PCM in a RIFF WAVE file. */
public final class WavWriter {
    private static final int HEADER_BYTES = 44;
    private static final int BYTES_PER_SAMPLE = 2;

    /** The most samples of which the file size still fits the 32-bit field of the header. */
    private static final int MAX_SAMPLES = (Integer.MAX_VALUE - HEADER_BYTES) / BYTES_PER_SAMPLE;

    private WavWriter() {}

    /**
     * Writes one channel of samples; a file of that name is replaced in one step.
     *
     * <p>A sample x becomes round(32768 x), ties upwards, limited to -32768 to 32767, so that
     * decoding the file gives x within 1/65536 for every x from -1 to 32767/32768. No dither.
     *
     * @param file the file to write; missing folders are made
     * @param mono the samples, nominally -1 to 1; louder ones are clipped; may be empty
     * @param sampleRateHz the sampling rate in Hz, at least 1
     * @throws DataException where a sample is not a finite number, the rate is below 1, or the clip
     *     does not fit a WAV file
     * @throws org.burst4j.EnvironmentException if the file cannot be written
     */
    public static void write(Path file, float[] mono, int sampleRateHz) {
        if (sampleRateHz < 1) {
            throw new DataException(
                    file
                            + ": cannot write a WAV of "
                            + sampleRateHz
                            + " Hz, expected at least 1 Hz",
                    "Give the sampling rate of the samples.");
        }
        if (mono.length > MAX_SAMPLES) {
            throw new DataException(
                    file + ": " + mono.length + " samples, a WAV holds at most " + MAX_SAMPLES,
                    "Write shorter clips.");
        }
        AtomicFiles.write(file, encode(file, mono, sampleRateHz));
    }

    private static byte[] encode(Path file, float[] mono, int sampleRateHz) {
        int dataBytes = mono.length * BYTES_PER_SAMPLE;
        ByteBuffer bytes =
                ByteBuffer.allocate(HEADER_BYTES + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(HEADER_BYTES - 8 + dataBytes);
        bytes.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        bytes.putShort((short) 1).putShort((short) 1); // PCM, one channel
        bytes.putInt(sampleRateHz).putInt(sampleRateHz * BYTES_PER_SAMPLE);
        bytes.putShort((short) BYTES_PER_SAMPLE).putShort((short) (8 * BYTES_PER_SAMPLE));
        bytes.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(dataBytes);
        for (int i = 0; i < mono.length; i++) {
            if (!Float.isFinite(mono[i])) {
                throw new DataException(
                        file + ": sample " + i + " is " + mono[i] + ", expected a finite number",
                        "Check the code that made the samples.");
            }
            long rounded = Math.round(mono[i] * 32768.0);
            bytes.putShort((short) Math.max(-32768, Math.min(32767, rounded)));
        }
        return bytes.array();
    }
}
