package org.burst4j.data.synth;

import java.util.Locale;
import org.burst4j.ConfigException;

/** The file layout that a synthetic corpus is written in. */
public enum SynthLayout {
    /** A-VB 2022: {@code labels/*_info.csv} and {@code audio/wav}. */
    AVB,
    /** ExVo 2022: {@code data_info.csv} and {@code wav}. */
    EXVO;

    /**
     * The name that users write.
     *
     * @return {@code avb} or {@code exvo}
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Finds a layout by its name.
     *
     * @param id {@code avb} or {@code exvo}, in any case
     * @return the layout
     * @throws ConfigException if there is none of that name
     */
    public static SynthLayout of(String id) {
        for (SynthLayout layout : values()) {
            if (layout.id().equalsIgnoreCase(id)) {
                return layout;
            }
        }
        throw new ConfigException(
                "layout '" + id + "' is not known", "Known layouts: 'avb' and 'exvo'.");
    }
}
