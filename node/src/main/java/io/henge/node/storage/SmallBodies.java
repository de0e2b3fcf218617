package io.henge.node.storage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.henge.ring.BlobKey;
import io.henge.ring.version.Dot;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Keeps small bodies in memory that are read often, within a budget of bytes. A body is found by
 * its key and its version's dot, which name the same bytes for ever, and only after the version was
 * chosen: so it can never pass for the newest when it is not. Thread-safe, and never waits.
 *
 * <p>A body gets here when it is read, after it was compared with its checksum: most of what is
 * written is not read soon. Who wants a body that is just being read waits for the same read.
 */
public final class SmallBodies {
  /** What an entry takes besides its key and its bytes, about. */
  private static final int ENTRY_BYTES = 250;

  /** A name that stands for the same bytes for ever. */
  private record Name(BlobKey key, Dot dot) {}

  private final Cache<Name, Buffer> bodies;

  /** The reads that run; what they bring is kept if they are still here when they end. */
  private final ConcurrentMap<Name, Future<Optional<Buffer>>> reads = new ConcurrentHashMap<>();

  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  /**
   * A cache without content.
   *
   * @param bytesMax what all entries together may take, about; 0 for a cache that keeps nothing
   */
  SmallBodies(long bytesMax) {
    bodies =
        Caffeine.newBuilder()
            .maximumWeight(bytesMax)
            .<Name, Buffer>weigher(
                (name, body) -> ENTRY_BYTES + name.key().bytes().length + body.length())
            .recordStats()
            .executor(Runnable::run)
            .build();
  }

  /** A body that is here. */
  Optional<Buffer> present(BlobKey key, Dot dot) {
    Optional<Buffer> found = Optional.ofNullable(bodies.getIfPresent(new Name(key, dot)));
    found.ifPresent(body -> hits.increment());
    return found;
  }

  /**
   * A body that is here, or is being read, or else is read now; the read's failure is that of all
   * who waited for it.
   *
   * @param read reads it, checked; empty when there is none
   */
  Future<Optional<Buffer>> get(BlobKey key, Dot dot, Supplier<Future<Optional<Buffer>>> read) {
    Optional<Buffer> present = present(key, dot);
    if (present.isPresent()) {
      return Future.succeededFuture(present);
    }
    Name name = new Name(key, dot);
    Promise<Optional<Buffer>> promise = Promise.promise();
    Future<Optional<Buffer>> mine = promise.future();
    Future<Optional<Buffer>> others = reads.putIfAbsent(name, mine);
    if (others == null) {
      begin(read)
          .onComplete(
              result -> {
                end(name, mine, result.succeeded() ? result.result() : Optional.empty());
                promise.handle(result);
              });
    }
    return (others == null ? mine : others)
        .map(
            body -> {
              body.ifPresent(found -> misses.increment());
              return body;
            });
  }

  private static Future<Optional<Buffer>> begin(Supplier<Future<Optional<Buffer>>> read) {
    try {
      return read.get();
    } catch (RuntimeException failure) {
      return Future.failedFuture(failure);
    }
  }

  private void end(Name name, Future<Optional<Buffer>> mine, Optional<Buffer> body) {
    reads.computeIfPresent(
        name,
        (same, running) -> {
          if (running != mine) {
            return running;
          }
          body.ifPresent(bytes -> bodies.put(name, bytes));
          return null;
        });
  }

  /** Drops all: what the index has is to be read again. */
  void forgetAll() {
    reads.clear();
    bodies.invalidateAll();
  }

  /**
   * Drops bodies that the index has no more. One that is being read meanwhile is not kept; who
   * waits for it gets it all the same.
   */
  void forget(BlobKey key, Collection<Dot> dots) {
    for (Dot dot : dots) {
      reads.compute(
          new Name(key, dot),
          (name, running) -> {
            bodies.invalidate(name);
            return null;
          });
    }
  }

  /** How often a body was here. */
  public long hits() {
    return hits.sum();
  }

  /** How often a body had to be read first. */
  public long misses() {
    return misses.sum();
  }

  /** How many bodies were dropped for want of room. */
  public long evictions() {
    return bodies.stats().evictionCount();
  }

  /** How many bodies are here, about. */
  public long count() {
    return bodies.estimatedSize();
  }

  /** How many bytes they take, about. */
  public long sizeBytes() {
    return bodies.policy().eviction().map(eviction -> eviction.weightedSize().orElse(0)).orElse(0L);
  }
}
