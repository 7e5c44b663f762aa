package org.burst4j.audio;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_TIME_BASE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
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
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.BytePointer;

/** The audio stream of one file, opened by FFmpeg; owns the native container. */
final class FfmpegFile implements AutoCloseable {
    /** Play lists and the like are left out: they would open other files and addresses. */
    private static final String FORMATS =
            "wav,w64,aiff,au,caf,flac,ogg,mp3,aac,wv,amr,mov,mp4,m4a,matroska,webm,avi,asf,tta,ape";

    /** Flags of libavcodec/avcodec.h: AV_EF_CRCCHECK and AV_EF_EXPLODE. */
    static final int CHECK_SUMS_AND_STOP = 1 | 1 << 3;

    /** AVFMT_DURATION_FROM_BITRATE of libavformat/avformat.h: a guess. */
    private static final int DURATION_FROM_BIT_RATE = 2;

    private final String name;
    private final AVFormatContext context = new AVFormatContext(null);
    private AVStream stream;

    private FfmpegFile(String name) {
        this.name = name;
    }

    /**
     * Opens a file and finds its audio stream.
     *
     * @param file an existing regular file
     * @param name what messages call it
     */
    static FfmpegFile open(Path file, String name) {
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
            opened.findStream();
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

    private void findStream() {
        int status = avformat_find_stream_info(context, (AVDictionary) null);
        if (status < 0) {
            throw broken("is broken: its streams cannot be read", status);
        }
        int index = av_find_best_stream(context, AVMEDIA_TYPE_AUDIO, -1, -1, (AVCodec) null, 0);
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

    /** The sampling rate that the headers tell, in Hz. */
    int sampleRateHz() {
        return stream.codecpar().sample_rate();
    }

    /** The samples a channel that the headers tell; NaN where they do not. */
    double declaredSamples() {
        return seconds() * sampleRateHz();
    }

    /** The duration that the headers tell, in seconds; NaN where they do not. */
    private double seconds() {
        if (stream.duration() != AV_NOPTS_VALUE) {
            return stream.duration() * (double) stream.time_base().num() / stream.time_base().den();
        }
        return context.duration() == AV_NOPTS_VALUE
                ? Double.NaN
                : context.duration() / (double) AV_TIME_BASE;
    }

    /** The stream found. */
    AVStream stream() {
        return stream;
    }

    /** The container, to read packets from. */
    AVFormatContext context() {
        return context;
    }

    /** What messages call the file. */
    String name() {
        return name;
    }

    /** True where this is the container and the codec of these names. */
    boolean is(String container, String codec) {
        return context.iformat().name().getString().equals(container) && codec().equals(codec);
    }

    /** True where the headers (Ogg: the last page) give the number of samples, but for padding. */
    boolean tellsLength() {
        boolean told =
                !Double.isNaN(seconds())
                        && context.duration_estimation_method() != DURATION_FROM_BIT_RATE;
        return told
                && Set.of("flac", "wv", "ogg", "mp3")
                        .contains(context.iformat().name().getString());
    }

    /** True where they give it to the sample. */
    boolean tellsExactLength() {
        return tellsLength() && Set.of("flac", "wavpack", "vorbis").contains(codec());
    }

    /** An error that names the file and tells FFmpeg's reason. */
    DataException broken(String what, int status) {
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
        avformat_close_input(context);
    }
}
