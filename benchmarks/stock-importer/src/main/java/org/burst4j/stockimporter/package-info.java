/**
 * The stock importer samediff-import-onnx 1.0.0-M2.1 as a comparator: what it makes of each
 * operation of speech encoders, and of whole tiny encoders, against ONNX Runtime.
 */
package org.burst4j.stockimporter;
