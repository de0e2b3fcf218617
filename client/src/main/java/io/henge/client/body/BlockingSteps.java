package io.henge.client.body;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/** Steps that may wait, on threads for that. */
final class BlockingSteps {
  private static final System.Logger LOG = System.getLogger(BlockingSteps.class.getName());

  private BlockingSteps() {}

  /**
   * Tidies up, which nobody waits for; on a thread apart, since those of the steps may all be
   * waiting for just that.
   */
  static void tidy(Callable<Void> step) {
    CompletableFuture<Void> unused =
        run(ForkJoinPool.commonPool(), step)
            .exceptionally(
                cause -> {
                  LOG.log(System.Logger.Level.DEBUG, "not tidied up", cause);
                  return null;
                });
  }

  /** Completes with what the step gives, or fails as it does. */
  static <T> CompletableFuture<T> run(Executor blocking, Callable<T> step) {
    CompletableFuture<T> done = new CompletableFuture<>();
    try {
      blocking.execute(
          () -> {
            try {
              done.complete(step.call());
            } catch (Exception | LinkageError failed) {
              done.completeExceptionally(failed);
            }
          });
    } catch (RuntimeException refused) {
      done.completeExceptionally(refused);
    }
    return done;
  }
}
