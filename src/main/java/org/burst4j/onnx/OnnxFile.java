package org.burst4j.onnx;

/**
 * What an ONNX file holds.
 *
 * @param name the file's name without its folder
 * @param graph the graph, in a checked order
 * @param opset version of the standard operators
 * @param producer name and version of the program that wrote the file, may be empty
 * @param sha256 of the whole file, and of the tensors it keeps in other files, in hexadecimal
 */
record OnnxFile(String name, OnnxGraph graph, int opset, String producer, String sha256) {}
