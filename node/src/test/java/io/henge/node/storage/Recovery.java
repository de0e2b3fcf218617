package io.henge.node.storage;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.KeyBound;
import io.henge.node.blob.KeyRange;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.Ledger.Body;
import io.henge.node.storage.Ledger.Expectation;
import io.henge.node.storage.Ledger.State;
import io.henge.node.storage.simulation.Event;
import io.henge.node.storage.simulation.Image;
import io.henge.node.storage.simulation.SimulatedMedium;
import io.henge.node.storage.simulation.Survivors;
import io.henge.ring.BlobKey;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Opens a new store on what a crash leaves, and checks it: each key has a state that it may have,
 * with exactly its bytes; no other version is found; there is no file that no record names; each
 * key has its name; and all of this still holds when the recovery crashes, too.
 */
final class Recovery {
  private final Vertx vertx;
  private final StoreDriver driver;
  private final Ledger ledger;
  private final Survivors survivors;
  private final SplittableRandom random;
  private final int againEvery;
  private final Set<List<Object>> seen = new HashSet<>();
  private int images;
  private int again;
  private int strays;

  /**
   * For the stores of one ledger.
   *
   * @param againEvery of so many recoveries, one is crashed again; 1 or more
   */
  Recovery(
      Vertx vertx, Ledger ledger, Survivors survivors, SplittableRandom random, int againEvery) {
    this.vertx = vertx;
    this.driver = new StoreDriver(vertx);
    this.ledger = ledger;
    this.survivors = survivors;
    this.random = random;
    this.againEvery = againEvery;
  }

  /** How many images were recovered from, and how much of it in a second crash. */
  String summary() {
    return "%d images, %d of them after a crash of the recovery, %d with a stray file"
        .formatted(images, again, strays);
  }

  int images() {
    return images;
  }

  /**
   * Cuts the power at a place in a journal, in every way, and kills the process there.
   *
   * @param known the place up to which the ledger tells what must be found
   */
  void crashAt(SimulatedMedium medium, int position, int known) {
    Expectation expected = ledger.at(known);
    cutPowerAt(medium, position, expected);
    killAt(medium, position, expected);
  }

  /** What a running store must have, at a place in the journal of its medium. */
  void checkRunning(DiskBlobStore store, int position) {
    Expectation expected = ledger.at(position);
    driver.await(() -> states(store, expected));
  }

  private void cutPowerAt(SimulatedMedium medium, int position, Expectation expected) {
    List<Event> events = medium.journal().subList(0, position);
    for (Image image : survivors.of(medium.start(), events, random)) {
      if (seen.add(List.of(image.digest(), expected))) {
        SimulatedMedium recovered = SimulatedMedium.of(vertx, image);
        Expectation found = check(recovered, expected, "a power cut", events);
        cutPowerWhileRecovering(recovered, 1, recovered.journal().size(), found);
      }
    }
  }

  /** Kills the process, and perhaps cuts the power soon after. */
  private void killAt(SimulatedMedium medium, int position, Expectation expected) {
    SimulatedMedium killed = medium.killedAt(position);
    Expectation found = check(killed, expected.withStrays(Set.of()), "a kill", killed.journal());
    List<Event> journal = killed.journal();
    int opened = position;
    while (!(journal.get(opened) instanceof Event.TableOpened)) {
      opened++;
    }
    cutPowerWhileRecovering(killed, position, opened, expected);
    cutPowerWhileRecovering(
        killed, opened + 1, journal.size(), found.withStrays(expected.strays()));
  }

  private void cutPowerWhileRecovering(
      SimulatedMedium medium, int from, int to, Expectation expected) {
    if (random.nextInt(againEvery) > 0) {
      return;
    }
    List<Event> journal = medium.journal();
    for (int position = from; position <= to; position++) {
      List<Event> events = journal.subList(0, position);
      for (Image image : survivors.of(medium.start(), events, random)) {
        if (seen.add(List.of(image.digest(), expected))) {
          again++;
          check(SimulatedMedium.of(vertx, image), expected, "a power cut in recovery", events);
        }
      }
    }
  }

  /** What a store finds on that medium, if that is as it must be. */
  private Expectation check(
      SimulatedMedium medium, Expectation expected, String crash, List<Event> events) {
    images++;
    List<String> before =
        medium.files(SimulatedStore.PATHS.root()).stream().map(f -> f + "").toList();
    try {
      DiskBlobStore store = SimulatedStore.open(vertx, medium, new AtomicLong());
      try {
        require(store.refusal().isEmpty(), () -> "refuses: " + store.refusal());
        require(expected.filled().contains(!store.isUnfilled()), () -> "filled?");
        require(medium.files(SimulatedStore.PATHS.stage()).isEmpty(), () -> "stages are left");
        Map<PartitionedKey, List<State>> found = driver.await(() -> states(store, expected));
        checkFiles(medium, found, expected.strays());
        checkNames(store, found);
        driver.await(store::settle);
        require(store.refusal().isEmpty(), () -> "refuses: " + store.refusal());
        return new Expectation(found, Set.of(!store.isUnfilled()), expected.strays());
      } finally {
        driver.await(store::close);
      }
    } catch (RuntimeException | AssertionError e) {
      StringBuilder text = new StringBuilder("after " + crash + " at " + events.size());
      text.append(": ").append(e.getMessage()).append("\nfiles: ").append(before);
      events.forEach(event -> text.append("\n  ").append(event));
      throw new AssertionError(text.toString(), e);
    }
  }

