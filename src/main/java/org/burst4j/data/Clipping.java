package org.burst4j.data;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How many samples a 16-bit file would clip after the loudness gain. With {@code audio.clip: int16}
 * the preprocessing does just that; without, the figures tell how much sound a tool that writes
 * 16-bit files at this loudness, as the authors of Burst2Vec did at -3 dB RMS, would have
 * destroyed.
 *
 * @param clips clips looked at
 * @param meanShare mean over the clips of the share of samples that are clipped, 0 to 1; 0 without
 *     clips
 * @param clippedClips clips with at least one such sample
 * @param clippedClipsShare their share, 0 to 1; 0 without clips
 * @param worst the clips of the largest shares, the largest first; only such with any
 */
public record Clipping(
        int clips,
        double meanShare,
        int clippedClips,
        double clippedClipsShare,
        List<ClipShare> worst) {
    /** How many of the worst clips are named. */
    public static final int WORST = 5;

    /** Copies the list. */
    public Clipping {
        worst = List.copyOf(worst);
    }

    /**
     * One clip.
     *
     * @param id the clip's id
     * @param share share of its samples that are clipped, 0 to 1
     */
    public record ClipShare(String id, double share) {}

    /**
     * Sums up clips.
     *
     * @param shares each clip with its share
     * @return the summary
     */
    static Clipping of(List<ClipShare> shares) {
        List<ClipShare> worst =
                shares.stream()
                        .filter(clip -> clip.share() > 0)
                        .sorted(
                                Comparator.comparingDouble(ClipShare::share)
                                        .reversed()
                                        .thenComparing(ClipShare::id))
                        .toList();
        int clips = shares.size();
        double sum = shares.stream().mapToDouble(ClipShare::share).sum();
        return new Clipping(
                clips,
                clips == 0 ? 0 : sum / clips,
                worst.size(),
                clips == 0 ? 0 : (double) worst.size() / clips,
                worst.subList(0, Math.min(WORST, worst.size())));
    }

    /**
     * The summary in one line.
     *
     * @return e.g. {@code 12.31 % of the samples (mean over 480 clips), 479 clips (99.8 %) with
     *     any; most: 00017 35.20 %}
     */
    public String text() {
        String named =
                worst.stream()
                        .map(clip -> clip.id() + " " + percent(clip.share(), 2))
                        .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%s of the samples (mean over %d clips), %d clips (%s) with any%s",
                percent(meanShare, 2),
                clips,
                clippedClips,
                percent(clippedClipsShare, 1),
                named.isEmpty() ? "" : "; most: " + named);
    }

    private static String percent(double share, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f %%", 100 * share);
    }
}
