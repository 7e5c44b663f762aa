package org.burst4j.run;

import java.util.Map;

/** A row of a published table: settings to train with, or an ensemble of such rows. */
public sealed interface PresetRow permits Preset, PresetEnsemble {
    /**
     * What it belongs to.
     *
     * @return the family
     */
    PresetFamily family();

    /**
     * The name of the row in the family's table.
     *
     * @return e.g. {@code -SM}
     */
    String row();

    /**
     * What it is.
     *
     * @return one sentence
     */
    String title();

    /**
     * Published figures.
     *
     * @return by metric key; without those that were not published
     */
    Map<String, Double> paperFigures();

    /**
     * The name by which it is asked for.
     *
     * @return family, slash and row, e.g. {@code avb-code/-SM}, or the path of a user's file
     */
    String name();
}
