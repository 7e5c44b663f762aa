package org.burst4j.audio;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MP3;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_VORBIS;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_TIME_BASE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.burst4j.DataException;
import org.burst4j.EnvironmentException;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/**
 * The audio stream of one file, opened by FFmpeg; owns every native structure that it makes.
 *
 * <p>We run FFmpeg's loop ourselves, because the frame grabber that JavaCV builds on it drops what
 * a decoder still holds at the end of the file (FLAC loses up to one block).
 */
final class FfmpegFile implements AutoCloseable {
    /** Play lists and the like are left out: they would open other files and addresses. */
    private static final String FORMATS =
            "wav,w64,aiff,au,caf,flac,ogg,mp3,aac,wv,amr,mov,mp4,m4a,matroska,webm,avi,asf,tta,ape";

    /** Formats whose headers (Ogg: whose last page) give the exact number of samples. */
    private static final Set<String> EXACT_FORMATS = Set.of("flac", "ogg", "wv");

    /** Flags of libavcodec/avcodec.h: AV_EF_CRCCHECK and AV_EF_EXPLODE. */
    private static final int CHECK_SUMS_AND_STOP = 1 | 1 << 3;

    /** AV_CODEC_FLAG2_SKIP_MANUAL: hand out what the container wants cut. */
    private static final int SKIP_MANUALLY = 1 << 29;

    /** What an MP3's count of frames, or a piece cut from an Ogg file, may promise too much. */
    private static final int PADDING_SAMPLES = 4 * 1152;

    private final String name;
    private final AVFormatContext context = new AVFormatContext(null);
    private AVCodecContext decoder;
    private AVPacket packet;
    private AVFrame frame;
    private AVStream stream;
    private int brokenStatus;
    private int brokenAtSample;

    private FfmpegFile(String name) {
        this.name = name;
    }

