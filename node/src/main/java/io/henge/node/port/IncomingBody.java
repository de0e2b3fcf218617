package io.henge.node.port;

import java.util.OptionalLong;

/** A body that a client is sending: a handle that the core passes on and never looks into. */
public interface IncomingBody {
  /** The length that the client announced in bytes; empty when it sends chunks. */
  OptionalLong declaredLength();

  /** Whether the client is gone, so that nobody waits for what becomes of it (rule V9). */
  boolean isAbandoned();
}
