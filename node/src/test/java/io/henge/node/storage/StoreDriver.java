package io.henge.node.storage;

import static org.assertj.core.api.Assertions.catchThrowable;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.FileBody;
import io.henge.node.blob.InlineBody;
import io.henge.node.blob.OpenBody;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.blob.PieceBody;
import io.henge.node.blob.StageId;
import io.henge.ring.version.Version;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Uses a store from an event loop, as its callers do, and waits for the outcome. */
final class StoreDriver {
  private static final int CHUNK_BYTES = 60_000;

  private final Context loop;

  StoreDriver(Vertx vertx) {
    this.loop = vertx.getOrCreateContext();
  }

  Context loop() {
    return loop;
  }

  /** The result of a step, or what it failed with. */
  <T> T await(Supplier<Future<T>> step) {
    Promise<T> promise = Promise.promise();
    loop.runOnContext(
        onLoop -> {
          try {
            step.get().onComplete(promise);
          } catch (RuntimeException e) {
            promise.fail(e);
          }
        });
    try {
      return promise.future().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The kind of failure of a step that must fail. */
  StorageFailure.Kind failure(Supplier<Future<?>> step) {
    Throwable thrown = catchThrowable(() -> await(() -> step.get().mapEmpty()));
    if (thrown instanceof StorageFailure failure) {
      return failure.kind();
    }
    throw new AssertionError("a StorageFailure was expected", thrown);
  }

  /** Stages all of a body in chunks and completes the stage. */
  Stage stage(BlobStore store, StageId id, Buffer body) {
    return await(() -> staging(store, id, body));
  }

  /** The same without waiting for it. */
  Future<Stage> staging(BlobStore store, StageId id, Buffer body) {
    return store
        .stage(id)
        .compose(
            stage ->
                write(stage, body, 0)
                    .compose(end -> stage.complete(body.length(), Samples.crc32c(body)))
                    .map(stage));
  }

  private static Future<Void> write(Stage stage, Buffer body, int from) {
    if (from == body.length()) {
      return Future.succeededFuture();
    }
    int to = Math.min(from + CHUNK_BYTES, body.length());
    return stage.write(body.slice(from, to)).compose(ready -> write(stage, body, to));
  }

  /** Stages and commits a body as the one version of a key. */
  void putFile(BlobStore store, PartitionedKey key, Version version, Buffer body) {
    StageId id = Samples.stageId(version.dot().actor().epoch());
    stage(store, id, body);
    await(() -> store.commit(Samples.staged(key, version, id)));
  }

  /** Commits a body in memory as the one version of a key. */
  void putInline(BlobStore store, PartitionedKey key, Version version, Buffer body) {
    await(() -> store.commit(Samples.inline(key, version, body)));
  }

  /** All bytes of a version, if the store has it. */
  Optional<Buffer> read(BlobStore store, PartitionedKey key, Version version) {
    ByteRange all = ByteRange.whole(version.content().orElseThrow().sizeBytes());
    Optional<OpenBody> body = await(() -> store.open(key, version, all));
    return body.map(StoreDriver::bytes);
  }

  /** The bytes of an open slice, which is closed. */
  static Buffer bytes(OpenBody body) {
    try {
      if (body instanceof InlineBody inline) {
        return inline.bytes();
      }
      if (body instanceof PieceBody pieces) {
        return bytes(pieces);
      }
      FileBody file = (FileBody) body;
      ByteBuffer bytes = ByteBuffer.allocate((int) file.length());
      while (bytes.hasRemaining()) {
        if (file.channel().read(bytes, file.offset() + bytes.position()) < 0) {
          throw new AssertionError("the file ends too early");
        }
      }
      return Buffer.buffer(bytes.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      body.close();
    }
  }

  private static Buffer bytes(PieceBody body) {
    Buffer all = Buffer.buffer();
    body.sendTo(
            piece -> {
              all.appendBuffer(bytes(piece));
              return Future.succeededFuture();
            })
        .toCompletionStage()
        .toCompletableFuture()
        .join();
    return all;
  }
}
