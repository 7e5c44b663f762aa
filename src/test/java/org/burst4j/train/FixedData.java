package org.burst4j.train;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.burst4j.data.Batch;
import org.burst4j.data.Clip;
import org.burst4j.model.SmallNet;

/** Fixed batches; every epoch the same. */
public record FixedData(List<Batch> train, List<Batch> validationClips) implements TrainingData {
    public FixedData(List<Batch> train) {
        this(train, List.of(SmallNet.batch(6, 100)));
    }

    @Override
    public int trainBatches() {
        return train.size();
    }

    @Override
    public Batches train(int stage, int epoch, int from) {
        return over(train.subList(from, train.size()));
    }

    @Override
    public List<List<Clip>> validationGroups() {
        return validationClips.stream().map(Batch::clips).toList();
    }

    @Override
    public Batches trainLabels(int stage, int epoch, int from) {
        return train(stage, epoch, from);
    }

    @Override
    public Batches validationLabels() {
        return over(validationClips);
    }

    @Override
    public List<List<Clip>> equalLengths() {
        return all().map(Batch::clips).toList();
    }

    @Override
    public Batches load(List<List<Clip>> groups) {
        return over(all().filter(batch -> groups.contains(batch.clips())).toList());
    }

    @Override
    public Map<String, String> audioKeys(IntConsumer done) {
        Map<String, String> keys = new LinkedHashMap<>();
        all().flatMap(batch -> batch.clips().stream())
                .forEach(clip -> keys.put(clip.id(), clip.id()));
        return keys;
    }

    /** A batch may be there twice, e.g. to be trained and validated. */
    private Stream<Batch> all() {
        Map<List<Clip>, Batch> batches = new LinkedHashMap<>();
        train.forEach(batch -> batches.put(batch.clips(), batch));
        validationClips.forEach(batch -> batches.put(batch.clips(), batch));
        return batches.values().stream();
    }

    private static Batches over(List<Batch> batches) {
        return over(batches.iterator());
    }

    /** Batches that hold nothing open. */
    static Batches over(Iterator<Batch> iterator) {
        return new Batches() {
            @Override
            public void close() {}

            @Override
            public boolean hasNext() {
                return iterator.hasNext();
            }

            @Override
            public Batch next() {
                return iterator.next();
            }
        };
    }
}
