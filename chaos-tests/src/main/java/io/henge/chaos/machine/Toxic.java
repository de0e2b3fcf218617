package io.henge.chaos.machine;

import java.time.Duration;

/** What a relay does to the bytes that go through it in one direction. */
public sealed interface Toxic {
  /** They come later, by that and up to so much more, in their order. */
  record Latency(Duration delay, Duration jitter) implements Toxic {}

  /** So many a second, on each connection. */
  record Bandwidth(long bytesPerSecond) implements Toxic {}

  /** So many by each write. */
  record Slices(int bytes) implements Toxic {}

  /** The last bit of every so manyth byte of a connection is flipped. */
  record Corruption(long everyBytes) implements Toxic {}

  /** Connections are accepted and nothing comes; all that was sent does when it is over. */
  record Silence() implements Toxic {}

  /** A connection ends when so many bytes have come. */
  record End(long afterBytes, Manner manner) implements Toxic {}

  /** How a connection ends. */
  enum Manner {
    /** Both directions, as if both had been told to. */
    CLOSE,
    /** This direction alone; the other one goes on. */
    HALF_CLOSE,
    /** Both at once, as if the peer had forgotten it. */
    RESET
  }
}
