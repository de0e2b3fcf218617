package io.henge.node.storage;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.disk.Disk;
import io.henge.node.storage.disk.FileFacts;
import io.henge.ring.BlobKey;
import io.henge.ring.KeyHash;
import io.henge.ring.Partitions;
import io.henge.ring.version.Dot;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds blob files that no record names. With an intact index such a file is never adopted (rule
 * T3): what it holds was replaced, or never became visible. It is unlinked, unless it is young, or
 * is getting its name at this moment. Waits for the disk.
 */
final class OrphanFinder {
  private static final Logger LOG = LoggerFactory.getLogger(OrphanFinder.class);
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}\\.[A-Za-z0-9_-]{24,43}");
  private static final Pattern DIRECTORY = Pattern.compile("[0-9a-f]{2}");

  private final Disk disk;
  private final Path root;
  private final Index index;
  private final BlobFiles files;
  private final Unlinks unlinks;
  private final NamesInFlight inFlight;

  OrphanFinder(
      Disk disk, Path root, Index index, BlobFiles files, Unlinks unlinks, NamesInFlight inFlight) {
    this.disk = disk;
    this.root = root;
    this.index = index;
    this.files = files;
    this.unlinks = unlinks;
    this.inFlight = inFlight;
  }

  /**
   * What is looked for.
   *
   * @param partitions how keys are divided
   * @param modifiedBeforeMillis only files that were last written to before, in milliseconds since
   *     1970
   * @param mayUnlink false when records may have been lost, so that a file without one may be all
   *     that is left of a version
   */
  record Search(Partitions partitions, long modifiedBeforeMillis, boolean mayUnlink) {}

  /**
   * What was found in a directory.
   *
   * @param files how many were looked at
   * @param orphans how many no record names
   * @param corrupt how many do not say what they are; they were moved to quarantine
   */
  record Found(int files, int orphans, int corrupt) {}

  /** The directories with files below the first level's one of that number, 0 to 255. */
  List<Path> directories(int first) throws IOException {
    Path parent = root.resolve("%02x".formatted(first));
    if (!disk.exists(parent)) {
      return List.of();
    }
    List<Path> directories = new ArrayList<>(disk.list(parent));
    directories.removeIf(path -> !DIRECTORY.matcher(path.getFileName().toString()).matches());
    directories.sort(null);
    return directories;
  }

  /** Looks at the files of one directory. */
  Found examine(Path directory, Search search) throws IOException {
    int seen = 0;
    int orphans = 0;
    int corrupt = 0;
    for (Path file : disk.list(directory)) {
      if (NAME.matcher(file.getFileName().toString()).matches()) {
        seen++;
        try {
          orphans += isOrphan(file, search) ? 1 : 0;
        } catch (StorageFailure damaged) {
          corrupt++;
        } catch (NoSuchFileException | NewerFormatException passed) {
          LOG.debug("not looked at: {}", passed.getMessage());
        }
      }
    }
    return new Found(seen, orphans, corrupt);
  }

  private boolean isOrphan(Path file, Search search) throws IOException {
    FileFacts facts = disk.facts(file);
    String name = file.getFileName().toString();
    if (facts.isDirectory()
        || facts.modifiedMillis() >= search.modifiedBeforeMillis()
        || inFlight.has(name)) {
      return false;
    }
    Named named = named(name, search.partitions());
    if (isWanted(named)) {
      return false;
    }
    if (!search.mayUnlink()) {
      return true;
    }
    // Looked at once more while no file can get its name.
    boolean unlinked =
        unlinks.unlinkIf(name, facts.identity(), () -> !inFlight.has(name) && !isWanted(named));
    if (unlinked) {
      LOG.warn("unlinked the blob file {}, which no record names", name);
    }
    return unlinked;
  }

  /** Whose body a file says that it is. */
  private record Named(PartitionedKey key, Dot dot) {}

  private Named named(String name, Partitions partitions) throws IOException {
    BlobFooter footer = files.footer(name);
    BlobKey key = footer.key();
    int partition = partitions.partitionOf(KeyHash.of(key));
    return new Named(new PartitionedKey(partition, key), footer.version().dot());
  }

  /** Whether a record names the file; so it is taken to be when the record cannot be read. */
  private boolean isWanted(Named named) throws IOException {
    try {
      Optional<Place> place =
          index.record(named.key()).flatMap(stored -> stored.placeOf(named.dot()));
      return place.filter(Place.FILE::equals).isPresent();
    } catch (StorageFailure unreadable) {
      return true;
    }
  }
}
