/**
 * Reads speech encoders from ONNX files and builds them as SameDiff graphs.
 *
 * <p>The way of a file: {@code OnnxReader} parses and checks it; {@code GraphProbe} runs its shape
 * and mask arithmetic for a few sizes of input; {@code Canonicaliser} takes that arithmetic out and
 * folds what is left into large operations (LayerNorm, GELU, attention, convolutions in NWC);
 * {@code EncoderMatcher} reads the plan of an encoder from them; {@code MaskCheck} proves that the
 * file's own masks are those that we build; {@code OnnxEncoder} builds the plan into any SameDiff
 * instance. What is not recognised stops the import: nothing is dropped or approximated.
 */
package org.burst4j.onnx;
