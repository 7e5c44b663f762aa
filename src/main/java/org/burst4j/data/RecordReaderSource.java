package org.burst4j.data;

import java.nio.file.Path;
import org.burst4j.audio.AudioConfig;
import org.burst4j.audio.AudioRecordReader;
import org.burst4j.audio.ClipMetaData;
import org.datavec.api.records.Record;
import org.datavec.api.records.metadata.RecordMetaDataURI;
import org.datavec.api.writable.NDArrayWritable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Reads waveforms with DataVec's reader for audio, so that training sees what any DataVec user of
 * {@link AudioRecordReader} sees. Safe for several threads.
 */
public final class RecordReaderSource implements WaveformSource {
    private final AudioRecordReader reader;
    private final ClippingLog clipping;

    /**
     * Creates a source.
     *
     * @param config what becomes of a decoded clip
     */
    public RecordReaderSource(AudioConfig config) {
        this(config, new ClippingLog());
    }

    /**
     * Creates a source that takes down how much of each clip its loudness clips.
     *
     * @param config what becomes of a decoded clip
     * @param clipping told of each file read
     */
    public RecordReaderSource(AudioConfig config, ClippingLog clipping) {
        this.reader = new AudioRecordReader(config, null);
        this.clipping = clipping;
    }

    @Override
    public float[] read(Path file) {
        Record clip =
                reader.loadFromMetaData(
                        new RecordMetaDataURI(file.toUri(), AudioRecordReader.class));
        if (clip.getMetaData() instanceof ClipMetaData metaData) {
            clipping.add(file, metaData.clippedFraction());
        }
        INDArray samples = ((NDArrayWritable) clip.getRecord().get(0)).get();
        float[] copied = samples.toFloatVector();
        // Off-heap memory: waiting for the garbage collector would let it grow by gigabytes.
        samples.close();
        return copied;
    }
}
