package org.burst4j.data;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a data set's labels and audio files are laid out on disk. */
public enum LayoutName {
    /** Find out which of the others it is. */
    @JsonProperty("auto")
    AUTO,
    /** A-VB 2022: {@code labels/*_info.csv} and {@code audio/wav/{id}.wav}. */
    @JsonProperty("avb")
    AVB,
    /** ExVo 2022: {@code data_info.csv} and {@code wav/{id}.wav}. */
    @JsonProperty("exvo")
    EXVO,
    /** People's own data: one table with a column {@code file}. */
    @JsonProperty("manifest")
    MANIFEST
}
