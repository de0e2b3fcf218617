package io.henge.node.membership;

import io.henge.node.failure.BlobFailure;
import io.henge.node.port.SmallFiles;
import io.henge.node.storage.StorageFailure;
import io.henge.ring.ChainEntry;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators wish of the ring and have not applied yet, kept by the node that they told, in a
 * small file of its own: a restart forgets none of it. It is nobody else's matter, and in force is
 * nothing of it.
 *
 * <p>Belongs to the event loop of the votes. Changes come one after the other, each durable before
 * the next one begins.
 */
public final class StagedWishes {
  private static final Logger LOG = LoggerFactory.getLogger(StagedWishes.class);

  /** The name of the file. */
  public static final String FILE = "staged";

  /** Nobody reviews more at once. */
  public static final int WISHES_MAX = 100;

  private final SmallFiles files;
  private List<RingWish> wishes;
  private Future<?> last = Future.succeededFuture();

  private StagedWishes(SmallFiles files, List<RingWish> wishes) {
    this.files = files;
    this.wishes = List.copyOf(wishes);
  }

  /**
   * Reads what is stored. What cannot be read is dropped: nothing of it was in force, and a node
   * must not stay away for it.
   */
  public static Future<StagedWishes> open(SmallFiles files) {
    return files
        .read(FILE)
        .map(stored -> stored.map(RingWishCodec::decode).orElse(List.of()))
        .recover(
            cause -> {
              LOG.warn("no wishes are staged any more: {}", cause.getMessage());
              return Future.succeededFuture(List.of());
            })
        .map(wishes -> new StagedWishes(files, wishes));
  }

  /** All of them, in the order in which they were staged. */
  public List<RingWish> all() {
    return wishes;
  }

  /**
   * Adds a wish; one about the same member or newcomer makes room for it. Completes with all that
   * are staged then, durably. Fails with 429 when there are {@value #WISHES_MAX} already.
   */
  public Future<List<RingWish>> stage(RingWish wish) {
    return change(
        staged -> {
          List<RingWish> next = new ArrayList<>(staged);
          next.removeIf(other -> other.subject().equals(wish.subject()));
          if (next.size() == WISHES_MAX) {
            throw BlobFailure.of(
                ErrorCode.TOO_MANY_REQUESTS,
                "no more than " + WISHES_MAX + " wishes can be staged: apply or revert them first");
          }
          next.add(wish);
          return next;
        });
  }

  /** Drops all of them. Completes when that is durable. */
  public Future<List<RingWish>> revert() {
    return change(staged -> List.of());
  }

  /** Drops one of them, counted from 0. Fails with 404 when there are not so many. */
  public Future<List<RingWish>> revert(int index) {
    return change(
        staged -> {
          if (index >= staged.size()) {
            throw BlobFailure.of(
                ErrorCode.NOT_FOUND, "of the staged wishes there are " + staged.size());
          }
          List<RingWish> next = new ArrayList<>(staged);
          next.remove(index);
          return next;
        });
  }

  /** Has what is staged applied; of that nothing stays staged when it has succeeded. */
  public Future<ChainEntry> apply(Function<List<RingWish>, Future<ChainEntry>> applying) {
    List<RingWish> applied = wishes;
    return applying.apply(applied).compose(entry -> forget(applied).map(entry));
  }

  /** The change has begun, whether or not this node remembers that. */
  private Future<List<RingWish>> forget(List<RingWish> applied) {
    return change(staged -> staged.stream().filter(wish -> !applied.contains(wish)).toList())
        .recover(
            cause -> {
              LOG.warn("wishes stay staged that were applied: {}", cause.getMessage());
              return Future.succeededFuture(wishes);
            });
  }

  private Future<List<RingWish>> change(UnaryOperator<List<RingWish>> step) {
    Future<List<RingWish>> changed =
        last.transform(
            ended -> {
              List<RingWish> next = List.copyOf(step.apply(wishes));
              return next.equals(wishes) ? Future.succeededFuture(next) : write(next);
            });
    last = changed;
    return changed;
  }

  private Future<List<RingWish>> write(List<RingWish> next) {
    return files
        .write(FILE, RingWishCodec.encode(next))
        .map(
            durable -> {
              wishes = next;
              return next;
            })
        .recover(cause -> Future.failedFuture(refusal(cause)));
  }

  private static Throwable refusal(Throwable cause) {
    if (cause instanceof StorageFailure failure) {
      boolean isFull = failure.kind() == StorageFailure.Kind.NO_SPACE;
      return BlobFailure.of(
          isFull ? ErrorCode.INSUFFICIENT_STORAGE : ErrorCode.UNAVAILABLE, failure.getMessage());
    }
    return cause;
  }
}
