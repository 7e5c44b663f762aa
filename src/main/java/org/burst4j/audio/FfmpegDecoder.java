package org.burst4j.audio;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import org.burst4j.DataException;
import org.burst4j.EnvironmentException;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Decodes the audio stream of an open file; owns the native decoder, packet and frame.
 *
 * <p>We run FFmpeg's loop ourselves, because the frame grabber that JavaCV builds on it drops what
 * a decoder still holds at the end of the file (FLAC loses up to one block). And we cut the end of
 * Ogg Vorbis ourselves: FFmpeg counts the first packet, of which nothing comes out, and so cuts 128
 * samples too many; files of a single page it does not cut at all.
 */
final class FfmpegDecoder implements AutoCloseable {
    /** AV_CODEC_FLAG2_SKIP_MANUAL: hand out what the container wants cut. */
    private static final int SKIP_MANUALLY = 1 << 29;

    /**
     * What an MP3's count of frames, or a piece cut from an Ogg file, may promise too much; also
     * the most that the last packet of an Ogg file may hold beyond its end.
     */
    private static final int PADDING_SAMPLES = 4 * 1152;

    private final FfmpegFile file;
    private AVCodecContext decoder;
    private AVPacket packet;
    private AVFrame frame;
    private int brokenStatus;
    private int brokenAtSample;

    private FfmpegDecoder(FfmpegFile file) {
        this.file = file;
    }

    /** Opens the decoder of a file, which must stay open as long. */
    static FfmpegDecoder open(FfmpegFile file) {
        FfmpegDecoder opened = new FfmpegDecoder(file);
        try {
            opened.openDecoder();
            return opened;
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    /** Decodes the whole stream into the collector, to the last sample. */
    void decode(FrameCollector out) {
        while (true) {
            int status = av_read_frame(file.context(), packet);
            if (status == AVERROR_EOF()) {
                break;
            }
            if (status < 0) {
                throw file.broken("cannot be read on after " + out.samples() + " samples", status);
            }
            try {
                if (packet.stream_index() == file.stream().index()) {
                    send(packet, out);
                }
            } finally {
                av_packet_unref(packet);
            }
        }
        send(null, out); // the decoder hands out what it still holds
        if (brokenStatus < 0 && !endsWithTags(out)) {
            throw brokenFrame();
        }
        checkLength(out);
    }

    private void openDecoder() {
        AVCodec codec = avcodec_find_decoder(file.stream().codecpar().codec_id());
        if (codec == null) {
            throw new DataException(
                    file.name() + ": there is no decoder for " + file.codec(),
                    "Convert the file to WAV, FLAC, Ogg Vorbis or MP3.");
        }
        decoder = allocated(avcodec_alloc_context3(codec));
        packet = allocated(av_packet_alloc());
        frame = allocated(av_frame_alloc());
        int status = avcodec_parameters_to_context(decoder, file.stream().codecpar());
        if (status >= 0) {
            decoder.pkt_timebase(file.stream().time_base());
            if (file.is("ogg", "vorbis")) {
                decoder.flags2(decoder.flags2() | SKIP_MANUALLY);
            }
            if (!file.is("mp3", "mp3")) {
                decoder.err_recognition(FfmpegFile.CHECK_SUMS_AND_STOP);
            }
            status = avcodec_open2(decoder, codec, (AVDictionary) null);
        }
        if (status < 0) {
            throw file.broken("the decoder for " + file.codec() + " does not open", status);
        }
    }

    private static <T> T allocated(T structure) {
        if (structure == null) {
            throw new EnvironmentException(
                    "FFmpeg is out of memory", "Free memory, or decode fewer files at a time.");
        }
        return structure;
    }

    private void send(AVPacket data, FrameCollector out) {
        int status = avcodec_send_packet(decoder, data);
        while (status >= 0) {
            status = avcodec_receive_frame(decoder, frame);
            if (status >= 0) {
                try {
                    if (brokenStatus < 0) {
                        throw brokenFrame();
                    }
                    out.append(frame);
                } finally {
                    av_frame_unref(frame);
                }
            }
        }
        if (status != AVERROR_EAGAIN() && status != AVERROR_EOF() && brokenStatus == 0) {
            // Told only if it matters: behind the last frame there may be tags of some program.
            brokenStatus = status;
            brokenAtSample = out.samples();
        }
    }

    /** Some programs put tags behind the last frame: no harm where all samples are there. */
    private boolean endsWithTags(FrameCollector out) {
        return file.is("mp3", "mp3")
                || (file.tellsExactLength() && out.samples() + 0.5 > file.declaredSamples());
    }

    private void checkLength(FrameCollector out) {
        double declared = file.declaredSamples(); // NaN, where unknown, compares as false
        boolean fromStart = file.stream().start_time() <= 0; // not a piece of a longer Ogg file
        int tolerance = file.tellsExactLength() && fromStart ? 0 : PADDING_SAMPLES;
        if (file.tellsLength() && out.samples() + tolerance + 0.5 < declared) {
            throw wrongLength(out, "the file is broken or cut off", AudioDecoder.CURE_BROKEN);
        }
        if (file.is("ogg", "vorbis") && file.tellsLength()) {
            if (out.samples() > declared + PADDING_SAMPLES) {
                throw wrongLength(
                        out,
                        "several Ogg streams in one file are not supported",
                        "Split the file, or convert it to WAV.");
            }
            out.cut(declared);
        }
    }

    private DataException wrongLength(FrameCollector out, String what, String cure) {
        return new DataException(
                file.name()
                        + ": "
                        + what
                        + ": it promises "
                        + Math.round(file.declaredSamples())
                        + " samples, "
                        + out.samples()
                        + " could be decoded",
                cure);
    }

    private DataException brokenFrame() {
        return file.broken("has a broken frame after " + brokenAtSample + " samples", brokenStatus);
    }

    @Override
    public void close() {
        if (frame != null) {
            av_frame_free(frame);
        }
        if (packet != null) {
            av_packet_free(packet);
        }
        if (decoder != null) {
            avcodec_free_context(decoder);
        }
    }
}
