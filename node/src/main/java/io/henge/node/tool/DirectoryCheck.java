package io.henge.node.tool;

import io.henge.node.membership.ChainFiles;
import io.henge.node.membership.Identity;
import io.henge.node.membership.StagedWishes;
import io.henge.node.replica.Epochs;
import io.henge.node.replica.RemovalNumbers;
import io.henge.node.storage.DataDirectory;
import io.henge.node.storage.Finding;
import io.henge.node.storage.Finding.Kind;
import io.henge.node.storage.Fsck;
import io.henge.node.storage.Medium;
import io.henge.node.storage.StorageFailure;
import io.henge.ring.ChainEntry;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** Checks all of a node's directory: the small files, then the store. Changes nothing. */
public final class DirectoryCheck {
  private static final Set<String> PARTS =
      Set.of(DataDirectory.LOCK, "index", "lib", "blobs", "stage", "quarantine");
  private static final Set<String> SMALL_FILES =
      Set.of(
          ChainFiles.IDENTITY,
          ChainFiles.PROMISE,
          ChainFiles.CHAIN,
          ChainFiles.FOLLOWED,
          ChainFiles.PLEDGE,
          ChainFiles.VOTE,
          Epochs.FILE,
          RemovalNumbers.FILE,
          StagedWishes.FILE);

  private final StoppedDirectory directory;
  private final Fsck.Listener listener;

  private DirectoryCheck(StoppedDirectory directory, Fsck.Listener listener) {
    this.directory = directory;
    this.listener = listener;
  }

  /**
   * Checks a directory that no node uses; waits for the disk.
   *
   * @param readsBodies whether large bodies are read, and not only found
   * @param listener is told of each finding on this thread
   * @throws IOException when a node uses it, or it cannot be looked at
   */
  public static Fsck.Totals run(Path root, boolean readsBodies, Fsck.Listener listener)
      throws IOException {
    try (StoppedDirectory directory = StoppedDirectory.toLookAt(root)) {
      return new DirectoryCheck(directory, listener).run(readsBodies);
    }
  }

  private Fsck.Totals run(boolean readsBodies) throws IOException {
    permissions();
    entries();
    ChainFiles files = new ChainFiles(directory.files());
    Optional<ChainEntry> chain = read(ChainFiles.CHAIN, files.chain());
    Optional<ChainEntry> promise = read(ChainFiles.PROMISE, files.promise());
    Optional<Identity> identity = read(ChainFiles.IDENTITY, files.storedIdentity());
    Optional<Epochs.Stored> epochs = read(Epochs.FILE, Epochs.stored(directory.files()));
    Optional<Long> voted = read(ChainFiles.VOTE, files.votedNumber());
    require(ChainFiles.IDENTITY, chain.isPresent() || promise.isPresent() || epochs.isPresent());
    require(Epochs.FILE, chain.isPresent());
    epochs.ifPresent(this::plausible);
    voted.ifPresent(number -> plausible(number, chain));
    if (chain.isPresent() && identity.isPresent()) {
      membership(chain.get(), identity.get());
    }
    return Fsck.run(
        Medium.readOnly(directory.vertx(), directory.paths()),
        directory.paths(),
        new Fsck.Expectations(
            chain.map(entry -> entry.layout().partitions()),
            epochs.map(e -> OptionalLong.of(e.reserved())).orElse(OptionalLong.empty()),
            readsBodies),
        listener);
  }

  private Path root() {
    return directory.paths().root();
  }

  private void permissions() throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(root());
    if (!PosixFilePermissions.fromString("rwx------").containsAll(permissions)) {
      found(
          Kind.PERMISSIONS,
          ".",
          "open to others (%s), so that no node starts on it"
              .formatted(PosixFilePermissions.toString(permissions)));
    }
  }

  private void entries() throws IOException {
    List<Path> entries;
    try (Stream<Path> all = Files.list(root())) {
      entries = all.sorted().toList();
    }
    for (Path entry : entries) {
      String name = entry.getFileName().toString();
      boolean isTemporary = name.endsWith(".tmp") && SMALL_FILES.contains(withoutEnd(name));
      if (isTemporary) {
        found(Kind.TEMPORARY, name, "its replacement was interrupted");
      } else if (!PARTS.contains(name) && !SMALL_FILES.contains(name)) {
        found(Kind.KEPT, name, "not looked at");
      }
    }
  }

  private static String withoutEnd(String name) {
    return name.substring(0, name.lastIndexOf('.'));
  }

  private <T> Optional<T> read(String name, Future<Optional<T>> reading) throws IOException {
    try {
      return StoppedDirectory.await(reading);
    } catch (StorageFailure | IllegalStateException | IllegalArgumentException e) {
      found(Kind.SMALL_FILE, name, e.getMessage());
      return Optional.empty();
    }
  }

  private void require(String name, boolean wanted) {
    if (wanted && Files.notExists(root().resolve(name))) {
      found(Kind.SMALL_FILE, name, "it is missing from a directory that has been in use");
    }
  }

  private void plausible(Epochs.Stored epochs) {
    if (epochs.floor() < 1 || epochs.reserved() < epochs.floor()) {
      found(
          Kind.SMALL_FILE,
          Epochs.FILE,
          "it says that %d is the lowest epoch that may go on and %d the first not reserved"
              .formatted(epochs.floor(), epochs.reserved()));
    }
    if (!epochs.stoppedCleanly()) {
      found(Kind.UNCLEAN_END, Epochs.FILE, "the last run did not note its end");
    }
  }

  private void plausible(long voted, Optional<ChainEntry> chain) {
    long head = chain.map(ChainEntry::number).orElse(0L);
    if (voted > head + 1) {
      found(
          Kind.SMALL_FILE,
          ChainFiles.VOTE,
          "it votes on chain entry %d, but the chain ends with %d".formatted(voted, head));
    }
  }

  private void membership(ChainEntry chain, Identity identity) {
    boolean named =
        chain.layout().members().stream()
            .anyMatch(
                member ->
                    member.node().equals(identity.node())
                        && member.incarnation().equals(identity.incarnation()));
    if (!named) {
      found(
          Kind.NOT_A_MEMBER,
          ChainFiles.CHAIN,
          "it does not name node %s with incarnation %s, so that no node starts here"
              .formatted(identity.node(), identity.incarnation()));
    }
  }

  private void found(Kind kind, String subject, String text) {
    listener.found(new Finding(kind, subject, text));
  }
}
