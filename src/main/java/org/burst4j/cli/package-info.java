/**
 * The command line: one class a command, the console, exit codes. The only place with picocli, the
 * logging back end and the standard streams.
 */
package org.burst4j.cli;
