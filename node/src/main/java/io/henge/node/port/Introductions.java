package io.henge.node.port;

import io.henge.ring.Address;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Talks to a node of which only the address is known yet: for the founding ceremony. */
@FunctionalInterface
public interface Introductions {
  /** As {@link Network#call}, by the address of the peer listener. */
  Future<Buffer> call(Address to, Buffer request, long timeoutMillis);
}
