package io.henge.chaos.workload;

import io.henge.chaos.history.Operation;
import io.henge.chaos.history.Operation.Kind;
import io.henge.chaos.history.Recorder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * One client: draws what it does next, does it, and has it recorded. Of each key it remembers what
 * it was shown last, and may write on top of that.
 */
final class Client {

  private static final int[] SIZES = {48, 100, 1_000, 4_095, 4_096, 4_097, 32_768, 32_769, 65_536};
  private static final int[] SET_SIZES = {0, 1, 33, 700};
  private static final int[] LARGE_SIZES = {65_537, 300_000, (1 << 20) - 1, 1 << 20, 3 << 20};

  private final int number;
  private final long run;
  private final Session session;
  private final Recorder recorder;
  private final Keyspace keys;
  private final SplittableRandom dice;
  private final Map<String, Shown> lastShown = new HashMap<>();
  private long sequence;

  /** What a read showed, and the context that came with it. */
  private record Shown(List<String> writes, String context) {}

  Client(
      int number,
      long run,
      Session session,
      Recorder recorder,
      Keyspace keys,
      SplittableRandom dice) {
    this.number = number;
    this.run = run;
    this.session = session;
    this.recorder = recorder;
    this.keys = keys;
    this.dice = dice;
  }

  /** Does one thing. */
  void step() {
    int drawn = dice.nextInt(100);
    if (drawn < 25) {
      get(keys.register(dice));
    } else if (drawn < 33) {
      versions(keys.register(dice));
    } else if (drawn < 53) {
      put(Kind.PUT, keys.register(dice), size(SIZES), false);
    } else if (drawn < 65) {
      put(Kind.PUT, keys.register(dice), size(SIZES), true);
    } else if (drawn < 69) {
      merge(keys.register(dice));
    } else if (drawn < 72) {
      delete(keys.register(dice), true);
    } else if (drawn < 75) {
      delete(keys.register(dice), false);
    } else if (drawn < 78) {
      put(Kind.PUT_IF_ABSENT, keys.register(dice), size(SIZES), false);
    } else if (drawn < 84) {
      merge(keys.counter(dice));
    } else if (drawn < 90) {
      put(Kind.PUT, keys.set() + number + "-" + sequence, size(SET_SIZES), false);
    } else if (drawn < 93) {
      list();
    } else if (drawn < 96) {
      range(keys.large(dice));
    } else if (drawn < 98) {
      get(keys.large(dice));
    } else {
      put(Kind.PUT, keys.large(dice), size(LARGE_SIZES), dice.nextBoolean());
    }
  }

  private int size(int[] some) {
    return some[dice.nextInt(some.length)];
  }

  void get(String key) {
    Answer answer = recorded(Kind.GET, key, () -> session.get(key));
    remember(key, answer);
  }

  private void range(String key) {
    double from = dice.nextDouble();
    recorded(Kind.RANGE, key, () -> session.range(key, from));
  }

  void versions(String key) {
    Answer answer = recorded(Kind.VERSIONS, key, () -> session.versions(key));
    remember(key, answer);
  }

  /** All keys that were added. */
  void list() {
    recorded(Kind.LIST, keys.set(), () -> session.list(keys.set()));
  }

  /** Reads all that is there, and writes one in its place. */
  private void merge(String key) {
    lastShown.remove(key);
    versions(key);
    put(Kind.PUT, key, size(SIZES), true);
  }

  private void remember(String key, Answer answer) {
    answer
        .context()
        .filter(context -> answer.isOk())
        .ifPresent(context -> lastShown.put(key, new Shown(answer.shown(), context)));
  }

  private void put(Kind kind, String key, int sizeBytes, boolean withContext) {
    Payload payload = new Payload(run, key, number, ++sequence, sizeBytes);
    write(kind, key, payload.claim(), Optional.of(payload), withContext);
  }

  private void delete(String key, boolean withContext) {
    String name = "%x.%d.%d.delete".formatted(run, number, ++sequence);
    write(Kind.DELETE, key, name, Optional.empty(), withContext);
  }

  private void write(
      Kind kind, String key, String name, Optional<Payload> payload, boolean withContext) {
    Optional<Shown> seen = withContext ? Optional.ofNullable(lastShown.get(key)) : Optional.empty();
    boolean strict = dice.nextInt(3) == 0;
    WriteWish wish =
        new WriteWish(
            key, name, payload, kind == Kind.PUT_IF_ABSENT, seen.map(Shown::context), strict);
    long begun = recorder.nowMicros();
    long id = recorder.nextNumber();
    Answer answer = session.write(wish);
    recorder.record(
        operation(id, kind, key, begun, answer, Optional.of(wish), seen.map(Shown::writes)));
    if (answer.isOk() && answer.context().isPresent()) {
      List<String> shown = payload.isPresent() ? List.of(name) : List.of();
      lastShown.put(key, new Shown(shown, answer.context().get()));
    }
  }

  private Answer recorded(Kind kind, String key, Supplier<Answer> request) {
    long begun = recorder.nowMicros();
    long id = recorder.nextNumber();
    Answer answer = request.get();
    recorder.record(operation(id, kind, key, begun, answer, Optional.empty(), Optional.empty()));
    return answer;
  }

  private Operation operation(
      long id,
      Kind kind,
      String key,
      long begun,
      Answer answer,
      Optional<WriteWish> wish,
      Optional<List<String>> context) {
    return new Operation(
        id,
        number,
        kind,
        key,
        wish.map(WriteWish::name),
        context,
        wish.map(WriteWish::strict).orElse(false),
        answer.node(),
        begun,
        recorder.nowMicros(),
        answer.outcome(),
        answer.status(),
        answer.attempts(),
        answer.shown(),
        answer.acks(),
        answer.standIns(),
        answer.degraded(),
        answer.note());
  }
}
