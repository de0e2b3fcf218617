package io.henge.node.storage;

import io.henge.node.storage.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where corrupt copies go: never served, never copied to a peer, but kept for whoever wants to know
 * what happened to them. Bounded, because a dying disk may corrupt without end.
 */
final class Quarantine {
  private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

  /** Small bodies that are kept; of more only the number is known. */
  private static final int INLINE_KEPT_MAX = 1000;

  private final Disk disk;
  private final Path directory;
  private final AtomicLong count = new AtomicLong();
  private final AtomicLong inlineKept = new AtomicLong();

  Quarantine(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  /** How many corrupt copies were found since the start. */
  long count() {
    return count.get();
  }

  /** Moves a file here. */
  void take(Path file) throws IOException {
    count.incrementAndGet();
    Path name = file.getFileName();
    disk.move(file, directory.resolve(name));
    LOG.error("a corrupt blob file was moved to quarantine: {}", name);
  }

  /** Keeps a copy of a record that cannot be read. */
  void takeRecord(String name, byte[] value) {
    keep(name + ".record", value, "record");
  }

  /**
   * Keeps a copy of a small body. What is in the index stays, unserved, until a good copy replaces
   * it: to delete it here might hit that good copy.
   */
  void take(String name, byte[] value) {
    keep(name + ".inline", value, "small body");
  }

  // The copy is for people; damage is damage also where there is no room for one.
  private void keep(String name, byte[] value, String what) {
    count.incrementAndGet();
    Path copy = directory.resolve(name);
    if (!disk.exists(copy) && inlineKept.incrementAndGet() <= INLINE_KEPT_MAX) {
      try {
        disk.writeSynced(copy, value);
        LOG.error("a corrupt {} was copied to quarantine: {}", what, name);
      } catch (IOException e) {
        LOG.error("no copy of a corrupt {} was kept: {}: {}", what, name, e.toString());
      }
    }
  }
}
