package io.henge.chaos.check;

import io.henge.chaos.history.History;
import io.henge.chaos.history.Operation;
import io.henge.chaos.history.Operation.Kind;
import io.henge.chaos.history.Operation.Outcome;
import io.henge.contract.Judge;
import io.henge.contract.Look;
import io.henge.contract.Promise;
import io.henge.contract.Violation;
import io.henge.contract.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Goes through a history moment by moment, tells the story of each key, and has the {@linkplain
 * Judge judge} of the contract hold against it what clients heard: the invariants D, U, Z, C, L, S
 * and H.
 *
 * <p>Two operations of which one ended in the microsecond in which the other began count as
 * concurrent, as do all whose spans meet. The keys are taken to be of buckets that keep siblings,
 * and nothing to expire.
 */
public final class Replay {
  private final Terms terms;
  private final Judge judge = new Judge(this::violated);
  private final TreeMap<String, WrittenKey> keys = new TreeMap<>();
  private final Map<String, WrittenKey> byWrite = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private final Set<Case> known = new HashSet<>();
  private Operation current;
  private boolean isHealed;

  /** What is told once, however many reads show it. */
  private record Case(Invariant invariant, String key, List<Write> writes, String text) {}

  /** An operation begins, or has ended. */
  private record Moment(long atMicros, boolean isEnd, Operation operation) {}

  private Replay(Terms terms) {
    this.terms = terms;
  }

  /**
   * What clients heard and must not have heard. The same writes of a key are told of once for each
   * invariant, with the first operation that shows it.
   */
  public static List<Finding> of(History history, Terms terms) {
    Replay replay = new Replay(terms);
    moments(history).forEach(replay::happen);
    return List.copyOf(replay.findings);
  }

  private static List<Moment> moments(History history) {
    List<Moment> moments = new ArrayList<>();
    for (Operation operation : history.operations()) {
      if (operation.kind().isWrite()) {
        moments.add(new Moment(operation.beganMicros(), false, operation));
      }
      // What began within the microsecond of its end may have begun before that.
      moments.add(new Moment(operation.endedMicros() + 1, true, operation));
    }
    moments.sort(
        Comparator.comparingLong(Moment::atMicros)
            .thenComparing(Moment::isEnd, Comparator.reverseOrder())
            .thenComparingLong(moment -> moment.operation().number()));
    return moments;
  }

  private void happen(Moment moment) {
    current = moment.operation();
    if (!isHealed && moment.atMicros() > terms.healedMicros()) {
      isHealed = true;
      keys.values().forEach(key -> key.healed(terms.healedMicros() + 1));
    }
    if (!moment.isEnd()) {
      begin(current);
    } else if (current.kind().isWrite()) {
      written(current, moment.atMicros());
    } else {
      read(current);
    }
  }

  private WrittenKey key(String name) {
    return keys.computeIfAbsent(name, key -> new WrittenKey(key, terms));
  }

  private void begin(Operation write) {
    String name = write.write().orElse("#" + write.number());
    WrittenKey key = key(write.key());
    key.begin(write, name);
    byWrite.put(name, key);
  }

  private void written(Operation operation, long now) {
    if (operation.outcome() == Outcome.DAMAGED) {
      tell(Invariant.C, operation.key(), "stored damaged: " + operation.note(), List.of());
    }
    if (operation.outcome() != Outcome.OK) {
      return;
    }
    WrittenKey key = key(operation.key());
    key.acknowledged(operation, now);
    Write write = key.write(operation);
    if (WrittenKey.hasFoundNothing(operation)) {
      // Of several attempts an earlier one may have deleted what this one did not find.
      if (!write.mayHaveTwins()) {
        judge.absent(key.story(), Look.whereNothingExpires(operation.beganMicros()));
      }
      return;
    }
    if (!terms.areEnough(operation.acks())) {
      tell(Invariant.H, operation.key(), "acknowledged by " + operation.acks(), List.of(write));
    }
    if (operation.strict() && operation.standIns() > 0) {
      String text = "a strict write was acknowledged by %d stand-ins";
      tell(Invariant.H, operation.key(), text.formatted(operation.standIns()), List.of(write));
    }
    if (operation.kind() == Kind.PUT_IF_ABSENT) {
      judge.writtenWhereNothingWas(key.story(), write, Long.MIN_VALUE);
    }
  }

