package org.burst4j.audio;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.burst4j.ConfigException;
import org.burst4j.DataException;
import org.datavec.api.conf.Configuration;
import org.datavec.api.io.labels.PathLabelGenerator;
import org.datavec.api.records.Record;
import org.datavec.api.records.metadata.RecordMetaData;
import org.datavec.api.records.reader.BaseRecordReader;
import org.datavec.api.split.InputSplit;
import org.datavec.api.split.InputStreamInputSplit;
import org.datavec.api.split.StreamInputSplit;
import org.datavec.api.writable.IntWritable;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.api.writable.Writable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Reads audio files for DataVec: every record is one clip.
 *
 * <p>The first element of a record is an {@link NDArrayWritable} of shape [1, samples], float, as
 * {@link AudioPreprocessor} makes it: one channel at 16 kHz of zero mean and unit variance unless
 * the configuration says otherwise. With a label generator the second element is the label: an
 * {@link IntWritable} index into {@link #getLabels()}, which are sorted, or, where the generator
 * does not infer classes, what it gives.
 *
 * <p>The metadata of a record is a {@link ClipMetaData}.
 *
 * <p>Clips differ in length. DL4J's iterators put only clips of one length in a batch, so feed them
 * clips of one length or batches of one.
 *
 * <p>A file that cannot be used throws a {@link DataException} that names it; the next call goes on
 * behind it.
 */
public final class AudioRecordReader extends BaseRecordReader {
    private static final long serialVersionUID = 1L;

    private final AudioConfig config;
    private final PathLabelGenerator labelGenerator;
    private transient Configuration configuration;
    private List<URI> locations;
    private List<String> labels = List.of();
    private int position;

    /** Creates a reader with {@link AudioConfig#DEFAULTS} and without labels. */
    public AudioRecordReader() {
        this(AudioConfig.DEFAULTS, null);
    }

    /**
     * Creates a reader.
     *
     * @param config what becomes of a clip
     * @param labelGenerator makes a label of each path, or null for records without a label
     */
    public AudioRecordReader(AudioConfig config, PathLabelGenerator labelGenerator) {
        this.config = config;
        this.labelGenerator = labelGenerator;
    }

    @Override
    public void initialize(InputSplit split) throws IOException, InterruptedException {
        super.initialize(split);
        locate();
        if (labelGenerator != null && labelGenerator.inferLabelClasses()) {
            TreeSet<String> names = new TreeSet<>();
            for (URI location : locations) {
                names.add(labelOf(location).toString());
            }
            labels = List.copyOf(names);
        }
    }

    @Override
    public void initialize(Configuration conf, InputSplit split)
            throws IOException, InterruptedException {
        setConf(conf);
        initialize(split);
    }

    private void locate() {
        List<URI> found = new ArrayList<>();
        inputSplit.locationsIterator().forEachRemaining(found::add);
        locations = found;
        position = 0;
    }

    private List<URI> locations() {
        if (locations == null) {
            throw new ConfigException(
                    "AudioRecordReader has no input split yet",
                    "Call initialize(split) before reading.");
        }
        return locations;
    }

    @Override
    public boolean hasNext() {
        return position < locations().size();
    }

    @Override
    public List<Writable> next() {
        return nextRecord().getRecord();
    }

    @Override
    public Record nextRecord() {
        if (!hasNext()) {
            throw new DataException(
                    "no clip is left, all " + locations.size() + " were read",
                    "Ask hasNext() first, or reset().");
        }
        URI location = locations.get(position++);
        Record record = load(location);
        invokeListeners(record);
        return record;
    }

    /**
     * Reads several records.
     *
     * @param count the most records to read
     * @return one list a record, as {@link #next()} gives it; fewer than asked for at the end
     */
    @Override
    public List<List<Writable>> next(int count) {
        List<List<Writable>> records = new ArrayList<>();
        while (records.size() < count && hasNext()) {
            records.add(next());
        }
        return records;
    }

    /** Clips of several lengths do not form one array, so iterators ask for one at a time. */
    @Override
    public boolean batchesSupported() {
        return false;
    }

    @Override
    public List<Writable> record(URI uri, DataInputStream dataInputStream) {
        return writables(
                new AudioPreprocessor(config).prepare(dataInputStream, uri.toString()), uri);
    }

    @Override
    public Record loadFromMetaData(RecordMetaData recordMetaData) {
        return load(recordMetaData.getURI());
    }

    @Override
    public List<Record> loadFromMetaData(List<RecordMetaData> recordMetaDatas) {
        List<Record> records = new ArrayList<>();
        for (RecordMetaData recordMetaData : recordMetaDatas) {
            records.add(loadFromMetaData(recordMetaData));
        }
        return records;
    }

    private Record load(URI location) {
        Waveform waveform = prepare(location);
        return new org.datavec.api.records.impl.Record(
                writables(waveform, location),
                new ClipMetaData(location, waveform.clippedFraction()));
    }

    private Waveform prepare(URI location) {
        AudioPreprocessor preprocessor = new AudioPreprocessor(config);
        boolean streams =
                inputSplit instanceof StreamInputSplit
                        || inputSplit instanceof InputStreamInputSplit;
        if (!streams && "file".equals(location.getScheme())) {
            return preprocessor.prepare(Path.of(location));
        }
        try (InputStream in = open(location)) {
            return preprocessor.prepare(in, location.toString());
        } catch (IOException e) {
            throw unreadable(location, e);
        }
    }

    /** Opens by the split's own means; they declare every exception there is. */
    private InputStream open(URI location) throws IOException {
        if (inputSplit instanceof StreamInputSplit) {
            return streamCreatorFn.apply(location);
        }
        if (inputSplit == null) {
            throw new ConfigException(
                    "AudioRecordReader has no input split to open " + location,
                    "Call initialize(split) before reading what is no file.");
        }
        try {
            return inputSplit.openInputStreamFor(location.toString());
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw unreadable(location, e);
        }
    }

    private static DataException unreadable(URI location, Exception cause) {
        return new DataException(
                location + ": cannot be opened (" + cause + ")",
                "Check the address and the input split.",
                cause);
    }

    private List<Writable> writables(Waveform waveform, URI location) {
        // [1, S]: one row a record, so that iterators can stack rows to a batch
        float[][] row = {waveform.samples()};
        List<Writable> record = new ArrayList<>();
        record.add(new NDArrayWritable(Nd4j.createFromArray(row)));
        if (labelGenerator != null) {
            record.add(label(location));
        }
        return record;
    }

    private Writable label(URI location) {
        Writable label = labelOf(location);
        if (!labelGenerator.inferLabelClasses()) {
            return label;
        }
        int index = labels.indexOf(label.toString());
        if (index < 0) {
            throw new DataException(
                    location + ": label \"" + label + "\" is none of " + labels,
                    "Read files of the folders that the reader was initialised with.");
        }
        return new IntWritable(index);
    }

    /** DataVec's generators turn a URI into a file, which fails for any other scheme. */
    private Writable labelOf(URI location) {
        return "file".equals(location.getScheme())
                ? labelGenerator.getLabelForPath(location)
                : labelGenerator.getLabelForPath(location.toString());
    }

    @Override
    public List<String> getLabels() {
        return labels;
    }

    @Override
    public void reset() {
        locations();
        inputSplit.reset(); // a split with a random generator shuffles again
        locate();
    }

    @Override
    public boolean resetSupported() {
        return inputSplit == null || inputSplit.resetSupported();
    }

    @Override
    public void close() {
        // Every file is closed as soon as it is read.
    }

    @Override
    public void setConf(Configuration conf) {
        configuration = conf;
    }

    @Override
    public Configuration getConf() {
        return configuration;
    }
}
