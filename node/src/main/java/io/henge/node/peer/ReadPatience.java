package io.henge.node.peer;

/**
 * How long a read of a peer's body may be silent. Before the first byte another holder can take
 * over, so little patience is right; after it a silence that is taken for an end costs the client
 * the whole answer.
 *
 * @param firstByteMillis until the peer says that it has the bytes
 * @param silenceMillis between any two bytes after that
 */
public record ReadPatience(long firstByteMillis, long silenceMillis) {}
