package io.henge.client.attempt;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Does something when a future has ended, where nobody needs to know how that went. */
public final class Ends {
  private Ends() {}

  /** Calls with what it failed with; not at all when it did not. */
  public static void onFailure(CompletableFuture<?> future, Consumer<Throwable> then) {
    CompletableFuture<?> unused =
        future.exceptionally(
            cause -> {
              then.accept(cause);
              return null;
            });
  }

  /** Calls when it was cancelled by whoever holds it. */
  public static void onCancellation(CompletableFuture<?> future, Runnable then) {
    onFailure(
        future,
        cause -> {
          if (future.isCancelled()) {
            then.run();
          }
        });
  }
}
