package io.henge.node.storage;

import io.henge.node.storage.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The two levels of directories under {@code blobs/}, as numbers from 0 to 65535 in the order of
 * the hashes whose files are there.
 */
final class BlobDirectories {
  private static final Pattern LEVEL = Pattern.compile("[0-9a-f]{2}");
  private static final Pattern FILE_NAME = Pattern.compile("[0-9a-f]{64}\\.[A-Za-z0-9_-]{24,43}");

  private BlobDirectories() {}

  /** The directory of that number. */
  static Path path(Path blobs, int directory) {
    HexFormat hex = HexFormat.of();
    return blobs
        .resolve(hex.toHexDigits((byte) (directory >>> 8)))
        .resolve(hex.toHexDigits((byte) directory));
  }

  /** Which of them are there. Told apart is whatever else lies beside them. */
  static BitSet existing(Disk disk, Path blobs, Consumer<Path> stray) throws IOException {
    BitSet existing = new BitSet();
    if (!disk.exists(blobs)) {
      return existing;
    }
    for (Path first : disk.list(blobs)) {
      if (!isLevel(disk, first)) {
        stray.accept(first);
        continue;
      }
      for (Path second : disk.list(first)) {
        if (isLevel(disk, second)) {
          existing.set(number(first) << 8 | number(second));
        } else {
          stray.accept(second);
        }
      }
    }
    return existing;
  }

  private static boolean isLevel(Disk disk, Path path) throws IOException {
    return LEVEL.matcher(path.getFileName().toString()).matches() && disk.facts(path).isDirectory();
  }

  private static int number(Path level) {
    return Integer.parseInt(level.getFileName().toString(), 16);
  }

  /** Whether a name is one of a blob file whose place is that directory. */
  static boolean belongs(String name, int directory) {
    return FILE_NAME.matcher(name).matches() && Integer.parseInt(name, 0, 4, 16) == directory;
  }

  /** Where a blob file is below {@code blobs/}. */
  static Path relative(String name) {
    return Path.of(name.substring(0, 2), name.substring(2, 4), name);
  }
}
