/**
 * What the protocol core reaches the world through. Each is implemented twice: by sockets, files
 * and clocks in production, by a simulated world in tests.
 *
 * <ul>
 *   <li>{@link io.henge.node.port.Clock}: time, and things to do later.
 *   <li>{@link io.henge.node.port.Entropy}: randomness.
 *   <li>{@link io.henge.node.port.Network}: one message to a member and its reply.
 *   <li>{@link io.henge.node.port.Bodies}: the bytes of bodies, which pass beside the core.
 *   <li>{@link io.henge.node.port.IncomingBody}: a body that a client is sending.
 *   <li>{@link io.henge.node.port.Liveness}: who can probably be reached.
 *   <li>{@link io.henge.node.port.SmallFiles}: the few small files that must never be lost.
 * </ul>
 *
 * The disk proper is {@link io.henge.node.storage.BlobStore}.
 */
package io.henge.node.port;
