package org.burst4j.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What stands above the embedding. */
public enum NetKind {
    /** One head a task, side by side (Hallmen et al. 2022). */
    @JsonProperty("heads")
    HEADS("multitask"),
    /** Shared and task-specific features kept apart by adversaries ({@link Burst2VecSettings}). */
    @JsonProperty("burst2vec")
    BURST2VEC("burst2vec");

    private final String manifestName;

    NetKind(String manifestName) {
        this.manifestName = manifestName;
    }

    /**
     * The kind's name in a {@link ModelManifest}.
     *
     * @return {@code multitask} or {@code burst2vec}
     */
    public String manifestName() {
        return manifestName;
    }
}
