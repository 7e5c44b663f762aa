package org.burst4j.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.burst4j.ConfigException;
import org.burst4j.DataException;
import org.burst4j.audio.Loudness;
import org.burst4j.data.AudioCheck;
import org.burst4j.data.AudioDigests;
import org.burst4j.data.BatchLoader;
import org.burst4j.data.BatchPlan;
import org.burst4j.data.BatchPrefetcher;
import org.burst4j.data.Clip;
import org.burst4j.data.ClipTable;
import org.burst4j.data.Clipping;
import org.burst4j.data.ClippingLog;
import org.burst4j.data.LayoutName;
import org.burst4j.data.Oversampling;
import org.burst4j.data.Problem;
import org.burst4j.data.RecordReaderSource;
import org.burst4j.data.SpeakerSplit;
import org.burst4j.data.Split;
import org.burst4j.data.TableRead;
import org.burst4j.data.WaveformCache;
import org.burst4j.data.WaveformSource;
import org.burst4j.task.Task;
import org.burst4j.train.FeatureExtraction;
import org.burst4j.train.TrainingData;

/** The clips of a run: read, checked, split, and given out batch by batch. */
public final class PreparedData implements TrainingData {
    private final RunConfig config;
    private final boolean splitFromSeed;
    private final ClipTable table;
    private final List<Problem> problems;
    private final Oversampling oversampling;
    private final Clipping clipping;
    private final List<Clip> train;
    private final List<Clip> validation;
    private final int[] trainLengths;
    private final int[] validationLengths;
    private final BatchLoader loader;
    private final TrainPlans plans;
    private final Map<String, Integer> paddedSamples;

    private PreparedData(
            RunConfig config,
            ClipTable table,
            List<Problem> problems,
            AudioCheck.Result audio,
            WaveformSource source,
            ClippingLog clippingLog,
            boolean splitFromSeed) {
        this.config = config;
        this.splitFromSeed = splitFromSeed;
        this.table = table;
        this.problems = List.copyOf(problems);
        this.oversampling = oversampling(config, table);
        this.clipping =
                config.audio().loudness() == Loudness.NONE ? null : clippingLog.of(table.clips());
        this.train = oversampling.clips();
        this.validation = table.clips(Split.VAL);
        for (Split split : List.of(Split.TRAIN, Split.VAL)) {
            if ((split == Split.TRAIN ? train : validation).isEmpty()) {
                throw new DataException(
                        config.data().path()
                                + " has no usable clip in the split '"
                                + split.word()
                                + "'",
                        "Check the split column, or remove it to have one made by speaker.");
            }
        }
        this.trainLengths = audio.lengthsOf(train);
        this.validationLengths = audio.lengthsOf(validation);
        this.loader = new BatchLoader(source, table.tasks(), bucketSamples(config));
        this.plans =
                new TrainPlans(
                        train,
                        trainLengths,
                        table.tasks(),
                        config.train(),
                        config.data().poolBatches(),
                        config.seed());
        this.paddedSamples = new HashMap<>();
        for (List<Clip> clips : List.of(train, validation)) {
            int[] lengths = clips == train ? trainLengths : validationLengths;
            for (int index = 0; index < lengths.length; index++) {
                paddedSamples.put(clips.get(index).id(), loader.paddedSamples(lengths[index]));
            }
        }
    }

    /** The training clips of an epoch, of a table with splits. */
    static Oversampling oversampling(RunConfig config, ClipTable table) {
        return Oversampling.of(
                limited(table.clips(Split.TRAIN), config),
                config.data().oversampledTasks(table.tasks()),
                config.data().oversampleBinWidth(),
                config.seed());
    }

    private static List<Clip> limited(List<Clip> clips, RunConfig config) {
        int most = config.data().maxTrainClips();
        if (most == 0 || most >= clips.size()) {
            return clips;
        }
        List<Clip> shuffled = new ArrayList<>(clips);
        Collections.shuffle(shuffled, new Random(config.seed()));
        return List.copyOf(shuffled.subList(0, most));
    }

    /**
     * The bucket that batches are padded to.
     *
     * @param config the run's configuration
     * @return samples at the audio's sample rate
     */
    public static int bucketSamples(RunConfig config) {
        return (int) Math.round(config.data().bucketSeconds() * config.audio().sampleRateHz());
    }

    /**
     * Reads the label tables.
     *
     * @param config the run's configuration
     * @return the table, with the run's tasks only, and what was wrong with it
     * @throws ConfigException if none is named
     * @throws DataException if it cannot be used
     */
    public static TableRead readTable(RunConfig config) {
        DataSettings data = config.data();
        TableRead read = data.read(config.wantedTasks());
        if (!data.tasks().isEmpty()) {
            return read;
        }
        ClipTable table = read.table();
        return new TableRead(
                new ClipTable(
                        table.layout(),
                        table.root(),
                        distinct(table),
                        table.clips(),
                        table.hasSplits()),
                read.problems());
    }

    /** A-VB's high and ExVo's emotion are the same labels: the layout's own name is kept. */
    static List<Task> distinct(ClipTable table) {
        List<String> names = table.tasks().stream().map(Task::name).toList();
        if (!names.containsAll(List.of("high", "emotion"))) {
            return table.tasks();
        }
        String doubled = table.layout() == LayoutName.EXVO ? "high" : "emotion";
        return table.tasks().stream().filter(task -> !task.name().equals(doubled)).toList();
    }

