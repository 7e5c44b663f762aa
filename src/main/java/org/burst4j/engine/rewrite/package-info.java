/**
 * Turns programs into programs that give the same and cost less: elementary operations to cleaner
 * ones and to macros before the backward pass is derived, element-wise operations to fused ones
 * behind it.
 */
package org.burst4j.engine.rewrite;
