/**
 * Nets as SameDiff graphs over one set of weights: {@link org.burst4j.model.MultitaskNet} builds
 * the multitask net of the A-VB 2022 paper, for training and for inference; {@link
 * org.burst4j.model.ModelBundle} is what is saved, shipped and loaded.
 */
package org.burst4j.model;
