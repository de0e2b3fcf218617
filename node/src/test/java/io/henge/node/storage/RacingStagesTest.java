package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.port.RacingFuture;
import io.henge.node.storage.disk.Disk;
import io.henge.node.storage.disk.WritableFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stages whose disk is done while they are still saying what is to be done next. */
class RacingStagesTest {
  private final Vertx vertx = Vertx.vertx();
  private final StoreDriver driver = new StoreDriver(vertx);

  @AfterEach
  void stopVertx() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  /** A file that takes every write, and of which no sync succeeds. */
  private record BrokenFile(int listeners) implements WritableFile {
    @Override
    public Future<Void> write(ByteBuffer bytes, long position) {
      return new RacingFuture<>(listeners, () -> null);
    }

    @Override
    public Future<Void> sync() {
      return new RacingFuture<>(
          listeners,
          () -> {
            throw new IOException("Input/output error");
          });
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }

  private record RacingWorker(int listeners) implements WorkerExecutor {
    @Override
    public <T> Future<T> executeBlocking(Callable<T> step, boolean ordered) {
      return new RacingFuture<>(listeners, step);
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }

  private Stages stages(int listeners) {
    Disk disk = disk(new BrokenFile(listeners));
    return new Stages(
        (VertxInternal) vertx,
        disk,
        Path.of("stages"),
        new RacingWorker(listeners),
        new DiskSpace(disk, 0),
        new StorageHealth(),
        () -> 0);
  }

  private static Disk disk(WritableFile file) {
    return (Disk)
        Proxy.newProxyInstance(
            Disk.class.getClassLoader(),
            new Class<?>[] {Disk.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "create" -> Future.succeededFuture(file);
                  case "usableBytes" -> 1L << 40;
                  default -> null;
                });
  }

  private Stage begin(Stages stages, OptionalLong sizeBytes) {
    return driver.await(() -> stages.create(StageRequest.ofNew(Samples.stageId(1), sizeBytes)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void a_stage_goes_on_when_it_has_got_more_room(int listeners) {
    Stages stages = stages(listeners);
    Stage stage = begin(stages, OptionalLong.empty());
    Buffer piece = Buffer.buffer(new byte[WriteBuffers.SIZE_BYTES]);
    for (int i = 0; i < 40; i++) {
      driver.await(() -> stage.write(piece));
      // Two turns later nothing is on its way to the disk that would wake the stage by its end.
      driver.await(Future::succeededFuture);
      driver.await(Future::succeededFuture);
    }
    driver.await(stage::abort);
    assertThat(stages.count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void a_stage_is_not_complete_when_a_sync_has_failed(int listeners) {
    Stages stages = stages(listeners);
    Buffer body = Buffer.buffer(new byte[32 << 20]);
    Stage stage = begin(stages, OptionalLong.of(body.length()));
    assertThat(
            driver.failure(
                () ->
                    stage
                        .write(body)
                        .compose(taken -> stage.complete(body.length(), Samples.crc32c(body)))))
        .isEqualTo(StorageFailure.Kind.BROKEN);
    assertThat(stages.count()).isZero();
  }
}
