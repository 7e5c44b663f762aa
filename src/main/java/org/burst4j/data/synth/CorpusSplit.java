package org.burst4j.data.synth;

/** The three splits, under their official names. */
enum CorpusSplit {
    TRAIN("Train", "train"),
    VAL("Val", "val"),
    TEST("Test", "test");

    private final String label;
    private final String key;

    CorpusSplit(String label, String key) {
        this.label = label;
        this.key = key;
    }

    /**
     * The name in label files.
     *
     * @return {@code Train}, {@code Val} or {@code Test}
     */
    String label() {
        return label;
    }

    /**
     * The name in JSON files.
     *
     * @return {@code train}, {@code val} or {@code test}
     */
    String key() {
        return key;
    }
}
