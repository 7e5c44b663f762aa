package org.burst4j.audio;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Test signals, and WAV files of every sample format. */
final class WavFiles {
    enum Format {
        U8(1, 1, 1 / 128.0),
        S16(1, 2, 1 / 32768.0),
        S24(1, 3, 1 / 8388608.0),
        S32(1, 4, 1 / 2147483648.0),
        F32(3, 4, 0),
        F64(3, 8, 0);

        final int code;
        final int bytes;

        /** The quantisation step; 0 for floats. */
        final double step;

        Format(int code, int bytes, double step) {
            this.code = code;
            this.bytes = bytes;
            this.step = step;
        }
    }

    private WavFiles() {}

    /** 0.5 sin of a linear chirp, as in make-fixtures.sh. */
    static double[] chirp(int frames, int rateHz, double firstHz, double lastHz) {
        double[] samples = new double[frames];
        double seconds = frames / (double) rateHz;
        for (int i = 0; i < frames; i++) {
            double t = i / (double) rateHz;
            double turns = firstHz * t + (lastHz - firstHz) * t * t / (2 * seconds);
            samples[i] = 0.5 * Math.sin(2 * Math.PI * turns);
        }
        return samples;
    }

    static double[] sine(int samples, double frequencyHz, int rateHz, double amplitude) {
        double[] sine = new double[samples];
        for (int i = 0; i < samples; i++) {
            sine[i] = amplitude * Math.sin(2 * Math.PI * frequencyHz * i / rateHz + 0.3);
        }
        return sine;
    }

    static float[] floats(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** A whole file; shape of channels: [channels][frames]. */
    static byte[] wav(Format format, int rateHz, boolean extensible, double[]... channels) {
        byte[] samples = samples(format, channels);
        int frameBytes = format.bytes * channels.length;
        ByteBuffer head = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
        int formatBytes = extensible ? 40 : 16;
        head.put(ascii("RIFF")).putInt(4 + 8 + formatBytes + 8 + samples.length);
        head.put(ascii("WAVEfmt ")).putInt(formatBytes);
        head.putShort((short) (extensible ? 0xFFFE : format.code));
        head.putShort((short) channels.length).putInt(rateHz).putInt(rateHz * frameBytes);
        head.putShort((short) frameBytes).putShort((short) (8 * format.bytes));
        if (extensible) {
            head.putShort((short) 22).putShort((short) (8 * format.bytes));
            head.putInt((1 << channels.length) - 1).putShort((short) format.code);
            head.put(
                    new byte[] {0, 0, 0, 0, 16, 0, (byte) 128, 0, 0, (byte) 170, 0, 56, -101, 113});
        }
        head.put(ascii("data")).putInt(samples.length);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(head.array(), 0, head.position());
        file.writeBytes(samples);
        return file.toByteArray();
    }

    private static byte[] samples(Format format, double[]... channels) {
        ByteBuffer bytes =
                ByteBuffer.allocate(channels[0].length * channels.length * format.bytes)
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < channels[0].length; i++) {
            for (double[] channel : channels) {
                double x = channel[i];
                long steps = Math.round(x / format.step);
                switch (format) {
                    case U8 -> bytes.put((byte) (steps + 128));
                    case S16 -> bytes.putShort((short) steps);
                    case S24 ->
                            bytes.put((byte) steps)
                                    .put((byte) (steps >> 8))
                                    .put((byte) (steps >> 16));
                    case S32 -> bytes.putInt((int) steps);
                    case F32 -> bytes.putFloat((float) x);
                    case F64 -> bytes.putDouble(x);
                }
            }
        }
        return bytes.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
