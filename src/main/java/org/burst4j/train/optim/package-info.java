/** Optimisers and what is done to gradients before a step. */
package org.burst4j.train.optim;
