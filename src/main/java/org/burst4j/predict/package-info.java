/**
 * The way in for programs that use a trained model: {@link org.burst4j.predict.VocalBurstModel}
 * loads a bundle and turns files, streams or samples into {@link
 * org.burst4j.predict.ClipPrediction}s.
 */
package org.burst4j.predict;
