package io.henge.node.message;

import io.henge.ring.NodeId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Answers the messages of peers that have proven themselves. */
@FunctionalInterface
public interface PeerHandler {
  /**
   * Executes a request. The future never fails for what a peer may have caused: refusals are
   * replies.
   *
   * @param from the peer, proven by the handshake
   */
  Future<Buffer> handle(NodeId from, Buffer request);
}
