/**
 * From audio files to the samples that an encoder takes, and back to a file: {@link
 * org.burst4j.audio.AudioDecoder} decodes, {@link org.burst4j.audio.Resampler} changes the rate,
 * {@link org.burst4j.audio.AudioPreprocessor} does the whole path, {@link
 * org.burst4j.audio.AudioRecordReader} offers it to DataVec, and {@link
 * org.burst4j.audio.WavWriter} writes.
 */
package org.burst4j.audio;
