package io.henge.ring.version;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * A random history of one key: replicas mint versions from pasts that somebody saw, lose and repeat
 * messages, and merge in any order. Each state is kept with the writes that went into it, as plain
 * sets, from which {@link #expect} says what the object must be without knowing how to merge.
 */
final class History {
  /** A version, and its past as a plain set. */
  record Write(Version version, Set<Dot> past) {}

  /** An object, and the writes whose fragments were merged into it. */
  record State(BlobObject object, Set<Write> writes) {
    static final State EMPTY = new State(BlobObject.EMPTY, Set.of());

    State merge(State other) {
      Set<Write> all = new HashSet<>(writes);
      all.addAll(other.writes);
      return new State(object.merge(other.object), all);
    }

    Set<Dot> seen() {
      Set<Dot> seen = new HashSet<>();
      for (Write write : writes) {
        seen.add(write.version.dot());
        seen.addAll(write.past);
      }
      return seen;
    }
  }

  private static final int REPLICAS = 4;
  private static final int ACTORS = 3;

  private final SplittableRandom random;
  private final HybridClock clock;
  private final Map<Actor, Long> counters = new HashMap<>();
  private final Map<Dot, Write> minted = new HashMap<>();
  private final List<State> replicas = new ArrayList<>();
  private final List<State> states = new ArrayList<>(List.of(State.EMPTY));

  History(long seed, int steps) {
    random = new SplittableRandom(seed);
    clock = new HybridClock(() -> 0);
    for (int i = 0; i < REPLICAS; i++) {
      replicas.add(State.EMPTY);
    }
    for (int i = 0; i < steps; i++) {
      step();
    }
  }

  /** Every state that a replica or a message ever had. */
  List<State> states() {
    return states;
  }

  State anyState() {
    return states.get(random.nextInt(states.size()));
  }

  private void step() {
    int replica = random.nextInt(REPLICAS);
    State news = random.nextInt(5) < 2 ? write(replicas.get(replica)) : anyState();
    states.add(news);
    // A message may be lost, and a write may reach others but not its own replica.
    if (random.nextInt(4) > 0) {
      State merged = replicas.get(replica).merge(news);
      replicas.set(replica, merged);
      states.add(merged);
    }
  }

  private State write(State local) {
    State seen =
        switch (random.nextInt(4)) {
          case 0 -> State.EMPTY;
          case 1 -> local;
          case 2 -> some(local);
          default -> some(anyState());
        };
    Context past = seen.object.context();
    Actor actor = Fixtures.actor(1 + random.nextInt(ACTORS));
    Dot dot = new Dot(actor, counters.merge(actor, 1L, Long::sum));
    // Clocks of different nodes may show the same time, so the dot must decide.
    HybridClock anyClock = random.nextBoolean() ? clock : new HybridClock(() -> 0);
    boolean delete = !past.isEmpty() && random.nextInt(4) == 0;
    Version version =
        new Version(
            dot,
            past,
            anyClock.after(past.highest()),
            Policy.ofCode(1 + random.nextInt(3)),
            random.nextInt(3) == 0 ? Optional.of("request " + random.nextInt(4)) : Optional.empty(),
            !delete && random.nextInt(8) == 0 ? OptionalLong.of(5) : OptionalLong.empty(),
            delete ? Optional.empty() : Optional.of(Fixtures.bytes(random.nextInt(2))));
    Write write = new Write(version, seen.seen());
    minted.put(dot, write);
    return new State(BlobObject.written(version), Set.of(write));
  }

  /** What a client saw that was given one of the live versions, with the version's past. */
  private State some(State state) {
    List<Version> live = state.object.live();
    if (live.isEmpty()) {
      return State.EMPTY;
    }
    Version version = live.get(random.nextInt(live.size()));
    Write write = Objects.requireNonNull(minted.get(version.dot()));
    return new State(BlobObject.written(version), Set.of(write));
  }

  /** Checks the object of a state against the writes that went into it. */
  String expect(State state) {
    Set<Dot> seen = state.seen();
    BlobObject object = state.object;
    Set<Dot> known =
        minted.keySet().stream().filter(object.context()::contains).collect(Collectors.toSet());
    Collection<Version> all = versions(seen);
    Optional<Rank> mark =
        all.stream()
            .filter(version -> version.policy() == Policy.LAST_WRITE_WINS)
            .map(Version::rank)
            .max(Rank::compareTo);
    Timestamp highest =
        all.stream().map(Version::timestamp).max(Timestamp::compareTo).orElse(Timestamp.ZERO);
    Set<Version> live =
        state.writes.stream()
            .filter(w -> state.writes.stream().noneMatch(o -> o.past.contains(w.version.dot())))
            .map(Write::version)
            .filter(
                version ->
                    version.policy() != Policy.LAST_WRITE_WINS
                        || version.rank().equals(mark.orElseThrow()))
            .collect(Collectors.toSet());
    boolean right =
        known.equals(seen)
            && object.context().highest().equals(highest)
            && object.context().lastWriteWinsMark().equals(mark)
            && new HashSet<>(object.live()).equals(live)
            && object.requests().equals(requests(state));
    return right ? "" : "%s, but seen are %s and live %s".formatted(object, seen, live);
  }

  private Collection<Version> versions(Set<Dot> dots) {
    return dots.stream().map(minted::get).map(Write::version).toList();
  }

  private static List<RequestRecord> requests(State state) {
    List<RequestRecord> all =
        state.writes.stream()
            .map(Write::version)
            .filter(version -> version.requestId().isPresent())
            .map(v -> new RequestRecord(v.requestId().orElseThrow(), v.dot(), v.timestamp()))
            .sorted()
            .toList();
    return all.subList(Math.max(0, all.size() - BlobObject.REQUESTS_MAX), all.size());
  }
}
