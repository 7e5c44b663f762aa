package org.burst4j.train.optim;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What AdamW remembers of one parameter.
 *
 * @param first running mean of the gradient, shaped as the parameter
 * @param second running mean of the squared gradient, shaped as the parameter
 * @param steps number of steps taken, from 0
 */
public record Moments(INDArray first, INDArray second, long steps) {}
