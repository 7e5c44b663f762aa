package org.burst4j.audio;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.burst4j.DataException;

/**
 * Decodes audio files complete to the last sample, at their own rate and with their own channels.
 *
 * <p>WAV (8 to 32-bit integers, 32 and 64-bit floats), FLAC, Ogg Vorbis, Ogg Opus, MP3, WavPack,
 * AIFF, AAC and what else FFmpeg 5.0 decodes, by content and not by file name. An MP3's encoder
 * delay and padding are cut where its header tells them. Integers are scaled by their full range,
 * so that 16-bit -32768 becomes -1; floats are passed on as they are, also beyond -1 to 1.
 *
 * <p>Errors: a file that is missing, a folder, empty, no audio, cut off (WAV, FLAC, Ogg, WavPack,
 * and MP3 with a header), broken in the middle or too long gives a {@link DataException} that names
 * it. Several Ogg streams in one file are refused. A cut Ogg file whose last page is whole cannot
 * be told from a shorter one, and AAC keeps its padding.
 */
public final class AudioDecoder {
    /** The longest file decoded where the caller names no limit, in seconds. */
    public static final double DEFAULT_MAX_SECONDS = 600;

    static final String CURE_BROKEN =
            "Check that the file plays; copy or download it again, or take it out of the data set.";

    /** 8 channels of doubles at 192 kHz: no file of so many seconds is larger. */
    private static final long MAX_BYTES_PER_SECOND = 8 * 8 * 192_000;

    private static final long MAX_HEADER_BYTES = 1 << 26;
    private static final Pattern EXTENSION = Pattern.compile("\\.[A-Za-z0-9]{1,5}$");

    private AudioDecoder() {}

    /**
     * Decodes a file of up to {@link #DEFAULT_MAX_SECONDS}.
     *
     * @param file the file
     * @return all samples
     * @throws DataException see the class
     */
    public static Pcm decode(Path file) {
        return decode(file, DEFAULT_MAX_SECONDS);
    }

    /**
     * Decodes a file of up to some length; a longer one is given up without reading on.
     *
     * @param file the file
     * @param maxSeconds the longest duration allowed, in seconds, above 0
     * @return all samples
     * @throws DataException see the class
     */
    public static Pcm decode(Path file, double maxSeconds) {
        return decode(file, file.toString(), maxSeconds);
    }

    /**
     * Decodes a stream of up to {@link #DEFAULT_MAX_SECONDS}.
     *
     * @param in an audio file's bytes; read to the end, not closed
     * @param name what messages call it, for example its file name
     * @return all samples
     * @throws DataException see the class
     */
    public static Pcm decode(InputStream in, String name) {
        return decode(in, name, DEFAULT_MAX_SECONDS);
    }

    /**
     * Decodes a stream of up to some length. Containers need to be read back and forth, so the
     * stream goes to a temporary file first, which is deleted on return.
     *
     * @param in an audio file's bytes; read to the end, not closed
     * @param name what messages call it, for example its file name
     * @param maxSeconds the longest duration allowed, in seconds, above 0
     * @return all samples
     * @throws DataException see the class
     */
    public static Pcm decode(InputStream in, String name, double maxSeconds) {
        checkLimit(name, maxSeconds);
        Matcher extension = EXTENSION.matcher(name);
        try {
            Path spool =
                    Files.createTempFile("burst4j-", extension.find() ? extension.group() : ".bin");
            try {
                spool(in, spool, name, maxSeconds);
                return decode(spool, name, maxSeconds);
            } finally {
                Files.deleteIfExists(spool);
            }
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private static Pcm decode(Path file, String name, double maxSeconds) {
        checkLimit(name, maxSeconds);
        checkFile(file, name);
        try {
            RiffLength.check(file, name);
        } catch (IOException e) {
            throw unreadable(name, e);
        }
        try (FfmpegFile input = FfmpegFile.open(file, name)) {
            if (input.tellsExactLength() || input.codec().startsWith("pcm_")) {
                long samples = Math.round(input.declaredSamples());
                checkLength(name, samples, input.sampleRateHz(), maxSeconds, "by its header");
            }
            FrameCollector collector = new FrameCollector(name, maxSeconds);
            try (FfmpegDecoder decoder = FfmpegDecoder.open(input)) {
                decoder.decode(collector);
            }
            return collector.toPcm();
        }
    }

    private static void checkLimit(String name, double maxSeconds) {
        if (!(maxSeconds > 0)) {
            throw new DataException(
                    name + ": longest duration " + maxSeconds + " s, expected above 0",
                    "Give a limit above 0 seconds.");
        }
    }

    private static void checkFile(Path file, String name) {
        if (!Files.exists(file)) {
            throw new DataException(name + ": no such file", "Check the path.");
        }
        if (!Files.isRegularFile(file)) {
            throw new DataException(
                    name + ": is a folder or device, expected an audio file",
                    "Name the file itself.");
        }
        if (!Files.isReadable(file)) {
            throw new DataException(
                    name + ": may not be read", "Give this user the right to read the file.");
        }
        try {
            if (Files.size(file) == 0) {
                throw new DataException(name + ": the file is empty (0 bytes)", CURE_BROKEN);
            }
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    /** Throws a DataException where so many samples last longer than allowed. */
    static void checkLength(
            String name, long samples, int sampleRateHz, double maxSeconds, String whence) {
        if (samples > maxSeconds * sampleRateHz || samples > Integer.MAX_VALUE - 8) {
            throw new DataException(
                    String.format(
                            Locale.ROOT,
                            "%s: too long: at least %.3f s (%d samples at %d Hz, %s), expected at"
                                    + " most %s s",
                            name,
                            samples / (double) sampleRateHz,
                            samples,
                            sampleRateHz,
                            whence,
                            maxSeconds),
                    "Cut the file into shorter clips, or raise the limit.");
        }
    }

    private static void spool(InputStream in, Path file, String name, double maxSeconds)
            throws IOException {
        double maxBytes = MAX_HEADER_BYTES + maxSeconds * MAX_BYTES_PER_SECOND;
        byte[] buffer = new byte[1 << 16];
        long bytes = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                bytes += count;
                if (bytes > maxBytes) {
                    throw new DataException(
                            name + ": more than " + bytes + " bytes for " + maxSeconds + " s",
                            "Cut the audio into shorter clips, or raise the limit.");
                }
                out.write(buffer, 0, count);
            }
        }
    }

    private static DataException unreadable(String name, IOException cause) {
        return new DataException(
                name + ": cannot be read (" + cause + ")",
                "Check the disk, the rights and the room for temporary files.",
                cause);
    }
}
