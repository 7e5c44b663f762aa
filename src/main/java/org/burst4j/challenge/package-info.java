/**
 * Submissions to the challenges: what their files look like is data ({@code challenges.json}, read
 * by {@link org.burst4j.challenge.Challenges}); {@link org.burst4j.challenge.Submission} checks
 * {@link org.burst4j.challenge.SubmittedScores} and writes the files, all of them or none.
 */
package org.burst4j.challenge;
