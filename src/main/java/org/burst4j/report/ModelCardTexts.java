package org.burst4j.report;

/**
 * What a model card says that no number tells; Markdown, each one or more paragraphs.
 *
 * @param description what the model is: encoder, heads, how it was trained
 * @param trainingData what it was trained and evaluated on, how that was split
 * @param intendedUse what it is for, and what it is not for
 * @param limits where it is known or likely to fail
 * @param licences of the code, the weights and the data
 */
public record ModelCardTexts(
        String description,
        String trainingData,
        String intendedUse,
        String limits,
        String licences) {}
