package io.henge.node.storage;

import io.henge.node.background.Progress;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.port.Clock;
import io.henge.ring.BlobKey;
import io.henge.ring.KeyHash;
import io.henge.ring.Partitions;
import io.henge.ring.version.Context;
import io.henge.ring.version.Version;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A real store in a directory and its scrub, whose steps the test does itself. */
final class ScrubbedStore implements AutoCloseable {
  static final Partitions PARTITIONS = new Partitions(16);
  static final long HOUR = 3_600_000;

  private final Path root;
  private final OpenStore open;
  private final SetClock clock;
  private final Scrub scrub;

  private ScrubbedStore(Path root, OpenStore open, SetClock clock, Scrub scrub) {
    this.root = root;
    this.open = open;
    this.clock = clock;
    this.scrub = scrub;
  }

  /** The machine's time, or another one; nothing happens later by itself. */
  static final class SetClock implements Clock {
    long offsetMillis;

    @Override
    public long wallMillis() {
      return System.currentTimeMillis() + offsetMillis;
    }

    @Override
    public long monotonicMillis() {
      return wallMillis();
    }

    @Override
    public Timer after(long delayMillis, Runnable action) {
      throw new UnsupportedOperationException("the test does the steps");
    }
  }

  static ScrubbedStore in(Vertx vertx, Path root) {
    return in(vertx, root, CommitSteps.UNOBSERVED);
  }

  static ScrubbedStore in(Vertx vertx, Path root, CommitSteps steps) {
    OpenStore open = OpenStore.in(vertx, root, steps);
    SetClock clock = new SetClock();
    ScrubSettings settings =
        new ScrubSettings(24 * HOUR, ScrubSettings.GRACE_MILLIS, () -> Optional.of(PARTITIONS));
    return new ScrubbedStore(root, open, clock, open.store().scrub(settings, clock));
  }

  static PartitionedKey key(String text) {
    BlobKey key = BlobKey.of(text);
    return new PartitionedKey(PARTITIONS.partitionOf(KeyHash.of(key)), key);
  }

  /** A key's first version with that body. */
  static Version version(Buffer body) {
    return Samples.version(1, Context.EMPTY, body);
  }

  DiskBlobStore store() {
    return open.store();
  }

  StoreDriver driver() {
    return open.driver();
  }

  Scrub scrub() {
    return scrub;
  }

  SetClock clock() {
    return clock;
  }

  void putFile(String key, Buffer body) {
    driver().putFile(store(), key(key), version(body), body);
  }

  void putSmall(String key, Buffer body) {
    driver().putInline(store(), key(key), version(body), body);
  }

  Optional<Buffer> read(String key, Buffer body) {
    return driver().read(store(), key(key), version(body));
  }

  /** Where the body of a key's first version is. */
  Path file(String key, Buffer body) {
    String name = BlobFiles.name(key(key).key(), version(body).dot());
    return root.resolve("blobs")
        .resolve(name.substring(0, 2))
        .resolve(name.substring(2, 4))
        .resolve(name);
  }

  List<Path> quarantine() {
    return OpenStore.files(root.resolve("quarantine"));
  }

  Progress step() {
    return driver().await(scrub::step);
  }

  /** A whole pass, from the beginning. */
  ScrubTally pass() {
    long passes = scrub.status().passes();
    scrub.begin(Long.MAX_VALUE);
    while (scrub.status().passes() == passes || scrub.status().running()) {
      step();
    }
    return scrub.status().tally();
  }

  /** The directory as a crash at this moment would leave it. */
  void copyTo(Path copy) {
    try {
      OpenStore.copy(root, copy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    scrub.stop();
    step();
    open.close();
  }
}
