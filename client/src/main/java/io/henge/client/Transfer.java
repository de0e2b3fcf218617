package io.henge.client;

import java.util.concurrent.CompletableFuture;

/**
 * A transfer under way, for whoever began it. Thread-safe.
 *
 * @param <T> what comes of it
 */
public interface Transfer<T> {
  /** Completes with what comes of it, or fails with a {@link HengeException}. */
  CompletableFuture<T> result();

  /** Begins no more parts; those that are on their way come to their end. */
  void pause();

  /** Goes on after a pause. */
  void resume();

  /** Gives it up, as a cancellation of {@link #result} does. */
  void cancel();
}
