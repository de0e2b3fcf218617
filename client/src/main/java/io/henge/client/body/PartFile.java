package io.henge.client.body;

import io.henge.client.BlobSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/**
 * A file whose parts come in any order. It is written under another name in the same directory,
 * synced, and renamed when all of it is there and right; so at its place is the old one or the new
 * one, whatever happens.
 */
public final class PartFile {
  private static final int READ_BYTES = 256 << 10;

  private final PartPlan plan;
  private final Executor blocking;
  private final Path path;
  private final FileChannel channel;
  private final Optional<PartNotes> notes;
  private final Map<Integer, Integer> kept = new TreeMap<>();
  private boolean isOver;

  private PartFile(
      PartPlan plan, Executor blocking, Path path, FileChannel channel, Optional<PartNotes> notes) {
    this.plan = plan;
    this.blocking = blocking;
    this.path = path;
    this.channel = channel;
    this.notes = notes;
  }

  /** Begins, or goes on with what an earlier download of the same version has left. */
  public static CompletionStage<PartFile> open(PartPlan plan, Executor blocking) {
    return BlockingSteps.run(
        blocking, () -> plan.isResumable() ? resumed(plan, blocking) : fresh(plan, blocking));
  }

  private static PartFile fresh(PartPlan plan, Executor blocking) throws IOException {
    Path path = beside(plan, UUID.randomUUID() + ".part");
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return new PartFile(plan, blocking, path, channel, Optional.empty());
  }

  private static PartFile resumed(PartPlan plan, Executor blocking) throws IOException {
    PartNotes notes = PartNotes.open(beside(plan, "parts"), plan);
    PartFile file = kept(plan, blocking, notes);
    try {
      file.keep(notes);
      return file;
    } catch (IOException | RuntimeException failed) {
      file.end(false);
      throw failed;
    }
  }

  private static PartFile kept(PartPlan plan, Executor blocking, PartNotes notes)
      throws IOException {
    Path path = beside(plan, "part");
    try {
      FileChannel channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      return new PartFile(plan, blocking, path, channel, Optional.of(notes));
    } catch (IOException failed) {
      notes.close();
      throw failed;
    }
  }

  private static Path beside(PartPlan plan, String suffix) {
    return plan.file().resolveSibling("." + plan.file().getFileName() + "." + suffix);
  }

  private void keep(PartNotes notes) throws IOException {
    for (Map.Entry<Integer, Integer> noted : notes.noted().entrySet()) {
      if (noted.getKey() < plan.count() && noted.getValue().equals(read(noted.getKey()))) {
        kept.put(noted.getKey(), noted.getValue());
      }
    }
    if (kept.isEmpty()) {
      channel.truncate(0);
    }
    notes.reset(kept);
  }

  /** The checksum of a part as it is in the file. */
  private int read(int part) throws IOException {
    CRC32C checksum = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
    long at = plan.offset(part);
    long end = at + plan.length(part);
    while (at < end) {
      buffer.clear().limit((int) Math.min(READ_BYTES, end - at));
      int count = channel.read(buffer, at);
      if (count < 0) {
        break;
      }
      checksum.update(buffer.flip());
      at += count;
    }
    return (int) checksum.getValue();
  }

  /** The parts that are there from before, with their checksums. */
  public Map<Integer, Integer> kept() {
    return Map.copyOf(kept);
  }

  /**
   * Where a part goes; gives its checksum.
   *
   * @param moved hears how many bytes came, and with a minus sign how many have to come again
   */
  public BlobSink<Integer> part(int part, LongConsumer moved) {
    return new PartSink(channel, plan.offset(part), plan.length(part), moved);
  }

  /** A part is there. */
  public CompletionStage<Void> note(int part, int crc32c) {
    return BlockingSteps.run(
        blocking,
        () -> {
          noted(part, crc32c);
          return null;
        });
  }

  private synchronized void noted(int part, int crc32c) throws IOException {
    if (notes.isPresent() && !isOver) {
      notes.get().note(part, crc32c);
    }
  }

  /** Puts it in its place; all parts are there. */
  public CompletionStage<Path> putInPlace() {
    return BlockingSteps.run(blocking, this::renamed);
  }

  private synchronized Path renamed() throws IOException {
    if (isOver) {
      throw new IOException("the download was given up");
    }
    channel.force(true);
    FilePlace.put(path, plan.file());
    end(true);
    return plan.file();
  }

  /** Gives it up; a resumable one keeps what has come. */
  public void leave() {
    BlockingSteps.tidy(
        () -> {
          end(!plan.isResumable());
          return null;
        });
  }

  /** Gives it up, and what has come with it. */
  public CompletionStage<Void> discard() {
    return BlockingSteps.run(
        blocking,
        () -> {
          end(true);
          return null;
        });
  }

  private synchronized void end(boolean removes) throws IOException {
    if (isOver) {
      return;
    }
    isOver = true;
    channel.close();
    if (removes) {
      Files.deleteIfExists(path);
    }
    if (notes.isPresent()) {
      try (PartNotes open = notes.get()) {
        if (removes) {
          open.remove();
        }
      }
    }
  }
}
