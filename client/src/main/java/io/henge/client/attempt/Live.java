package io.henge.client.attempt;

import java.util.concurrent.CompletableFuture;

/**
 * A request that is under way.
 *
 * @param result completes when it has ended
 * @param end ends it, soon
 */
public record Live(CompletableFuture<?> result, Runnable end) {
  /** No two requests are the same. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Live live && live.result == result;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(result);
  }
}