    /**
     * Reads, checks and splits the data of a run.
     *
     * @param config the run's configuration
     * @param minimumSamples samples that the encoder needs for one frame; a shorter clip is bad
     * @param progress told the number of clips checked so far
     * @return the data
     * @throws DataException with every problem found, unless bad clips are to be skipped
     */
    public static PreparedData of(RunConfig config, int minimumSamples, IntConsumer progress) {
        TableRead read = readTable(config);
        ClippingLog clipping = new ClippingLog();
        WaveformSource source = longEnough(source(config, clipping), minimumSamples, config);
        ClipTable labelled = read.table();
        ClipTable used =
                labelled.hasSplits() ? labelled.without(ids(labelled.clips(Split.TEST))) : labelled;
        AudioCheck.Result audio = AudioCheck.run(used, source, config.data().skipBad(), progress);
        ClipTable table = audio.table();
        if (!table.hasSplits()) {
            table = SpeakerSplit.assign(table, config.data().valFraction(), config.seed());
        }
        List<Problem> problems = new ArrayList<>(read.problems());
        problems.addAll(audio.problems());
        return new PreparedData(
                config, table, problems, audio, source, clipping, !labelled.hasSplits());
    }

    /**
     * Where the waveforms of a run come from: DataVec's record reader for audio, behind a cache.
     *
     * @param config the run's configuration
     * @param clipping told how much of each clip its loudness clips
     * @return a new source with an empty cache
     */
    public static WaveformSource source(RunConfig config, ClippingLog clipping) {
        return new WaveformCache(
                new RecordReaderSource(config.audio(), clipping),
                (long) config.data().cacheMegabytes() << 20);
    }

    /** Padding would hide that a clip has no frame, and its mean would be one of nothing. */
    private static WaveformSource longEnough(
            WaveformSource source, int minimumSamples, RunConfig config) {
        return file -> {
            float[] samples = source.read(file);
            if (samples.length < minimumSamples) {
                throw new DataException(
                        file
                                + " has "
                                + samples.length
                                + " samples at "
                                + config.audio().sampleRateHz()
                                + " Hz, the encoder needs "
                                + minimumSamples
                                + " for one frame",
                        "Leave the clip out.");
            }
            return samples;
        };
    }

    private static Set<String> ids(List<Clip> clips) {
        return Set.copyOf(clips.stream().map(Clip::id).toList());
    }

    /**
     * The table with its splits, without clips that were left out.
     *
     * @return the table
     */
    public ClipTable table() {
        return table;
    }

    /**
     * Whether the split was made by speaker from the run's seed.
     *
     * @return false if the table has splits of its own
     */
    public boolean splitFromSeed() {
        return splitFromSeed;
    }

    /**
     * What was left out and why; empty unless bad clips are skipped.
     *
     * @return the problems
     */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * The training clips of an epoch.
     *
     * @return at least one; with oversampling a clip may be there several times
     */
    public List<Clip> trainClips() {
        return train;
    }

    /**
     * The training clips without duplicates.
     *
     * @return at least one, each once
     */
    public List<Clip> trainRecordings() {
        return train.subList(0, oversampling.originals());
    }

    /**
     * What became of the training clips.
     *
     * @return the outcome; without strata where the run does not oversample
     */
    public Oversampling oversampling() {
        return oversampling;
    }

    /**
     * How much the loudness gain clips, over the usable clips of the table.
     *
     * @return empty if the loudness is left as it is
     */
    public Optional<Clipping> clipping() {
        return Optional.ofNullable(clipping);
    }

    /**
     * The validation clips.
     *
     * @return at least one
     */
    public List<Clip> validationClips() {
        return validation;
    }

    /**
     * The longest training clips.
     *
     * @param most how many at most
     * @return at least one, the longest first
     */
    List<Clip> longestTrainClips(int most) {
        return IntStream.range(0, train.size())
                .boxed()
                .sorted(Comparator.comparingInt(clip -> -trainLengths[clip]))
                .limit(most)
                .map(train::get)
                .toList();
    }

    @Override
    public int trainBatches() {
        return plans.batches();
    }

    private BatchPlan validationPlan() {
        BatchPlan.Options options =
                new BatchPlan.Options(
                        config.train().batchSize(), true, config.data().poolBatches(), false);
        return BatchPlan.of(validationLengths, options, config.seed(), 0);
    }

    @Override
    public Batches train(int stage, int epoch, int from) {
        return plans.audio(loader, stage, epoch, from);
    }

    @Override
    public Batches trainLabels(int stage, int epoch, int from) {
        return plans.labels(loader, stage, epoch, from);
    }

    @Override
    public Batches validationLabels() {
        return new LabelBatches(loader, validationPlan().of(validation, 0));
    }

    @Override
    public List<List<Clip>> equalLengths() {
        // In the table's order: that of the splits may depend on the seed.
        return equalLengths(usedClips());
    }

    @Override
    public List<List<Clip>> validationGroups() {
        return equalLengths(validation);
    }

    private List<List<Clip>> equalLengths(List<Clip> clips) {
        int[] padded = clips.stream().mapToInt(clip -> paddedSamples.get(clip.id())).toArray();
        return BatchPlan.ofEqualLengths(
                        padded, FeatureExtraction.GROUP_CLIPS, FeatureExtraction.GROUP_SAMPLES)
                .of(clips, 0);
    }

    private List<Clip> usedClips() {
        return table.clips().stream().filter(clip -> paddedSamples.containsKey(clip.id())).toList();
    }

    @Override
    public Batches load(List<List<Clip>> groups) {
        return new Prefetched(new BatchPrefetcher(loader, groups));
    }

    @Override
    public Map<String, String> audioKeys(IntConsumer done) {
        return AudioDigests.of(usedClips(), done);
    }
}
