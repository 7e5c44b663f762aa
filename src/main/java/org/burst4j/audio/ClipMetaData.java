package org.burst4j.audio;

import java.net.URI;
import org.datavec.api.records.metadata.RecordMetaDataURI;

/** Where a record of {@link AudioRecordReader} comes from, and what its samples do not tell. */
public final class ClipMetaData extends RecordMetaDataURI {
    private static final long serialVersionUID = 1L;

    private final double clippedFraction;

    /**
     * Describes a record.
     *
     * @param location the audio's address
     * @param clippedFraction as {@link Waveform#clippedFraction()}
     */
    ClipMetaData(URI location, double clippedFraction) {
        super(location, AudioRecordReader.class);
        this.clippedFraction = clippedFraction;
    }

    /**
     * How much of the clip a 16-bit file would clip at the configured loudness.
     *
     * @return share of the samples, 0 to 1
     */
    public double clippedFraction() {
        return clippedFraction;
    }
}
