package io.henge.node.peer;

/**
 * The bounds of the peer plane; those in brackets are the usual values.
 *
 * @param handshakeMillis a connection that is not proven after that is closed (5,000)
 * @param connectMillis how long to wait for a connection to be accepted (2,000)
 * @param unprovenMax connections in their handshake at once, on the accepting side, per event loop
 *     (64)
 * @param servedMax requests of one connection being executed at once; over it the connection is not
 *     read (256). The connecting side keeps a quarter below its own, so that pings pass
 * @param callsMax calls to one peer at once, per event loop; over it calls fail at once (1,024)
 * @param bodyConnectionsMax connections for bodies to one peer, per event loop (64)
 * @param idleMillis a connection for bodies that was not used for so long is closed (30,000)
 * @param silenceMillis a peer of which nothing is heard for so long while answers are due is
 *     suspected; after three times as long the connection is given up (1,000)
 */
public record PeerLimits(
    long handshakeMillis,
    int connectMillis,
    int unprovenMax,
    int servedMax,
    int callsMax,
    int bodyConnectionsMax,
    long idleMillis,
    long silenceMillis) {
  /** The usual values. */
  public static final PeerLimits DEFAULT =
      new PeerLimits(5_000, 2_000, 64, 256, 1_024, 64, 30_000, 1_000);
}
