package io.henge.chaos.machine;

import com.sun.jna.Native;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Damages files of a node's data directory as disks, controllers and people do, and says of each
 * damage what it was. The node may run meanwhile: files that go before they are damaged are left.
 */
public final class BitRot {
  private static final int BLOCK_BYTES = 4096;
  private static final int ATTEMPTS = 50;

  private final Path data;
  private final SplittableRandom random;

  public BitRot(Path data, SplittableRandom random) {
    this.data = data;
    this.random = random;
  }

  /** Kinds of files; docs/storage.md has them all. */
  public enum Part {
    /** Large bodies. */
    BLOBS("blobs", ".*"),
    /** Tables of the index, with records and small bodies. */
    INDEX_TABLES("index", ".*\\.sst"),
    /** What was last written to the index. */
    INDEX_LOG("index", ".*\\.log"),
    /** Which files make the index. */
    INDEX_MANIFEST("index", "MANIFEST-.*|CURRENT"),
    /** Who the node is, what it voted, what it promised. */
    SMALL_FILES("", "(?!LOCK$)(?!.*\\.tmp$).*");

    private final String directory;
    private final String names;

    Part(String directory, String names) {
      this.directory = directory;
      this.names = names;
    }
  }

  /** What happens to a file. */
  public enum Damage {
    FLIPPED_BIT,
    ZEROED_BLOCK,
    TRUNCATION,
    SWAPPED_FILES,
    DELETION
  }

  /** The files of a part that are there now, in an order that a seed can rely on. */
  public List<Path> files(Part part) {
    int depth = part == Part.SMALL_FILES ? 1 : Integer.MAX_VALUE;
    Path root = data.resolve(part.directory);
    for (int i = 0; i < ATTEMPTS && Files.isDirectory(root); i++) {
      try (Stream<Path> all = Files.walk(root, depth)) {
        return all.filter(Files::isRegularFile)
            .filter(file -> file.getFileName().toString().matches(part.names))
            .sorted()
            .toList();
      } catch (IOException | UncheckedIOException e) {
        // A directory went while it was read: once more.
      }
    }
    return List.of();
  }

  /** Damages a file of a part; what was done, or empty when there is nothing to be damaged so. */
  public Optional<String> damage(Part part, Damage damage) throws IOException {
    for (int i = 0; i < ATTEMPTS; i++) {
      List<Path> files = new ArrayList<>(files(part));
      if (files.isEmpty()) {
        return Optional.empty();
      }
      Path file = files.remove(random.nextInt(files.size()));
      try {
        Optional<String> done =
            damage == Damage.SWAPPED_FILES ? swapAny(file, files) : damage(file, damage, random);
        if (done.isPresent()) {
          return done;
        }
      } catch (NoSuchFileException e) {
        // The node removed it: another one.
      }
    }
    return Optional.empty();
  }

  private Optional<String> swapAny(Path file, List<Path> others) throws IOException {
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(swap(file, others.get(random.nextInt(others.size()))));
  }

  /** Damages that file alone; what was done, or empty when it cannot be damaged so. */
  public static Optional<String> damage(Path file, Damage damage, SplittableRandom random)
      throws IOException {
    return switch (damage) {
      case FLIPPED_BIT -> flipBit(file, random);
      case ZEROED_BLOCK -> zeroBlock(file, random);
      case TRUNCATION -> truncate(file, random);
      case DELETION -> {
        Files.delete(file);
        yield Optional.of("deleted " + file);
      }
      case SWAPPED_FILES -> throw new IllegalArgumentException("takes two files");
    };
  }

  private static Optional<String> flipBit(Path file, SplittableRandom random) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (channel.size() == 0) {
        return Optional.empty();
      }
      long position = random.nextLong(channel.size());
      int bit = random.nextInt(Byte.SIZE);
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, position);
      one.put(0, (byte) (one.get(0) ^ (1 << bit)));
      channel.write(one.flip(), position);
      return Optional.of("flipped bit %d of byte %d of %s".formatted(bit, position, file));
    }
  }

  /** One that was not zero before; the last one may be shorter. */
  private static Optional<String> zeroBlock(Path file, SplittableRandom random) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long blocks = (channel.size() + BLOCK_BYTES - 1) / BLOCK_BYTES;
      for (int i = 0; i < ATTEMPTS && blocks > 0; i++) {
        long position = random.nextLong(blocks) * BLOCK_BYTES;
        ByteBuffer zeros = ByteBuffer.allocate(BLOCK_BYTES);
        ByteBuffer before = ByteBuffer.allocate(BLOCK_BYTES);
        int length = channel.read(before, position);
        if (length > 0 && !before.rewind().equals(zeros)) {
          channel.write(zeros.limit(length), position);
          return Optional.of("zeroed %d bytes from %d of %s".formatted(length, position, file));
        }
      }
      return Optional.empty();
    }
  }

  private static Optional<String> truncate(Path file, SplittableRandom random) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long size = channel.size();
      if (size == 0) {
        return Optional.empty();
      }
      long length = random.nextLong(size);
      channel.truncate(length);
      return Optional.of("cut %s from %d to %d bytes".formatted(file, size, length));
    }
  }

  /** Each gets the name of the other, at one moment; what was done. */
  public static String swap(Path one, Path other) throws IOException {
    int failure =
        LibC.INSTANCE.renameat2(
            LibC.AT_FDCWD,
            one.toAbsolutePath().toString(),
            LibC.AT_FDCWD,
            other.toAbsolutePath().toString(),
            LibC.RENAME_EXCHANGE);
    if (failure != 0 && !(Files.exists(one) && Files.exists(other))) {
      throw new NoSuchFileException(one.toString(), other.toString(), "gone");
    }
    if (failure != 0) {
      throw new IOException("cannot swap " + one + ", " + other + ": " + Native.getLastError());
    }
    return "swapped " + one + " and " + other;
  }
}
