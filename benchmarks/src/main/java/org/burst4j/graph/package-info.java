/** A session that times its operations, in the package of those that it extends. */
package org.burst4j.graph;
