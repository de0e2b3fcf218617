package io.henge.chaos.check;

import io.henge.chaos.check.ReferenceKey.Version;
import io.henge.chaos.history.History;
import io.henge.chaos.history.Operation;
import io.henge.chaos.history.Operation.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A history of a store that keeps the contract, from a seed: clients that do one thing after the
 * other, messages that take their time or are lost, answers that do not come, stand-ins, and a
 * moment from which on all is well.
 */
final class ReferenceWorld {
  private static final long LONG_MICROS = 40_000;
  private static final int NODES = 5;

  private final SplittableRandom random;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  private final List<ReferenceKey> keys = new ArrayList<>();
  private final List<Operation> operations = new ArrayList<>();
  private final Mood mood;
  private final long seed;
  private final Flaw flaw;
  private long now;
  private long order;
  private long numbers;
  private long healedMicros = Long.MAX_VALUE;

  /**
   * How a world is.
   *
   * @param lossPercent of messages to owners
   * @param silencePercent of writes whose answer does not come
   * @param retryPercent of writes that are sent twice
   * @param blindPercent of writes without a context
   * @param deletePercent of writes that are deletes
   */
  record Mood(
      int lossPercent, int silencePercent, int retryPercent, int blindPercent, int deletePercent) {}

  private record Event(long at, long order, Runnable what) {}

  /** A context that a client got: the writes that it came with, and what it covers. */
  record Ticket(List<String> writes, BitSet covered) {}

  /** A history, and when it was healed. */
  record Told(History history, long healedMicros) {
    Terms terms() {
      return new Terms(healedMicros, false);
    }
  }

  private ReferenceWorld(long seed, Flaw flaw) {
    this.seed = seed;
    this.flaw = flaw;
    this.random = new SplittableRandom(seed);
    this.mood =
        new Mood(
            random.nextInt(35),
            random.nextInt(2) * random.nextInt(25),
            random.nextInt(2) * random.nextInt(30),
            random.nextInt(60),
            random.nextInt(35));
  }

  /** The history of a seed. */
  static Told of(long seed) {
    return of(seed, Flaw.NONE);
  }

  /** One of a store with something wrong. */
  static Told of(long seed, Flaw flaw) {
    return new ReferenceWorld(seed, flaw).play();
  }

  private Told play() {
    for (String name : List.of("a/1", "a/2", "b/1").subList(0, 1 + random.nextInt(3))) {
      keys.add(new ReferenceKey(name));
    }
    int clients = 2 + random.nextInt(4);
    for (int number = 0; number < clients; number++) {
      ReferenceClient client = new ReferenceClient(this, number, 6 + random.nextInt(16));
      after(roll(500), client::next);
    }
    exchange();
    run(LONG_MICROS + random.nextInt((int) LONG_MICROS));
    if (!has(Flaw.STAND_INS_KEEP_WHAT_THEY_HAVE)) {
      keys.forEach(ReferenceKey::heal);
    }
    if (has(Flaw.TOMBSTONES_ARE_DROPPED)) {
      keys.forEach(ReferenceKey::dropTombstones);
    }
    healedMicros = now++;
    run(Long.MAX_VALUE);
    operations.sort(Comparator.comparingLong(Operation::number));
    History.Header header = new History.Header("reference", seed, NODES, "", 0);
    return new Told(new History(header, operations, List.of(), List.of()), healedMicros);
  }

  private void run(long until) {
    while (!events.isEmpty() && events.peek().at() <= until) {
      Event event = events.poll();
      now = Math.max(now, event.at());
      event.what().run();
    }
    now = until < Long.MAX_VALUE ? Math.max(now, until) : now;
  }

  /** Holders compare what they have now and then, until all is healed. */
  private void exchange() {
    ReferenceKey key = keys.get(roll(keys.size()));
    key.merge(roll(ReferenceKey.OWNERS), key.heldBy(roll(ReferenceKey.HOLDERS)));
    if (!isHealed()) {
      after(500 + roll(8_000), this::exchange);
    }
  }

  boolean has(Flaw what) {
    return flaw == what;
  }

  Mood mood() {
    return mood;
  }

  List<ReferenceKey> keys() {
    return keys;
  }

  int roll(int bound) {
    return random.nextInt(bound);
  }

  boolean happens(int percent) {
    return roll(100) < percent;
  }

  boolean isHealed() {
    return healedMicros < Long.MAX_VALUE;
  }

  long now() {
    return now;
  }

  void after(long micros, Runnable what) {
    events.add(new Event(now + micros, order++, what));
  }

  /** How long a message takes: some overtake others by far. */
  long delay() {
    return 1L + roll(happens(5) ? 20_000 : 400);
  }

  /** Asks owners one after the other; what they said comes in the end. */
  void ask(ReferenceKey key, int owners, Consumer<Collection<Version>> then) {
    int first = roll(ReferenceKey.OWNERS);
    ask(key, first, owners, new LinkedHashMap<>(), then);
  }

  private void ask(
      ReferenceKey key,
      int owner,
      int left,
      Map<Integer, Version> heard,
      Consumer<Collection<Version>> then) {
    if (left == 0) {
      then.accept(heard.values());
      return;
    }
    after(
        1 + roll(300),
        () -> {
          key.heldBy(owner % ReferenceKey.OWNERS).forEach(v -> heard.put(v.id(), v));
          ask(key, owner + 1, left - 1, heard, then);
        });
  }

  /** What stand-ins know beside what was heard. */
  static Collection<Version> withStandIns(ReferenceKey key, Collection<Version> heard) {
    List<Version> more = new ArrayList<>(heard);
    for (int holder = ReferenceKey.OWNERS; holder < ReferenceKey.HOLDERS; holder++) {
      more.addAll(key.heldBy(holder));
    }
    return more;
  }

  /** An operation of a client, begun now. */
  Op begun(int client, Kind kind, String key) {
    return new Op(numbers++, kind, key).client(client).between(now, now);
  }

  /** Its client has heard the last of it. */
  void ended(Op operation) {
    operations.add(operation.between(operation.beganMicros(), now).build());
  }
}
