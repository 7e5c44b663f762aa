package org.burst4j.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.burst4j.ConfigException;
import org.burst4j.DataException;
import org.datavec.api.io.labels.ParentPathLabelGenerator;
import org.datavec.api.records.Record;
import org.datavec.api.records.listener.impl.LogRecordListener;
import org.datavec.api.records.reader.RecordReader;
import org.datavec.api.split.CollectionInputSplit;
import org.datavec.api.split.FileSplit;
import org.datavec.api.split.StreamInputSplit;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.api.writable.Writable;
import org.deeplearning4j.datasets.datavec.RecordReaderDataSetIterator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class AudioRecordReaderTest {
    @TempDir Path folder;

    private List<URI> clips;

    @BeforeEach
    void makeClips() throws Exception {
        Files.createDirectory(folder.resolve("laugh"));
        Files.createDirectory(folder.resolve("cry"));
        clips = List.of(clip("cry/a.wav", 200), clip("laugh/b.wav", 300), clip("laugh/c.wav", 400));
    }

    private URI clip(String name, double frequencyHz) {
        Path file = folder.resolve(name);
        WavWriter.write(file, WavFiles.floats(WavFiles.sine(4410, frequencyHz, 22050, 0.5)), 22050);
        return file.toUri();
    }

    private static float[] prepared(URI clip) {
        return new AudioPreprocessor(AudioConfig.DEFAULTS).prepare(Path.of(clip)).samples();
    }

    private AudioRecordReader labelled() throws Exception {
        AudioRecordReader reader =
                new AudioRecordReader(AudioConfig.DEFAULTS, new ParentPathLabelGenerator());
        reader.initialize(new CollectionInputSplit(clips));
        return reader;
    }

    @Test
    void each_record_is_a_prepared_clip_and_its_label() throws Exception {
        AudioRecordReader reader = labelled();
        assertThat(reader.getLabels()).containsExactly("cry", "laugh");
        int[] labels = {0, 1, 1};
        for (int i = 0; i < 3; i++) {
            assertThat(reader.hasNext()).isTrue();
            List<Writable> record = reader.next();
            assertThat(record).hasSize(2);
            INDArray samples = ((NDArrayWritable) record.get(0)).get();
            assertThat(samples.dataType()).isEqualTo(DataType.FLOAT);
            assertThat(samples.shape()).containsExactly(1, 3200);
            assertThat(samples.data().asFloat()).isEqualTo(prepared(clips.get(i)));
            assertThat(record.get(1).toInt()).isEqualTo(labels[i]);
        }
        assertThat(reader.hasNext()).isFalse();
        assertThatThrownBy(reader::next)
                .isInstanceOf(DataException.class)
                .hasMessage("no clip is left, all 3 were read");
        assertThat(reader.resetSupported()).isTrue();
        reader.reset();
        assertThat(reader.next(5)).hasSize(3);
    }

    @Test
    void a_file_split_without_labels_gives_the_clip_alone() throws Exception {
        try (RecordReader reader = new AudioRecordReader()) {
            reader.initialize(new FileSplit(folder.toFile(), new String[] {"wav"}, true));
            assertThat(reader.getLabels()).isEmpty();
            assertThat(reader.next()).hasSize(1);
            assertThat(reader.next(9)).hasSize(2);
        }
    }

    @Test
    void records_can_be_loaded_again_by_their_meta_data() throws Exception {
        AudioRecordReader reader = labelled();
        reader.next();
        Record second = reader.nextRecord();
        assertThat(second.getMetaData().getURI()).isEqualTo(clips.get(1));
        assertThat(second.getMetaData().getReaderClass()).isEqualTo(AudioRecordReader.class);
        List<Record> again = reader.loadFromMetaData(List.of(second.getMetaData()));
        assertThat(again).hasSize(1);
        assertThat(again.get(0).getRecord()).isEqualTo(second.getRecord());
    }

    @Test
    void reads_streams_of_the_caller_and_of_a_split() throws Exception {
        AudioRecordReader reader = labelled();
        byte[] bytes = Files.readAllBytes(Path.of(clips.get(2)));
        List<Writable> record =
                reader.record(
                        URI.create("memory:/laugh/x.wav"),
                        new DataInputStream(new ByteArrayInputStream(bytes)));
        assertThat(((NDArrayWritable) record.get(0)).get().data().asFloat())
                .isEqualTo(prepared(clips.get(2)));
        AudioRecordReader streamed = new AudioRecordReader();
        streamed.initialize(
                new StreamInputSplit(
                        List.of(URI.create("memory:/x.wav")),
                        uri -> new ByteArrayInputStream(bytes)));
        assertThat(streamed.next().get(0)).isEqualTo(record.get(0));
    }

    @Test
    void tells_its_listeners_of_every_record() throws Exception {
        AudioRecordReader reader = labelled();
        LogRecordListener listener = new LogRecordListener();
        reader.setListeners(listener);
        assertThat(listener.invoked()).isFalse();
        reader.next();
        assertThat(listener.invoked()).isTrue();
        assertThat(reader.getListeners()).containsExactly(listener);
    }

    @Test
    void a_broken_file_is_named_and_the_next_call_goes_on() throws Exception {
        Files.writeString(Path.of(clips.get(0)), "not audio");
        AudioRecordReader reader = labelled();
        assertThatThrownBy(reader::next)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a.wav: is not audio of a known format");
        assertThat(reader.next(9)).hasSize(2);
    }

    @Test
    void wrong_use_is_told() {
        AudioRecordReader reader = new AudioRecordReader();
        assertThatThrownBy(reader::hasNext)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no input split");
    }

    @Test
    void survives_serialisation_as_spark_does_it() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(
                    new AudioRecordReader(AudioConfig.DEFAULTS, new ParentPathLabelGenerator()));
        }
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            AudioRecordReader reader = (AudioRecordReader) in.readObject();
            reader.initialize(new CollectionInputSplit(clips));
            assertThat(reader.next(9)).hasSize(3);
        }
    }

    @Test
    void feeds_the_iterator_of_deeplearning4j() throws Exception {
        RecordReaderDataSetIterator iterator = new RecordReaderDataSetIterator(labelled(), 2, 1, 2);
        DataSet first = iterator.next();
        assertThat(first.getFeatures().shape()).containsExactly(2, 3200);
        assertThat(first.getFeatures().getRow(0).dup().data().asFloat())
                .isEqualTo(prepared(clips.get(0)));
        assertThat(first.getFeatures().getRow(1).dup().data().asFloat())
                .isEqualTo(prepared(clips.get(1)));
        assertThat(first.getLabels().toFloatMatrix()).isEqualTo(new float[][] {{1, 0}, {0, 1}});
        assertThat(iterator.next().getFeatures().shape()).containsExactly(1, 3200);
        assertThat(iterator.hasNext()).isFalse();
        iterator.reset();
        assertThat(iterator.hasNext()).isTrue();
    }
}
