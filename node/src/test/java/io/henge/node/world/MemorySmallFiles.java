package io.henge.node.world;

import io.henge.node.membership.ChainFiles;
import io.henge.node.port.SmallFiles;
import io.henge.ring.ChainEntry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Small files in memory. A write is durable some time before its future completes, so that a crash
 * may come before, between and after.
 */
final class MemorySmallFiles implements SmallFiles {
  private final MemoryDisk disk;
  private final Surroundings surroundings;
  private final Life life;

  MemorySmallFiles(MemoryDisk disk, Surroundings surroundings, Life life) {
    this.disk = disk;
    this.surroundings = surroundings;
    this.life = life;
  }

  @Override
  public Future<Optional<Buffer>> read(String name) {
    return surroundings.later(
        life,
        disk.longestStepMillis(),
        () -> Future.succeededFuture(Optional.ofNullable(disk.smallFiles().get(name))));
  }

  @Override
  public Future<Void> write(String name, Buffer content) {
    Buffer bytes = content.copy();
    return surroundings.later(
        life,
        disk.longestStepMillis(),
        () -> {
          disk.smallFiles().put(name, bytes);
          if (name.equals(ChainFiles.CHAIN)) {
            surroundings.ledger().saw(ChainEntry.parse(bytes.toString(StandardCharsets.UTF_8)));
          }
          return surroundings.later(life, disk.longestStepMillis(), Future::succeededFuture);
        });
  }
}
