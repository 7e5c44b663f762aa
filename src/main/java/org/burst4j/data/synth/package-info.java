/**
 * A corpus of synthetic vocal bursts, whose labels are known functions of what can be heard plus
 * rater noise: {@link org.burst4j.data.synth.SyntheticCorpus} writes it in one of the challenges'
 * layouts. Countries are arbitrary codes for invented accents, without any claim on real people.
 */
package org.burst4j.data.synth;
