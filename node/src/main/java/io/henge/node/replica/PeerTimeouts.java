package io.henge.node.replica;

/**
 * How long to wait for a peer's answer, in milliseconds.
 *
 * @param headMillis for a key's object: a lookup
 * @param commitMillis for a durable commit: includes the sync of a large body
 * @param offerMillis for an offer: includes that the peer fetches the bytes
 */
public record PeerTimeouts(long headMillis, long commitMillis, long offerMillis) {
  public PeerTimeouts {
    if (headMillis < 1 || commitMillis < 1 || offerMillis < 1) {
      throw new IllegalArgumentException("a timeout is at least a millisecond");
    }
  }
}
