package io.henge.node.storage;

import io.henge.node.storage.Finding.Kind;
import io.henge.node.storage.disk.Disk;
import io.henge.node.storage.disk.ReadableFile;
import io.henge.ring.BlobKey;
import io.henge.ring.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Checks the blob files, directory by directory, and tells those that nobody names apart. */
final class FileCheck {
  /** How many directories there may be: one for each first 16 bits of a hash. */
  static final int DIRECTORIES = 1 << 16;

  private final Disk disk;
  private final StorePaths paths;
  private final boolean readsBodies;
  private final Fsck.Tally tally;
  private final Consumer<Finding> out;
  private final BitSet existing;

  FileCheck(
      Disk disk, StorePaths paths, boolean readsBodies, Fsck.Tally tally, Consumer<Finding> out)
      throws IOException {
    this.disk = disk;
    this.paths = paths;
    this.readsBodies = readsBodies;
    this.tally = tally;
    this.out = out;
    this.existing =
        BlobDirectories.existing(
            disk,
            paths.blobs(),
            stray -> found(Kind.STRAY_FILE, relative(stray), "it does not belong there"));
  }

  /** A file that must be there. */
  record Wanted(BlobKey key, Version version) {}

  /**
   * Checks a directory. What is wanted of it and there is taken out of the map.
   *
   * @param unlinks the names of files that are to be removed
   */
  void check(int directory, Map<String, Wanted> wanted, Set<String> unlinks) throws IOException {
    for (Path file : list(directory)) {
      String name = file.getFileName().toString();
      Wanted here = wanted.remove(name);
      if (here != null) {
        checkWanted(file, here);
      } else if (unlinks.contains(name)) {
        found(Kind.UNLINK_PENDING, relative(file), "its version was replaced, or never came to be");
      } else if (BlobDirectories.belongs(name, directory)) {
        found(Kind.ORPHAN, relative(file), "no record names it: " + selfDescription(file));
      } else {
        found(Kind.STRAY_FILE, relative(file), "it does not belong there");
      }
    }
  }

  /** Reports what is still wanted. */
  void missing(Map<String, Wanted> wanted) {
    wanted.forEach(
        (name, file) -> {
          boolean aside = disk.exists(paths.quarantine().resolve(name));
          found(
              Kind.FILE_MISSING,
              KeyText.of(file.key()),
              "%s of %s is not there%s"
                  .formatted(
                      name,
                      file.version().dot(),
                      aside ? "; a corrupt copy of it is in quarantine" : ""));
        });
  }

  /** Checks the files of all directories each by itself, when there is no index to name them. */
  void checkAlone() throws IOException {
    checkAloneFrom(0);
  }

  /** The same from a directory on. */
  void checkAloneFrom(int firstDirectory) throws IOException {
    for (int directory = firstDirectory; directory < DIRECTORIES; directory++) {
      for (Path file : list(directory)) {
        String name = file.getFileName().toString();
        try (ReadableFile open = disk.open(file)) {
          BlobFooter footer = read(open, file);
          requireName(name, footer);
          tally.fileWhole(footer.sizeBytes());
        } catch (StorageFailure | IOException e) {
          found(Kind.FILE_CORRUPT, relative(file), e.getMessage());
        }
      }
    }
  }

  private List<Path> list(int directory) throws IOException {
    return existing.get(directory)
        ? disk.list(BlobDirectories.path(paths.blobs(), directory)).stream().sorted().toList()
        : List.of();
  }

  private void checkWanted(Path file, Wanted wanted) {
    String key = KeyText.of(wanted.key());
    try (ReadableFile open = disk.open(file)) {
      BlobFooter footer = read(open, file);
      requireName(file.getFileName().toString(), footer);
      Version says = footer.version();
      Version version = wanted.version();
      if (!says.content().equals(version.content())
          || !says.timestamp().equals(version.timestamp())) {
        found(Kind.FILE_CORRUPT, key, file + " and the record say different things of its version");
        return;
      }
      tally.fileWhole(footer.sizeBytes());
    } catch (StorageFailure | IOException e) {
      found(Kind.FILE_CORRUPT, key, e.getMessage());
    }
  }

  private BlobFooter read(ReadableFile open, Path file) throws IOException {
    return readsBodies ? BlobFileFormat.verify(open, file) : BlobFileFormat.read(open, file);
  }

  private static void requireName(String name, BlobFooter footer) {
    if (!BlobFiles.name(footer.key(), footer.version().dot()).equals(name)) {
      throw new StorageFailure(
          StorageFailure.Kind.CORRUPT,
          "%s holds %s of %s".formatted(name, footer.version().dot(), KeyText.of(footer.key())));
    }
  }

  private String selfDescription(Path file) {
    try (ReadableFile open = disk.open(file)) {
      BlobFooter footer = BlobFileFormat.read(open, file);
      return "%s of %s, %d bytes"
          .formatted(footer.version().dot(), KeyText.of(footer.key()), footer.sizeBytes());
    } catch (StorageFailure | IOException e) {
      return e.getMessage();
    }
  }

  private String relative(Path file) {
    return paths.root().relativize(file).toString();
  }

  private void found(Kind kind, String subject, String text) {
    out.accept(new Finding(kind, subject, text));
  }
}
