/**
 * Hugging Face checkpoint folders to ONNX, without Python: {@link
 * org.burst4j.checkpoint.CheckpointExporter} reads configuration and weights, the latter from
 * safetensors or from PyTorch's pickles, and writes the encoder's graph.
 */
package org.burst4j.checkpoint;