    /**
     * Opens a file and finds its audio stream.
     *
     * @param file an existing regular file
     * @param name what messages call it
     * @param headersOnly true to read no further than the headers where they tell enough
     */
    static FfmpegFile open(Path file, String name, boolean headersOnly) {
        try {
            av_log_set_level(AV_LOG_QUIET);
        } catch (LinkageError e) {
            throw new EnvironmentException(
                    "FFmpeg's native library cannot be loaded: " + e,
                    "Put org.bytedeco:ffmpeg:5.0-1.5.7 with the classifier of this platform (for"
                            + " example linux-x86_64) and org.bytedeco:javacpp:1.5.7 on the class"
                            + " path.",
                    e);
        }
        FfmpegFile opened = new FfmpegFile(name);
        try {
            opened.openInput(file);
            opened.findStream(headersOnly);
            return opened;
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    private void openInput(Path file) {
        // The protocol is named, so that a file called "concat:a" or "pipe:0" is just a file.
        byte[] url = ("file:" + file.toAbsolutePath()).getBytes(fileNameCharset());
        AVDictionary options = new AVDictionary(null);
        try (BytePointer address = new BytePointer(Arrays.copyOf(url, url.length + 1))) {
            av_dict_set(options, "protocol_whitelist", "file", 0);
            av_dict_set(options, "format_whitelist", FORMATS, 0);
            int status = avformat_open_input(context, address, null, options);
            if (status < 0) {
                throw broken("is not audio of a known format", status);
            }
        } finally {
            av_dict_free(options);
        }
        context.error_recognition(CHECK_SUMS_AND_STOP);
    }

    /** FFmpeg takes UTF-8 on Windows and the bytes of the file system elsewhere. */
    private static Charset fileNameCharset() {
        boolean windows =
                System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
        String charset = System.getProperty("sun.jnu.encoding");
        return windows || charset == null || !Charset.isSupported(charset)
                ? StandardCharsets.UTF_8
                : Charset.forName(charset);
    }

    private void findStream(boolean headersOnly) {
        if (!headersOnly || !headersTellAll()) {
            int status = avformat_find_stream_info(context, (AVDictionary) null);
            if (status < 0) {
                throw broken("is broken: its streams cannot be read", status);
            }
        }
        int index = bestStream();
        if (index < 0) {
            throw new DataException(
                    name + ": holds no audio, only " + streamNames(), "Give a file with sound.");
        }
        stream = context.streams(index);
        AVCodecParameters format = stream.codecpar();
        if (format.sample_rate() < 1 || format.channels() < 1) {
            throw new DataException(
                    name
                            + ": is not audio: "
                            + codec()
                            + " with "
                            + format.channels()
                            + " channels at "
                            + format.sample_rate()
                            + " Hz",
                    AudioDecoder.CURE_BROKEN);
        }
    }

    private int bestStream() {
        return av_find_best_stream(context, AVMEDIA_TYPE_AUDIO, -1, -1, (AVCodec) null, 0);
    }

    private boolean headersTellAll() {
        int index = bestStream();
        if (index < 0) {
            return false;
        }
        AVStream found = context.streams(index);
        AVCodecParameters format = found.codecpar();
        return format.sample_rate() > 0
                && format.channels() > 0
                && found.duration() != AV_NOPTS_VALUE;
    }

    private String streamNames() {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < context.nb_streams(); i++) {
            names.append(i == 0 ? "" : ", ")
                    .append(avcodec_get_name(context.streams(i).codecpar().codec_id()).getString());
        }
        return names.isEmpty() ? "an empty container" : names.toString();
    }

    /** FFmpeg's name of the codec. */
    String codec() {
        return avcodec_get_name(stream.codecpar().codec_id()).getString();
    }

    /** What the headers say. */
    AudioHeader header() {
        AVCodecParameters format = stream.codecpar();
        return new AudioHeader(codec(), format.sample_rate(), format.channels(), seconds());
    }

    private double seconds() {
        if (stream.duration() != AV_NOPTS_VALUE) {
            return stream.duration() * (double) stream.time_base().num() / stream.time_base().den();
        }
        return context.duration() == AV_NOPTS_VALUE
                ? Double.NaN
                : context.duration() / (double) AV_TIME_BASE;
    }

    /** Decodes the whole stream into the collector, to the last sample. */
    void decode(FrameCollector out) {
        openDecoder();
        while (true) {
            int status = av_read_frame(context, packet);
            if (status == AVERROR_EOF()) {
                break;
            }
            if (status < 0) {
                throw broken("cannot be read on after " + out.samples() + " samples", status);
            }
            try {
                if (packet.stream_index() == stream.index()) {
                    send(packet, out);
                }
            } finally {
                av_packet_unref(packet);
            }
        }
        send(null, out); // the decoder hands out what it still holds
        checkComplete(out);
        if (isOggVorbis() && stream.duration() != AV_NOPTS_VALUE) {
            out.cut(declaredSamples());
        }
    }

    private double declaredSamples() {
        return seconds() * stream.codecpar().sample_rate();
    }

    private void openDecoder() {
        AVCodec codec = avcodec_find_decoder(stream.codecpar().codec_id());
        if (codec == null) {
            throw new DataException(
                    name + ": there is no decoder for " + codec(),
                    "Convert the file to WAV, FLAC, Ogg Vorbis or MP3.");
        }
        decoder = allocated(avcodec_alloc_context3(codec));
        packet = allocated(av_packet_alloc());
        frame = allocated(av_frame_alloc());
        int status = avcodec_parameters_to_context(decoder, stream.codecpar());
        if (status >= 0) {
            decoder.pkt_timebase(stream.time_base());
            if (isOggVorbis()) {
                decoder.flags2(decoder.flags2() | SKIP_MANUALLY);
            }
            if (!isMp3()) {
                decoder.err_recognition(CHECK_SUMS_AND_STOP);
            }
            status = avcodec_open2(decoder, codec, (AVDictionary) null);
        }
        if (status < 0) {
            throw broken("the decoder for " + codec() + " does not open", status);
        }
    }

    /**
     * Of such files we cut the end ourselves: FFmpeg counts the first packet, of which nothing
     * comes out, and so cuts 128 samples too many; files of one page it does not cut at all.
     */
    private boolean isOggVorbis() {
        return stream.codecpar().codec_id() == AV_CODEC_ID_VORBIS
                && context.iformat().name().getString().equals("ogg");
    }

    private boolean isMp3() {
        return stream.codecpar().codec_id() == AV_CODEC_ID_MP3;
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

    private void checkComplete(FrameCollector out) {
        double declared = declaredSamples();
        boolean exact = EXACT_FORMATS.contains(context.iformat().name().getString());
        boolean fromStart = stream.start_time() <= 0; // not a piece of a longer Ogg file
        int tolerance = exact && fromStart ? 0 : PADDING_SAMPLES;
        if (brokenStatus < 0 && !(isMp3() || (exact && out.samples() + 0.5 > declared))) {
            throw brokenFrame();
        }
        // Method 1: the file itself tells, FFmpeg did not guess from the bit rate.
        boolean told = exact || (isMp3() && context.duration_estimation_method() == 1);
        if (told && out.samples() + tolerance + 0.5 < declared) {
            throw new DataException(
                    name
                            + ": the file is broken or cut off: it promises "
                            + Math.round(declared)
                            + " samples, only "
                            + out.samples()
                            + " could be decoded",
                    AudioDecoder.CURE_BROKEN);
        }
    }

    private DataException brokenFrame() {
        return broken("has a broken frame after " + brokenAtSample + " samples", brokenStatus);
    }

    private DataException broken(String what, int status) {
        byte[] text = new byte[256];
        av_strerror(status, text, text.length);
        int length = 0;
        while (length < text.length && text[length] != 0) {
            length++;
        }
        String reason = new String(text, 0, length, StandardCharsets.UTF_8);
        return new DataException(
                name + ": " + what + " (FFmpeg: " + reason + ")", AudioDecoder.CURE_BROKEN);
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
        avformat_close_input(context);
    }
}
