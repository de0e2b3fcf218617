package io.henge.node.storage;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.Change.NewBody;
import io.henge.ring.version.Version;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a store was asked to do and what it acknowledged, by places in the journal of its medium; so
 * it can be told what must be found after a crash at any of them. Thread-safe.
 */
final class Ledger {
  private static final int NEVER = Integer.MAX_VALUE;

  private final Map<PartitionedKey, List<Entry>> entries = new LinkedHashMap<>();
  private final Map<Version, Buffer> bytes = new HashMap<>();
  private int fillingBegan = NEVER;
  private int filled = NEVER;

  /**
   * The bytes of a version that a record names.
   *
   * @param isFile whether they are in a file
   * @param isDamaged whether they were damaged behind the store's back
   */
  record Body(Version version, Buffer bytes, boolean isFile, boolean isDamaged) {}

  /** What may be known of a key. Equal only to itself. */
  static final class State {
    private final Optional<IndexRecord> record;
    private final List<Body> bodies;

    State(Optional<IndexRecord> record, List<Body> bodies) {
      this.record = record;
      this.bodies = bodies;
    }

    Optional<IndexRecord> record() {
      return record;
    }

    List<Body> bodies() {
      return bodies;
    }

    @Override
    public String toString() {
      return record.map(known -> known.object().live().size() + " versions").orElse("nothing");
    }
  }

  /** A step of a key. */
  static final class Entry {
    private final State state;
    private final int began;
    private int acknowledged = NEVER;
    private int refused = NEVER;

    private Entry(State state, int began) {
      this.state = state;
      this.began = began;
    }
  }

  /** Notes the bytes of a version. */
  synchronized void know(Version version, Buffer body) {
    bytes.put(version, body);
  }

  synchronized Buffer bytes(Version version) {
    return bytes.get(version);
  }

  /** Notes that a change is about to be tried. */
  synchronized Entry begin(Change change, int position) {
    List<Entry> steps = steps(change.key());
    Map<Version, Body> before = new HashMap<>();
    last(steps).bodies().forEach(body -> before.put(body.version(), body));
    for (NewBody body : change.bodies()) {
      Version version = body.version();
      boolean isFile = body instanceof NewBody.Staged;
      before.put(version, new Body(version, bytes.get(version), isFile, false));
    }
    List<Body> after =
        change.record().object().live().stream()
            .filter(version -> !version.isTombstone())
            .map(before::get)
            .toList();
    boolean ends = change.record().object().isEmpty() && change.record().mint().isEmpty();
    Optional<IndexRecord> record = ends ? Optional.empty() : Optional.of(change.record());
    return add(steps, new State(record, after), position);
  }

  private List<Entry> steps(PartitionedKey key) {
    return entries.computeIfAbsent(
        key,
        none -> {
          Entry nothing = new Entry(new State(Optional.empty(), List.of()), 0);
          nothing.acknowledged = 0;
          return new ArrayList<>(List.of(nothing));
        });
  }

  private static State last(List<Entry> steps) {
    State state = steps.get(0).state;
    for (Entry step : steps) {
      state = step.acknowledged == NEVER ? state : step.state;
    }
    return state;
  }

  private static Entry add(List<Entry> steps, State state, int position) {
    Entry entry = new Entry(state, position);
    steps.add(entry);
    return entry;
  }

  /** Notes that a change was acknowledged. */
  synchronized void acknowledge(Entry entry, int position) {
    entry.acknowledged = position;
  }

  /** Notes that a change was refused: it has no effect, not even after a crash. */
  synchronized void refuse(Entry entry, int position) {
    entry.refused = position;
  }

  /** Notes that the file of a version was damaged. */
  synchronized void damage(PartitionedKey key, Version version, int position) {
    List<Entry> steps = steps(key);
    State old = last(steps);
    List<Body> bodies =
        old.bodies().stream()
            .map(
                body ->
                    new Body(
                        body.version(),
                        body.bytes(),
                        body.isFile(),
                        body.isDamaged() || body.version().equals(version)))
            .toList();
    acknowledge(add(steps, new State(old.record(), bodies), position), position);
  }

  synchronized void beginFilling(int position) {
    fillingBegan = position;
  }

  synchronized void fill(int position) {
    filled = position;
  }

  /** The state of a key that was acknowledged last. */
  synchronized State last(PartitionedKey key) {
    return last(steps(key));
  }

  /**
   * What may be found.
   *
   * @param states of each key
   * @param filled whether the index may be marked as filled, whether it may not
   * @param strays names of files that may be there although no record names them
   */
  record Expectation(
      Map<PartitionedKey, List<State>> states, Set<Boolean> filled, Set<String> strays) {
    Expectation withStrays(Set<String> permitted) {
      return new Expectation(states, filled, permitted);
    }
  }

  /** What may be found after a power cut at a place in the journal. */
  synchronized Expectation at(int position) {
    Map<PartitionedKey, List<State>> states = new LinkedHashMap<>();
    Set<String> strays = new HashSet<>();
    entries.forEach((key, steps) -> states.put(key, at(position, key, steps, strays)));
    Set<Boolean> filling = new HashSet<>();
    if (filled > position) {
      filling.add(false);
    }
    if (fillingBegan <= position) {
      filling.add(true);
    }
    return new Expectation(states, filling, strays);
  }

  private static List<State> at(
      int position, PartitionedKey key, List<Entry> steps, Set<String> strays) {
    List<State> states = new ArrayList<>();
    for (Entry step : steps) {
      if (step.acknowledged <= position) {
        states.clear();
      }
      if (step.began <= position && step.refused > position) {
        states.add(step.state);
      }
      if (step.began <= position && step.acknowledged > position) {
        step.state.bodies().stream()
            .filter(Body::isFile)
            .forEach(body -> strays.add(BlobFiles.name(key.key(), body.version().dot())));
      }
    }
    return states;
  }

  /** All versions with bytes that a key ever had. */
  synchronized Set<Version> versions(PartitionedKey key) {
    Set<Version> versions = new HashSet<>();
    steps(key).forEach(step -> step.state.bodies().forEach(body -> versions.add(body.version())));
    return versions;
  }
}
