package io.henge.node.loop;

import io.henge.node.blob.PartitionedKey;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.function.Function;

/**
 * The event loops of a node, each with its own state of type {@code S}. A partition belongs to one
 * of them, and its protocol state is touched only there.
 *
 * @param <S> what each loop has for itself
 */
public final class EventLoops<S> {
  private final Vertx vertx;
  private final List<Loop<S>> loops;

  /** One event loop and what it has for itself. */
  public record Loop<S>(Context context, S state) {}

  public EventLoops(Vertx vertx, List<Loop<S>> loops) {
    this.vertx = vertx;
    this.loops = List.copyOf(loops);
  }

  /** All loops. */
  public List<Loop<S>> all() {
    return loops;
  }

  /**
   * Runs a step on the loop of the key's partition. The future completes on the caller's loop; a
   * step that throws is a failed future.
   */
  public <T> Future<T> on(PartitionedKey key, Function<S, Future<T>> step) {
    return on(key.partition(), step);
  }

  /** Runs a step on the loop of a partition, likewise. */
  public <T> Future<T> on(int partition, Function<S, Future<T>> step) {
    return on(loops.get(partition % loops.size()), step);
  }

  /** Runs a step on the caller's loop if it is one of them, else on the first. */
  public <T> Future<T> anywhere(Function<S, Future<T>> step) {
    Loop<S> here =
        loops.stream().filter(loop -> isHere(loop.context())).findFirst().orElse(loops.get(0));
    return on(here, step);
  }

  /** Runs a step on a certain loop. */
  public <T> Future<T> on(Loop<S> loop, Function<S, Future<T>> step) {
    if (isHere(loop.context())) {
      return guarded(loop.state(), step);
    }
    // A promise made here completes its listeners on the caller's context.
    Promise<T> back = Promise.promise();
    Context caller = vertx.getOrCreateContext();
    loop.context()
        .runOnContext(
            arrived ->
                guarded(loop.state(), step)
                    .onComplete(
                        value -> caller.runOnContext(home -> back.complete(value)),
                        cause -> caller.runOnContext(home -> back.fail(cause))));
    return back.future();
  }

  /** Several contexts may share an event loop, and with it the thread. */
  private boolean isHere(Context context) {
    return ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop()
        == ((ContextInternal) context).nettyEventLoop();
  }

  private static <S, T> Future<T> guarded(S state, Function<S, Future<T>> step) {
    try {
      return step.apply(state);
    } catch (RuntimeException thrown) {
      return Future.failedFuture(thrown);
    }
  }
}
