/** Files that are whole or not there: {@link org.burst4j.file.AtomicFiles}. */
package org.burst4j.file;
