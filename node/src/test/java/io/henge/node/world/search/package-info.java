/**
 * The search for violations: thousands of worlds, each with random clients and random disasters
 * from one seed, and the judge of {@link io.henge.contract}, who knows nothing but what the clients
 * did and heard.
 *
 * <ul>
 *   <li>{@link io.henge.node.world.search.Search}: any number of worlds; has a {@code main}.
 *   <li>{@link io.henge.node.world.search.Script}, {@link io.henge.node.world.search.Step}, {@link
 *       io.henge.node.world.search.Verb}: what is to happen in a world, as a text that can be kept,
 *       played again, and cut down.
 *   <li>{@link io.henge.node.world.search.ScriptWriter}: a script from a seed.
 *   <li>{@link io.henge.node.world.search.Play}: plays a script, lets the faults end, and asks the
 *       judge; with {@code ClientSteps} and {@code FaultSteps}, what each verb does.
 *   <li>{@code Verdict}: what was found not to hold.
 *   <li>{@link io.henge.node.world.search.Shrinker}: makes a failing script short.
 *   <li>{@link io.henge.node.world.search.PlantedFault}, {@link
 *       io.henge.node.world.search.FaultyProgram}: bugs that are put into the product's own classes
 *       to see whether the search finds them.
 * </ul>
 */
package io.henge.node.world.search;
