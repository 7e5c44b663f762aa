package org.burst4j.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers of each audio file read how much its loudness clips. Safe for several threads. */
public final class ClippingLog {
    private final Map<Path, Double> shares = new ConcurrentHashMap<>();

    /** Creates an empty log. */
    public ClippingLog() {}

    /**
     * Takes down a file; one that was read before has the same share.
     *
     * @param file the audio file
     * @param share share of its samples that are clipped, 0 to 1
     */
    void add(Path file, double share) {
        shares.put(file, share);
    }

    /**
     * Sums up some clips.
     *
     * @param clips the clips; those whose file was not read are left out
     * @return the summary
     */
    public Clipping of(List<Clip> clips) {
        return Clipping.of(
                clips.stream()
                        .filter(clip -> shares.containsKey(clip.file()))
                        .map(clip -> new Clipping.ClipShare(clip.id(), shares.get(clip.file())))
                        .toList());
    }
}
