/**
 * Real nodes in real processes, and real faults. Nothing here knows a node but from outside: its
 * command line, its HTTP interface, its files and its signals.
 *
 * <ul>
 *   <li>{@link io.henge.chaos.NodeProcess}: one node's process, and what can happen to it.
 *   <li>{@link io.henge.chaos.TestCluster}: some of them that founded a cluster.
 *   <li>{@link io.henge.chaos.PlainHttp}: requests, and {@link io.henge.chaos.RawConnection}:
 *       requests that no decent client would send.
 *   <li>{@link io.henge.chaos.Payloads}: bodies that can be recognised.
 *   <li>{@link io.henge.chaos.FreePorts}: ports that nobody uses.
 *   <li>{@code *IT}: the tests.
 * </ul>
 */
package io.henge.chaos;
