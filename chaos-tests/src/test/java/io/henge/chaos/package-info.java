/**
 * Real nodes in real processes, and real faults. Nothing here knows a node but from outside: its
 * command line, its HTTP interface, its files and its signals.
 *
 * <ul>
 *   <li>{@link io.henge.chaos.cluster.NodeProcess}: one node's process, and what can happen to it.
 *   <li>{@link io.henge.chaos.cluster.TestCluster}: some of them that founded a cluster.
 *   <li>{@link io.henge.chaos.cluster.PlainHttp}: requests, and {@link
 *       io.henge.chaos.RawConnection}: requests that no decent client would send.
 *   <li>{@link io.henge.chaos.VersionList}: what a key holds; {@link io.henge.chaos.HeldPut}: a
 *       write that certainly has not seen another.
 *   <li>{@link io.henge.chaos.Payloads}: bodies that can be recognised.
 *   <li>{@link io.henge.chaos.machine.FreePorts}: ports that nobody uses.
 *   <li>{@link io.henge.chaos.MixedLoad}: many clients at once, of a {@link io.henge.chaos.Mix} of
 *       keys whose bodies have sizes of a {@link io.henge.chaos.SizeClass}; each client is a {@link
 *       io.henge.chaos.LoadConnection}.
 *   <li>{@link io.henge.chaos.SmallLoad}: one client with few small keys, that times its requests.
 *   <li>{@link io.henge.chaos.workload.Payload}: a body that certifies itself.
 *   <li>{@link io.henge.chaos.Ledger}, {@link io.henge.chaos.KeyHistory}: what was acknowledged;
 *       and {@link io.henge.chaos.Shown}, {@link io.henge.chaos.Reads}: what is shown, compared
 *       with it.
 *   <li>{@link io.henge.chaos.Tally}: what a load did and found.
 *   <li>{@link io.henge.chaos.CrashCycles}: load, crash, restart, check, again and again.
 *   <li>{@link io.henge.chaos.RegisterLoad}: writers that check every read, while the ring changes.
 *   <li>{@link io.henge.chaos.machine.Networks}: a network for each node, and who hears whom;
 *       {@link io.henge.chaos.TornKeys}: keys that both sides use meanwhile; {@link
 *       io.henge.chaos.Discovered}, {@link io.henge.chaos.RingSeen}: what nodes hear of each other,
 *       and what they agree on.
 *   <li>{@link io.henge.chaos.machine.NodeDisk}: a file system of a node's own, and what happens to
 *       it.
 *   <li>{@link io.henge.chaos.Corruptor}: damage to files; {@link io.henge.chaos.Scrub}, {@link
 *       io.henge.chaos.cluster.Fsck}: how the node finds it.
 *   <li>{@link io.henge.chaos.Evidence}: what a failed run leaves.
 *   <li>{@link io.henge.chaos.Numbers}: how large a run is; {@link io.henge.chaos.machine.Command}:
 *       commands of the system.
 *   <li>{@code *IT}: the tests.
 * </ul>
 */
package io.henge.chaos;
