package io.henge.chaos;

import static org.awaitility.Awaitility.await;

import io.henge.chaos.machine.BitRot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Damages the blob files of one node as disks, controllers and people do. A body that is on its way
 * to a client was verified and is in memory, which no decay of the disk reaches; so a file is only
 * changed while nobody reads its key.
 */
final class Corruptor {
  private static final Duration LOOK = Duration.ofMillis(10);

  private final Path data;
  private final Path stash;
  private final Map<String, Path> oldCopies = new HashMap<>();
  private final SplittableRandom random;

  /**
   * For one node.
   *
   * @param data its data directory
   * @param stash where old copies are kept, in the same file system
   */
  Corruptor(Path data, Path stash, SplittableRandom random) throws IOException {
    this.data = data;
    this.stash = Files.createDirectories(stash);
    this.random = random;
  }

  /** What can happen to a file. */
  enum Kind {
    BIT_FLIP,
    TRUNCATION,
    ZEROED_BLOCK,
    SWAPPED_FILES,
    OLD_COPY,
    DELETION
  }

  /**
   * A key's file that is damaged now.
   *
   * @param file where the damaged file was put
   * @param rightBytes what it held before
   */
  record Damage(Kind kind, KeyHistory key, Path file, Bytes rightBytes) {
    /** Whether the damaged bytes are still where a reader would look for them. */
    boolean isInPlace() {
      return Files.exists(file) && !isRepaired();
    }

    /** Whether the file holds again what it held. */
    boolean isRepaired() {
      try {
        return Files.exists(file) && Bytes.of(file).equals(rightBytes);
      } catch (IOException e) {
        return false;
      }
    }

    @Override
    public String toString() {
      return kind + " of " + key.key() + " at " + file;
    }
  }

  /** The bytes of a file by their digest, so that many can be kept. */
  record Bytes(String sha256) {
    static Bytes of(Path file) throws IOException {
      return new Bytes(digest(Files.readAllBytes(file)));
    }
  }

  /** Keeps a copy of the key's file as it is now, for {@link Kind#OLD_COPY}. */
  void remember(KeyHistory key) {
    try {
      Path copy = stash.resolve(digest(key.key()));
      Files.copy(file(key), copy, StandardCopyOption.REPLACE_EXISTING);
      oldCopies.put(key.key(), copy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Damages the file of a key, and that of the other one where two are concerned. */
  List<Damage> damage(Kind kind, KeyHistory key, KeyHistory other) {
    Path file = file(key);
    if (kind == Kind.SWAPPED_FILES) {
      Path otherFile = file(other);
      List<Damage> both = List.of(damageOf(kind, key, file), damageOf(kind, other, otherFile));
      key.whileUnread(() -> other.whileUnread(() -> change(() -> BitRot.swap(file, otherFile))));
      return both;
    }
    Damage damage = damageOf(kind, key, file);
    key.whileUnread(
        () ->
            change(
                () -> {
                  do {
                    change(kind, key, file);
                  } while (damage.isRepaired());
                }));
    return List.of(damage);
  }

  private static Damage damageOf(Kind kind, KeyHistory key, Path file) {
    try {
      return new Damage(kind, key, file, Bytes.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void change(Kind kind, KeyHistory key, Path file) throws IOException {
    switch (kind) {
      case BIT_FLIP -> BitRot.damage(file, BitRot.Damage.FLIPPED_BIT, random);
      case ZEROED_BLOCK -> BitRot.damage(file, BitRot.Damage.ZEROED_BLOCK, random);
      case TRUNCATION -> BitRot.damage(file, BitRot.Damage.TRUNCATION, random);
      case DELETION -> BitRot.damage(file, BitRot.Damage.DELETION, random);
      case OLD_COPY -> {
        Path old = oldCopies.get(key.key());
        if (random.nextBoolean()) {
          Files.copy(old, file, StandardCopyOption.REPLACE_EXISTING);
        } else {
          Files.write(file, Files.readAllBytes(old), StandardOpenOption.TRUNCATE_EXISTING);
        }
      }
      case SWAPPED_FILES -> throw new IllegalArgumentException("takes two files");
    }
  }

  /** The one file of a key; replaced ones may need a moment to go. */
  Path file(KeyHistory key) {
    String hash = digest(key.key());
    Path directory =
        data.resolve("blobs").resolve(hash.substring(0, 2)).resolve(hash.substring(2, 4));
    return await()
        .alias("one file of " + key.key())
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK)
        .until(() -> only(directory, hash), Optional::isPresent)
        .orElseThrow();
  }

  private static Optional<Path> only(Path directory, String hash) throws IOException {
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try (Stream<Path> all = Files.list(directory)) {
      List<Path> files =
          all.filter(path -> path.getFileName().toString().startsWith(hash + ".")).toList();
      return files.size() == 1 ? Optional.of(files.get(0)) : Optional.empty();
    }
  }

  private static String digest(String text) {
    return digest(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void change(Change change) {
    try {
      change.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Something done to files. */
  @FunctionalInterface
  private interface Change {
    void run() throws IOException;
  }
}
