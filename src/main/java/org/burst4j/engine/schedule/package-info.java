/**
 * Where a program's values lie: which share memory because one ends before the other begins, which
 * are written over their own input, and how much memory that takes. Plain Java.
 */
package org.burst4j.engine.schedule;
