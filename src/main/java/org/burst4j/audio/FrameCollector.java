package org.burst4j.audio;

import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_DBL;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_DBLP;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16P;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S32;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S32P;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_U8;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_U8P;
import static org.bytedeco.ffmpeg.global.avutil.av_get_bytes_per_sample;
import static org.bytedeco.ffmpeg.global.avutil.av_sample_fmt_is_planar;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.burst4j.DataException;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Gathers decoded frames as float samples, channel by channel, up to a length. */
final class FrameCollector {
    private static final int FIRST_CAPACITY = 1 << 15;

    private final String name;
    private final double maxSeconds;
    private float[][] channels = new float[0][];
    private int sampleRateHz;
    private int samples;

    FrameCollector(String name, double maxSeconds) {
        this.name = name;
        this.maxSeconds = maxSeconds;
    }

    /** The samples so far, in each channel. */
    int samples() {
        return samples;
    }

    /** Drops what lies behind so many samples. */
    void cut(double length) {
        samples = (int) Math.min(samples, Math.round(length));
    }

    /** What was gathered, or a DataException where that is nothing. */
    Pcm toPcm() {
        if (samples == 0) {
            throw new DataException(
                    name + ": the file holds no audio sample", AudioDecoder.CURE_BROKEN);
        }
        float[][] exact = new float[channels.length][];
        for (int c = 0; c < exact.length; c++) {
            exact[c] = Arrays.copyOf(channels[c], samples);
        }
        return new Pcm(exact, sampleRateHz);
    }

    /** Appends a frame: any packed or planar layout of 8, 16, 32-bit integers, floats, doubles. */
    void append(AVFrame frame) {
        int count = frame.nb_samples();
        if (count == 0) {
            return;
        }
        begin(frame);
        AudioDecoder.checkLength(name, (long) samples + count, sampleRateHz, maxSeconds, "decoded");
        reserve(samples + count);
        boolean planar = av_sample_fmt_is_planar(frame.format()) == 1;
        int interleaved = planar ? 1 : channels.length;
        int planeBytes = count * interleaved * av_get_bytes_per_sample(frame.format());
        ByteBuffer plane = null;
        for (int c = 0; c < channels.length; c++) {
            if (planar || plane == null) {
                plane =
                        frame.extended_data(c)
                                .capacity(planeBytes)
                                .asByteBuffer()
                                .order(ByteOrder.nativeOrder());
            }
            copy(plane, frame.format(), planar ? 0 : c, interleaved, count, channels[c]);
        }
        samples += count;
    }

    private void begin(AVFrame frame) {
        if (channels.length == 0) {
            channels = new float[frame.channels()][FIRST_CAPACITY];
            sampleRateHz = frame.sample_rate();
        } else if (frame.channels() != channels.length || frame.sample_rate() != sampleRateHz) {
            throw new DataException(
                    name
                            + ": the format changes after "
                            + samples
                            + " samples from "
                            + channels.length
                            + " channels at "
                            + sampleRateHz
                            + " Hz to "
                            + frame.channels()
                            + " at "
                            + frame.sample_rate()
                            + " Hz",
                    "Split the file where the format changes, or convert it to WAV.");
        }
    }

    private void reserve(int needed) {
        if (needed > channels[0].length) {
            int capacity = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * needed);
            for (int c = 0; c < channels.length; c++) {
                channels[c] = Arrays.copyOf(channels[c], capacity);
            }
        }
    }

    private void copy(ByteBuffer in, int format, int first, int step, int count, float[] out) {
        switch (format) {
            case AV_SAMPLE_FMT_U8, AV_SAMPLE_FMT_U8P -> {
                for (int i = 0; i < count; i++) {
                    out[samples + i] = ((in.get(first + i * step) & 0xFF) - 128) / 128f;
                }
            }
            case AV_SAMPLE_FMT_S16, AV_SAMPLE_FMT_S16P -> {
                for (int i = 0; i < count; i++) {
                    out[samples + i] = in.getShort(2 * (first + i * step)) / 32768f;
                }
            }
            case AV_SAMPLE_FMT_S32, AV_SAMPLE_FMT_S32P -> {
                for (int i = 0; i < count; i++) {
                    out[samples + i] = in.getInt(4 * (first + i * step)) / 0x1p31f;
                }
            }
            case AV_SAMPLE_FMT_FLT, AV_SAMPLE_FMT_FLTP -> {
                for (int i = 0; i < count; i++) {
                    out[samples + i] = in.getFloat(4 * (first + i * step));
                }
            }
            case AV_SAMPLE_FMT_DBL, AV_SAMPLE_FMT_DBLP -> {
                for (int i = 0; i < count; i++) {
                    out[samples + i] = (float) in.getDouble(8 * (first + i * step));
                }
            }
            default ->
                    throw new DataException(
                            name + ": samples of FFmpeg's format " + format + " are not supported",
                            "Convert the file to 16-bit, 24-bit or float WAV.");
        }
    }
}
