package org.burst4j.run;

import java.util.List;
import org.burst4j.data.Clip;

/** Groups clips by who is heard. */
final class Speakers {
    private Speakers() {}

    /** The speaker of each clip, whole speakers being resampled; empty if one is not known. */
    static List<String> ifAllKnown(List<Clip> clips) {
        return unknown(clips) == 0 ? clips.stream().map(Clip::speaker).toList() : List.of();
    }

    /** The speaker of each clip; a clip without one is a speaker of its own. */
    static List<String> orSingle(List<Clip> clips) {
        return clips.stream()
                .map(
                        clip ->
                                clip.speaker() == null
                                        ? "clip " + clip.id()
                                        : "speaker " + clip.speaker())
                .toList();
    }

    /** The number of clips without a speaker. */
    static long unknown(List<Clip> clips) {
        return clips.stream().filter(clip -> clip.speaker() == null).count();
    }
}
