package org.burst4j.audio;

/**
 * What the headers of an audio file say, without decoding it.
 *
 * @param codec the name of the codec as FFmpeg has it, such as pcm_s16le, flac, vorbis or mp3
 * @param sampleRateHz the sampling rate in Hz
 * @param channels the number of channels
 * @param seconds the duration in seconds; for MP3 the container's, which counts the encoder's
 *     padding, or an estimate from the bit rate; NaN where the file does not tell
 */
public record AudioHeader(String codec, int sampleRateHz, int channels, double seconds) {}
