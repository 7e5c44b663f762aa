package org.burst4j.model;

import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * What one pass through Burst2Vec's extractors gives, [B,P] each.
 *
 * @param shared the features that all tasks share
 * @param specific the features of each task alone
 */
record Burst2VecFeatures(SDVariable shared, Map<TaskSpec, SDVariable> specific) {}
