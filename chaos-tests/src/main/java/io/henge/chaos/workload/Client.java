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

  /** What an answer showed, the context that came with it, and when. */
  private record Shown(List<String> writes, String context, long atMicros) {}

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
    if (drawn < 20) {
      get(keys.any(dice));
    } else if (drawn < 28) {
      versions(keys.any(dice));
    } else if (drawn < 42) {
      replace(keys.linked(dice), size(SIZES));
    } else if (drawn < 52) {
      put(Kind.PUT, keys.blind(dice), size(SIZES), Optional.empty());
    } else if (drawn < 55) {
      replace(keys.blind(dice), size(SIZES));
    } else if (drawn < 68) {
      wild(keys.wild(dice));
    } else if (drawn < 77) {
      replace(keys.journal(number), size(SIZES));
    } else if (drawn < 84) {
      put(Kind.PUT, keys.set() + number + "-" + sequence, size(SET_SIZES), Optional.empty());
    } else if (drawn < 87) {
      list(keys.listed(dice));
    } else if (drawn < 94) {
      large(keys.large(dice));
    } else {
      merge(keys.linked(dice));
    }
  }

  private void wild(String key) {
    Optional<Shown> shown = Optional.ofNullable(lastShown.get(key));
    switch (dice.nextInt(6)) {
      case 0 -> put(Kind.PUT, key, size(SIZES), shown);
      case 1 -> put(Kind.PUT_IF_ABSENT, key, size(SIZES), Optional.empty());
      case 2 -> delete(key, shown);
      case 3 -> delete(key, Optional.empty());
      default -> put(Kind.PUT, key, size(SIZES), Optional.empty());
    }
  }

  private void large(String key) {
    switch (dice.nextInt(4)) {
      case 0 -> replace(key, size(LARGE_SIZES));
      case 1 -> get(key);
      default -> range(key);
    }
  }

  private int size(int[] some) {
    return some[dice.nextInt(some.length)];
  }

  Answer get(String key) {
    Answer answer = recorded(Kind.GET, key, () -> session.get(key));
    remember(key, answer.shown(), answer);
    return answer;
  }

  private void range(String key) {
    double from = dice.nextDouble();
    recorded(Kind.RANGE, key, () -> session.range(key, from));
  }

  Answer versions(String key) {
    Answer answer = recorded(Kind.VERSIONS, key, () -> session.versions(key));
    remember(key, answer.shown(), answer);
    return answer;
  }

  /** All keys below a prefix. */
  Answer list(String prefix) {
    return recorded(Kind.LIST, prefix, () -> session.list(prefix));
  }

  /**
   * Writes a key, writes over it, deletes it and writes it again.
   *
   * @return the answer that was not as good as it has to be of a healthy node
   */
  Optional<Answer> writeOver(String key) {
    lastShown.remove(key);
    List<Supplier<Answer>> steps =
        List.of(
            () -> put(Kind.PUT_IF_ABSENT, key, size(SIZES), Optional.empty()),
            () -> put(Kind.PUT, key, size(SIZES), Optional.ofNullable(lastShown.get(key))),
            () -> delete(key, Optional.ofNullable(lastShown.get(key))),
            () -> put(Kind.PUT, key, size(SIZES), Optional.empty()));
    return steps.stream().map(Supplier::get).filter(answer -> !answer.isOk()).findFirst();
  }

  /** Reads all that is there, and writes one in its place. */
  private void merge(String key) {
    lastShown.remove(key);
    replace(key, size(SIZES));
  }

  /**
   * Writes over what it was shown last, or over what it is shown now; only where nothing ever was
   * it writes without a context. A read that fails is followed by no write.
   */
  private void replace(String key, int sizeBytes) {
    if (!lastShown.containsKey(key) && !versions(key).isOk()) {
      return;
    }
    Optional<Shown> shown = Optional.ofNullable(lastShown.get(key));
    put(shown.isPresent() ? Kind.PUT : Kind.PUT_IF_ABSENT, key, sizeBytes, shown);
  }

  private void remember(String key, List<String> shown, Answer answer) {
    answer
        .context()
        .filter(context -> answer.isOk())
        .ifPresent(context -> lastShown.put(key, new Shown(shown, context, recorder.nowMicros())));
  }

  private Answer put(Kind kind, String key, int sizeBytes, Optional<Shown> over) {
    Payload payload = new Payload(run, key, number, ++sequence, sizeBytes);
    return write(kind, key, payload.claim(), Optional.of(payload), over);
  }

  private Answer delete(String key, Optional<Shown> what) {
    String name = "%x.%d.%d.delete".formatted(run, number, ++sequence);
    return write(Kind.DELETE, key, name, Optional.empty(), what);
  }

  private Answer write(
      Kind kind, String key, String name, Optional<Payload> payload, Optional<Shown> seen) {
    boolean strict = dice.nextInt(3) == 0;
    WriteWish wish =
        new WriteWish(
            key, name, payload, kind == Kind.PUT_IF_ABSENT, seen.map(Shown::context), strict);
    long begun = recorder.nowMicros();
    long id = recorder.nextNumber();
    Answer answer = session.write(wish);
    recorder.record(operation(id, kind, key, begun, answer, Optional.of(wish), seen));
    List<String> shown = payload.isPresent() ? List.of(name) : List.of();
    remember(key, shown, answer);
    return answer;
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
      Optional<Shown> seen) {
    return new Operation(
        id,
        number,
        kind,
        key,
        wish.map(WriteWish::name),
        seen.map(Shown::writes),
        seen.map(Shown::atMicros).orElse(0L),
        wish.map(WriteWish::strict).orElse(false),
        answer.node(),
        begun,
        recorder.nowMicros(),
        answer.outcome(),
        answer.status(),
        answer.attempts(),
        answer.acted(),
        answer.shown(),
        answer.acks(),
        answer.standIns(),
        answer.degraded(),
        answer.note());
  }
}
