package org.burst4j.data;

import java.nio.file.Path;
import org.burst4j.audio.AudioConfig;
import org.burst4j.audio.AudioRecordReader;
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

    /**
     * Creates a source.
     *
     * @param config what becomes of a decoded clip
     */
    public RecordReaderSource(AudioConfig config) {
        this.reader = new AudioRecordReader(config, null);
    }

    @Override
    public float[] read(Path file) {
        Record clip =
                reader.loadFromMetaData(
                        new RecordMetaDataURI(file.toUri(), AudioRecordReader.class));
        INDArray samples = ((NDArrayWritable) clip.getRecord().get(0)).get();
        float[] copied = samples.toFloatVector();
        // Off-heap memory: waiting for the garbage collector would let it grow by gigabytes.
        samples.close();
        return copied;
    }
}
