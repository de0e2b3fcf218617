package io.henge.client;

import java.time.Duration;

/**
 * Hears what a client does, to count or to log it. Called on the client's own threads, so nothing
 * here may wait. All methods do nothing unless overridden.
 */
public interface ClientEvents {
  /** Hears nothing. */
  ClientEvents NONE = new ClientEvents() {};

  /**
   * A node was asked, and answered or not.
   *
   * @param node its client address
   * @param method such as {@code GET}
   * @param status the HTTP status, or 0 without an answer
   * @param took until the head of the answer
   */
  default void attempted(String node, String method, int status, Duration took) {}

  /** The same is asked of another node, since the first one failed. */
  default void retried(String method, String reason) {}

  /** The same is asked of another node, since the first one is slow. */
  default void hedged(String method) {}

  /** A retry was not made, since too many requests fail already. */
  default void retryRefused(String method) {}

  /** A node does not answer, and is asked last from now on. */
  default void suspected(String node, String reason) {}

  /** A node that was suspected answers again. */
  default void recovered(String node) {}

  /** A newer chain entry is known. */
  default void ringChanged(long chain) {}

  /** The newest chain entry could not be had; requests go to any node meanwhile. */
  default void ringUnknown(String reason) {}

  /**
   * Bytes of a blob did not match their checksum.
   *
   * @param node who sent them; empty when several did
   */
  default void damaged(String node, String key) {}
}
