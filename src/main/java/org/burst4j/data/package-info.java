/**
 * From label tables and audio files to batches: {@link org.burst4j.data.ClipTables} reads the three
 * label layouts, {@link org.burst4j.data.SpeakerSplit} divides a table without splits, {@link
 * org.burst4j.data.AudioCheck} decodes every clip once, {@link org.burst4j.data.BatchPlan} orders
 * the batches and {@link org.burst4j.data.BatchPrefetcher} loads them in the background.
 */
package org.burst4j.data;
