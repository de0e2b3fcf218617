package io.henge.node.port;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Small files in memory whose writes end while their callers are still attaching listeners. */
public final class RacingFiles implements SmallFiles {
  private final Map<String, Buffer> contents = new ConcurrentHashMap<>();
  private final int listeners;

  /**
   * No files yet.
   *
   * @param listeners after how many of them a write ends, see {@link RacingFuture}
   */
  public RacingFiles(int listeners) {
    this.listeners = listeners;
  }

  @Override
  public Future<Optional<Buffer>> read(String name) {
    return Future.succeededFuture(Optional.ofNullable(contents.get(name)));
  }

  @Override
  public Future<Void> write(String name, Buffer content) {
    return new RacingFuture<>(
        listeners,
        () -> {
          contents.put(name, content);
          return null;
        });
  }
}
