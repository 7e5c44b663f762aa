/**
 * Files that are whole or not there, {@link org.burst4j.file.AtomicFiles}, and {@link
 * org.burst4j.file.Digests} of what is in them.
 */
package org.burst4j.file;
