/**
 * What is predicted of a clip: {@link org.burst4j.task.Task} names a task, its kind and its labels
 * in their order; {@link org.burst4j.task.Tasks} holds those of the two challenges.
 */
package org.burst4j.task;