  private void read(Operation operation) {
    if (operation.outcome() == Outcome.DAMAGED) {
      tell(Invariant.C, operation.key(), "a body was damaged: " + operation.note(), List.of());
    } else if (operation.outcome() == Outcome.OK) {
      if (operation.kind() == Kind.LIST) {
        listing(operation);
      } else {
        look(key(operation.key()), operation.shown(), operation);
      }
    }
  }

  /** Of each key of its prefix a complete listing says what a read of it would (rule L1). */
  private void listing(Operation operation) {
    Map<WrittenKey, List<String>> shown = new HashMap<>();
    for (String name : operation.shown()) {
      WrittenKey key = byWrite.get(name);
      if (key == null) {
        tell(Invariant.C, operation.key(), "listed what nobody wrote: " + name, List.of());
      } else if (!key.story().name().startsWith(operation.key())) {
        String text = "listed " + name + " of " + key.story().name();
        tell(Invariant.C, operation.key(), text, List.of());
      } else {
        shown.computeIfAbsent(key, first -> new ArrayList<>()).add(name);
      }
    }
    for (WrittenKey key : keys.tailMap(operation.key()).values()) {
      if (!key.story().name().startsWith(operation.key())) {
        return;
      }
      List<String> names = shown.getOrDefault(key, List.of());
      if (names.size() > 1) {
        tell(Invariant.S, key.story().name(), "listed as " + names, List.of());
      }
      look(key, names, operation);
    }
  }

  private void look(WrittenKey key, List<String> names, Operation operation) {
    List<Judge.Found> shown = new ArrayList<>();
    for (String name : names) {
      Write write = judge.recognise(key.story(), name);
      if (write == null) {
        return;
      }
      shown.add(key.found(write));
    }
    Look look = Look.whereNothingExpires(operation.beganMicros());
    if (operation.degraded()) {
      return;
    }
    if (operation.kind() == Kind.VERSIONS && !shown.isEmpty()) {
      judge.listed(key.story(), shown, look);
    } else if (shown.isEmpty()) {
      missing(key, look);
    } else {
      shown.forEach(one -> judge.shown(key.story(), one, look.begunAt()));
    }
  }

  /** Nothing was there. What is not there although all is healed is lost. */
  private void missing(WrittenKey key, Look look) {
    if (look.begunAt() > terms.healedMicros()) {
      judge.listed(key.story(), List.of(), look);
    } else {
      judge.absent(key.story(), look);
    }
  }

  private void violated(Violation violation) {
    Invariant invariant =
        isLostUpdate(violation) ? Invariant.U : Invariant.valueOf(violation.promise().name());
    tell(invariant, violation.key(), violation.text(), violation.writes());
  }

  /** Whether the lost write is missing beside one that it had not replaced. */
  private static boolean isLostUpdate(Violation violation) {
    List<Write> writes = violation.writes();
    return violation.promise() == Promise.D
        && writes.stream().skip(1).anyMatch(beside -> !writes.get(0).surelyReplaces(beside));
  }

  private void tell(Invariant invariant, String key, String text, List<Write> writes) {
    if (known.add(new Case(invariant, key, writes, writes.isEmpty() ? text : ""))) {
      List<Long> numbers =
          Stream.concat(
                  Stream.of(current), writes.stream().map(write -> keys.get(key).operation(write)))
              .map(Operation::number)
              .distinct()
              .toList();
      findings.add(new Finding(invariant, key, text, numbers));
    }
  }
}