  private static void require(boolean holds, Supplier<String> complaint) {
    if (!holds) {
      throw new AssertionError(complaint.get());
    }
  }

  private Future<Map<PartitionedKey, List<State>>> states(
      DiskBlobStore store, Expectation expected) {
    Map<PartitionedKey, List<State>> found = new LinkedHashMap<>();
    List<Future<Void>> keys = new ArrayList<>();
    expected
        .states()
        .forEach(
            (key, states) ->
                keys.add(
                    matching(store, key, states)
                        .map(
                            matching -> {
                              found.put(key, matching);
                              return null;
                            })));
    return Future.join(keys).map(found);
  }

  /** Those of the permitted states that the store has, in all that can be read. */
  private Future<List<State>> matching(
      DiskBlobStore store, PartitionedKey key, List<State> permitted) {
    Set<Version> versions = new HashSet<>(ledger.versions(key));
    return store
        .load(key)
        .compose(
            record -> {
              List<Future<Sight>> reads =
                  versions.stream().map(version -> read(store, key, version)).toList();
              return Future.join(reads).map(read -> matching(key, record, reads, permitted));
            });
  }

  private List<State> matching(
      PartitionedKey key,
      Optional<IndexRecord> record,
      List<Future<Sight>> reads,
      List<State> permitted) {
    List<Sight> sights = reads.stream().map(Future::result).toList();
    // What of it is noted as damaged, the reads tell.
    Optional<IndexRecord> undamaged = record.map(found -> found.withDamaged(Set.of()));
    List<State> matching =
        permitted.stream()
            .filter(state -> state.record().equals(undamaged))
            .filter(state -> sights.stream().allMatch(read -> read.isAsIn(state)))
            .toList();
    require(
        !matching.isEmpty(),
        () -> "%s has %s with %s; permitted are %s".formatted(key, record, sights, permitted));
    return matching;
  }

  /**
   * What can be read of a version.
   *
   * @param inline its bytes in the index
   * @param open its bytes wherever they are
   * @param isCorrupt whether the store says that they are
   */
  private record Sight(
      Version version, Optional<Buffer> inline, Optional<Buffer> open, boolean isCorrupt) {
    boolean isAsIn(State state) {
      Optional<Body> body =
          state.bodies().stream().filter(b -> b.version().equals(version)).findAny();
      if (isCorrupt) {
        return body.filter(Body::isDamaged).isPresent();
      }
      return open.equals(body.map(Body::bytes))
          && inline.equals(body.filter(b -> !b.isFile()).map(Body::bytes));
    }

    @Override
    public String toString() {
      String corrupt = isCorrupt ? " corrupt" : "";
      return version.dot()
          + open.map(bytes -> " of " + bytes.length()).orElse(" absent")
          + (inline.isPresent() ? " inline" : "")
          + corrupt;
    }
  }

  private static Future<Sight> read(DiskBlobStore store, PartitionedKey key, Version version) {
    return bytes(store, key, version)
        .compose(
            open ->
                store.inline(key, version).map(inline -> new Sight(version, inline, open, false)))
        .recover(
            cause ->
                cause instanceof StorageFailure failure
                        && failure.kind() == StorageFailure.Kind.CORRUPT
                    ? Future.succeededFuture(
                        new Sight(version, Optional.empty(), Optional.empty(), true))
                    : Future.failedFuture(cause));
  }

  private static Future<Optional<Buffer>> bytes(
      DiskBlobStore store, PartitionedKey key, Version version) {
    ByteRange all = ByteRange.whole(version.content().orElseThrow().sizeBytes());
    return store.open(key, version, all).map(open -> open.map(StoreDriver::bytes));
  }

  /** Each key that has a record has its name. */
  private void checkNames(DiskBlobStore store, Map<PartitionedKey, List<State>> found) {
    Set<BlobKey> recorded = new TreeSet<>();
    found.forEach(
        (key, states) -> states.get(0).record().ifPresent(record -> recorded.add(key.key())));
    KeyRange all = new KeyRange("", Optional.empty(), KeyBound.START, KeyRange.LIMIT_MAX);
    NamePage page = driver.await(() -> store.names(all, partition -> true));
    Set<BlobKey> named = new TreeSet<>();
    page.entries().forEach(entry -> named.add(entry.key()));
    require(named.equals(recorded), () -> "names of " + named + ", records of " + recorded);
  }

  private void checkFiles(
      SimulatedMedium medium, Map<PartitionedKey, List<State>> found, Set<String> permittedStrays) {
    Set<String> files = new TreeSet<>();
    medium.files(SimulatedStore.PATHS.blobs()).forEach(f -> files.add(f.getFileName().toString()));
    Set<String> stray = new TreeSet<>(files);
    found.forEach(
        (key, states) ->
            states.stream()
                .flatMap(state -> state.bodies().stream())
                .filter(Body::isFile)
                .forEach(
                    body -> {
                      String name = BlobFiles.name(key.key(), body.version().dot());
                      stray.remove(name);
                    }));
    if (!stray.isEmpty()) {
      strays++;
      require(permittedStrays.containsAll(stray), () -> "files that no record names: " + stray);
    }
  }
}
