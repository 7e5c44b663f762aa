/** From audio files to the samples that an encoder takes, and back to a file. */
package org.burst4j.audio;
