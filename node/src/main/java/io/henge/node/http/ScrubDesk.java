package io.henge.node.http;

import io.henge.node.storage.ScrubStatus;

/** The scrub as operators see it. May be asked on any thread, and answers at once. */
public interface ScrubDesk {
  /** The rate of a pass for which no other was asked. */
  long UNTHROTTLED = Long.MAX_VALUE;

  /** How far it is. */
  ScrubStatus status();

  /**
   * Begins a pass, in place of one that may be running.
   *
   * @param bytesPerSecond how fast, 1 or more
   */
  void begin(long bytesPerSecond);
}
