package org.burst4j.train;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.burst4j.data.Batch;
import org.burst4j.data.Clip;
import org.burst4j.model.SmallNet;

/** Fixed batches; every epoch the same. */
record FixedData(List<Batch> train, List<Batch> validationClips) implements TrainingData {
    FixedData(List<Batch> train) {
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
    public Batches validation() {
        return over(validationClips);
    }

    @Override
    public Batches trainLabels(int stage, int epoch, int from) {
        return train(stage, epoch, from);
    }

    @Override
    public Batches validationLabels() {
        return validation();
    }

    @Override
    public Batches equalLengths(Predicate<Clip> wanted) {
        return over(
                Stream.concat(train.stream(), validationClips.stream())
                        .filter(batch -> batch.clips().stream().anyMatch(wanted))
                        .toList());
    }

    @Override
    public Map<String, String> audioKeys(IntConsumer done) {
        Map<String, String> keys = new LinkedHashMap<>();
        Stream.concat(train.stream(), validationClips.stream())
                .flatMap(batch -> batch.clips().stream())
                .forEach(clip -> keys.put(clip.id(), clip.id()));
        return keys;
    }

    private static Batches over(List<Batch> batches) {
        Iterator<Batch> iterator = batches.iterator();
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
