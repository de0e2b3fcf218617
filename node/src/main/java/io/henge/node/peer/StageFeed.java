package io.henge.node.peer;

import io.henge.node.storage.Stage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Feeds a stage of this node's disk with a body as it arrives: one write at a time, and what comes
 * meanwhile waits here. Whoever feeds looks at {@link #pendingBytes} and stops its source in time.
 * Used from one event loop.
 */
public final class StageFeed {
  /** What the feeder wants to know. */
  public interface Events {
    /** The stage is open; said once, before anything else. */
    void opened();

    /** Some bytes were taken. */
    void written();

    /** The stage could not be opened or written; said once, nothing follows. */
    void failed(Throwable why);
  }

  private final Events events;
  private final Future<Stage> opening;
  private final Queue<Buffer> waiting = new ArrayDeque<>();
  private final Promise<Void> completion = Promise.promise();
  private boolean writing;
  private boolean dead;
  private boolean ended;
  private long sizeBytes;
  private int crc32c;
  private long pendingBytes;

  /** Feeds a stage that is being opened; nothing happens before {@link #begin}. */
  public StageFeed(Future<Stage> opening, Events events) {
    this.opening = opening;
    this.events = events;
  }

  /** Begins; call it once. The stage may have failed already, and then that is told at once. */
  public void begin() {
    opening.onComplete(
        stage -> {
          if (!dead) {
            events.opened();
          }
          pump();
        },
        this::fail);
  }

  /** Appends bytes; never refuses. No effect after a failure. */
  public void write(Buffer bytes) {
    if (!dead) {
      waiting.add(bytes);
      pendingBytes += bytes.length();
      pump();
    }
  }

  /** The bytes that the stage has not taken yet. */
  public long pendingBytes() {
    return pendingBytes;
  }

  /**
   * No more bytes will come. Ends when the stage is complete; fails with what the store says, then
   * or earlier. Call it once.
   */
  public Future<Void> complete(long size, int crc) {
    ended = true;
    sizeBytes = size;
    crc32c = crc;
    pump();
    return completion.future();
  }

  /** Removes the stage, at whatever point it is; idempotent. */
  public Future<Void> abort() {
    dead = true;
    forget();
    completion.tryFail("the stage was aborted");
    return opening.compose(Stage::abort, neverOpened -> Future.succeededFuture());
  }

  private void pump() {
    while (opening.succeeded() && !writing && !dead && !waiting.isEmpty()) {
      Buffer next = waiting.remove();
      writing = true;
      Future<Void> write = opening.result().write(next);
      if (!write.succeeded()) {
        write.onComplete(
            done -> {
              wrote(next.length());
              pump();
            },
            this::fail);
        return;
      }
      // Without the recursion that a chain of futures, all of them complete, would be.
      wrote(next.length());
    }
    if (opening.succeeded() && ended && !writing && !dead) {
      dead = true;
      opening
          .result()
          .complete(sizeBytes, crc32c)
          .onComplete(completion::tryComplete, completion::tryFail);
    }
  }

  private void wrote(int bytes) {
    writing = false;
    if (!dead) {
      pendingBytes -= bytes;
      events.written();
    }
  }

  private void fail(Throwable why) {
    writing = false;
    if (dead) {
      return;
    }
    dead = true;
    forget();
    completion.tryFail(why);
    events.failed(why);
  }

  private void forget() {
    waiting.clear();
    pendingBytes = 0;
  }
}
