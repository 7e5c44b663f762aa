package org.burst4j.data;

/** How a data set's labels and audio files are laid out on disk. */
public enum LayoutName {
    /** Find out which of the others it is. */
    AUTO,
    /** A-VB 2022: {@code labels/*_info.csv} and {@code audio/wav/{id}.wav}. */
    AVB,
    /** ExVo 2022: {@code data_info.csv} and {@code wav/{id}.wav}. */
    EXVO,
    /** People's own data: one table with a column {@code file}. */
    MANIFEST
}
