/**
 * A medium in memory that forgets what was not synced, fails on demand, and tells what a crash may
 * leave of it.
 *
 * <ul>
 *   <li>{@link io.henge.node.storage.simulation.SimulatedMedium}: read this first; a disk and a
 *       table with one journal.
 *   <li>{@link io.henge.node.storage.simulation.Event}: what a journal consists of.
 *   <li>{@link io.henge.node.storage.simulation.SimulatedDisk}, {@link
 *       io.henge.node.storage.simulation.SimulatedTable}: the ports.
 *   <li>{@link io.henge.node.storage.simulation.LiveState}: what a running process sees.
 *   <li>{@link io.henge.node.storage.simulation.Pending}: what of it is durable, and what is not.
 *   <li>{@link io.henge.node.storage.simulation.Survivors}: all that a power cut may leave.
 *   <li>{@link io.henge.node.storage.simulation.Image}, {@link
 *       io.henge.node.storage.simulation.Node}, {@link io.henge.node.storage.simulation.Bytes},
 *       {@link io.henge.node.storage.simulation.TableRows}: a medium at rest.
 *   <li>{@link io.henge.node.storage.simulation.Faults}: what fails, and how.
 * </ul>
 */
package io.henge.node.storage.simulation;
