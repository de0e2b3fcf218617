package io.henge.node.body;

import io.henge.node.blob.OpenBody;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.peer.RemoteRead;
import io.henge.node.port.NetworkFailure;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A slice of a body that a peer holds, as a stream.
 *
 * <p>The connection to the peer lives on the event loop of whoever opened the body; the stream may
 * be used on another one, and only on that: the one that sets the first handler. Bytes go from one
 * to the other as they come; over a window the peer has to wait.
 *
 * <p>It ends exactly at its length, or with a failure. It is checked against its checksum before
 * its last bytes are handed out, so a corrupt one never looks complete to who receives it.
 */
public final class RemoteBody implements OpenBody, ReadStream<Buffer> {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteBody.class);
  private static final long WINDOW_BYTES = 512 << 10;

  private final Context loop;
  private final RemoteRead read;
  private final ExpectedBody expected;
  private final Supplier<String> name;

  /** Bytes that came and were not handed out yet. */
  private final AtomicLong held = new AtomicLong();

  private final PeerSide peerSide = new PeerSide();

  // What follows belongs to the event loop of the consumer.
  private final Queue<Buffer> queue = new ArrayDeque<>();
  private Optional<Context> consumer = Optional.empty();
  private Handler<Buffer> bytes = nobody -> {};
  private Handler<Void> end = nobody -> {};
  private Handler<Throwable> failure = nobody -> {};
  private long demand = Long.MAX_VALUE;
  private boolean allCame;
  private boolean over;

  /**
   * A read of the given event loop, which is the current one.
   *
   * @param name what it is, and from where, for the log
   */
  RemoteBody(Context loop, RemoteRead read, ExpectedBody expected, Supplier<String> name) {
    this.loop = loop;
    this.read = read;
    this.expected = expected;
    this.name = name;
  }

  @Override
  public long length() {
    return expected.lengthBytes();
  }

  @Override
  public OptionalInt crc32c() {
    return OptionalInt.of(expected.crc32c());
  }

  @Override
  public void close() {
    loop.runOnContext(now -> read.close());
  }

  @Override
  public RemoteBody handler(Handler<Buffer> handler) {
    bytes = handler == null ? nobody -> {} : handler;
    if (consumer.isEmpty()) {
      consumer = Optional.of(Vertx.currentContext());
      loop.runOnContext(now -> read.start(peerSide));
    }
    return this;
  }

  @Override
  public RemoteBody endHandler(Handler<Void> handler) {
    end = handler == null ? nobody -> {} : handler;
    return this;
  }

  @Override
  public RemoteBody exceptionHandler(Handler<Throwable> handler) {
    failure = handler == null ? nobody -> {} : handler;
    return this;
  }

  @Override
  public RemoteBody pause() {
    demand = 0;
    return this;
  }

  @Override
  public RemoteBody resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public RemoteBody fetch(long amount) {
    demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
    handOut();
    return this;
  }

  private void handOut() {
    while (demand > 0 && !queue.isEmpty() && !over) {
      Buffer next = queue.remove();
      demand -= demand == Long.MAX_VALUE ? 0 : 1;
      long before = held.getAndAdd(-next.length());
      if (before > WINDOW_BYTES / 2 && before - next.length() <= WINDOW_BYTES / 2) {
        loop.runOnContext(now -> read.resume());
      }
      bytes.handle(next);
    }
    if (allCame && queue.isEmpty() && demand > 0 && !over) {
      over = true;
      end.handle(null);
    }
  }

  private void fail(Throwable why) {
    if (!over) {
      over = true;
      queue.clear();
      failure.handle(why);
    }
  }

  /** What happens on the event loop of the connection. */
  private final class PeerSide implements RemoteRead.Events {
    private boolean corrupt;

    @Override
    public void bytes(Buffer slice) {
      if (corrupt) {
        return;
      }
      corrupt = !expected.take(slice);
      if (corrupt) {
        LOG.warn("{} came with other bytes", name.get());
        onConsumer(() -> fail(notTheBytes()));
        return;
      }
      if (held.addAndGet(slice.length()) > WINDOW_BYTES) {
        read.pause();
      }
      onConsumer(
          () -> {
            queue.add(slice);
            handOut();
          });
    }

    @Override
    public void ended() {
      if (!expected.isWhole()) {
        onConsumer(() -> fail(notTheBytes()));
      } else if (!corrupt) {
        onConsumer(
            () -> {
              allCame = true;
              handOut();
            });
      }
    }

    @Override
    public void failed(NetworkFailure why) {
      onConsumer(() -> fail(why));
    }

    private void onConsumer(Runnable action) {
      consumer.orElseThrow().runOnContext(now -> action.run());
    }

    private NetworkFailure notTheBytes() {
      return new NetworkFailure(Reason.STORAGE, "the peer's bytes are not those of the version");
    }
  }
}
