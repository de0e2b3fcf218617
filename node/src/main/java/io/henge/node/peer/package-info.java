/**
 * The peer plane: how members reach each other over TCP.
 *
 * <p>Both sides of a connection prove that they know the cluster's secret before anything else is
 * said. Then one connection carries the messages of the protocol core, many at once, and others
 * carry bodies, one after the other.
 *
 * <ul>
 *   <li>{@link io.henge.node.peer.Frame}, {@link io.henge.node.peer.FrameType}, {@link
 *       io.henge.node.peer.FrameReader}, {@link io.henge.node.peer.FrameSink}: what connections
 *       speak in.
 *   <li>{@link io.henge.node.peer.PeerSocket}: a connection that speaks in frames.
 *   <li>{@link io.henge.node.peer.Hello}, {@link io.henge.node.peer.PeerKey}, {@link
 *       io.henge.node.peer.LocalPeer}, {@link io.henge.node.peer.ClientHandshake}, {@link
 *       io.henge.node.peer.ServerHandshake}, {@link io.henge.node.peer.HandshakeRefused}: the
 *       handshake without sockets.
 *   <li>{@link io.henge.node.peer.PeerAdmission}, {@link io.henge.node.peer.ChainAdmission}, {@link
 *       io.henge.node.peer.Refusals}: who is let in, and how refusals are told.
 *   <li>{@link io.henge.node.peer.ClientHandshaker}, {@link io.henge.node.peer.ServerHandshaker}:
 *       the handshake on a connection.
 *   <li>{@link io.henge.node.peer.PeerServer}, {@link io.henge.node.peer.ServedConnection}: the
 *       accepting side, with {@link io.henge.node.peer.StageReceiver} and {@link
 *       io.henge.node.peer.BodySender} for bodies.
 *   <li>{@link io.henge.node.peer.LoopConnections}, {@link io.henge.node.peer.PeerConnections}: the
 *       connecting side, with {@link io.henge.node.peer.PeerTarget}, {@link
 *       io.henge.node.peer.PeerDialer}, {@link io.henge.node.peer.CallChannel}, {@link
 *       io.henge.node.peer.BodyPool}, {@link io.henge.node.peer.StageStream}, {@link
 *       io.henge.node.peer.RemoteRead} and {@link io.henge.node.peer.ReadPatience}.
 *   <li>{@link io.henge.node.peer.Silence}, {@link io.henge.node.peer.PeerHealth}: who has answered
 *       of late, and who has fallen silent.
 *   <li>{@link io.henge.node.peer.BodyMessages}, {@link io.henge.node.peer.StageFeed}, {@link
 *       io.henge.node.peer.Checksum}, {@link io.henge.node.peer.PeerLimits}: shared pieces.
 * </ul>
 */
package io.henge.node.peer;
