package io.henge.chaos.check;

import io.henge.chaos.history.History;
import io.henge.chaos.history.Operation;
import io.henge.chaos.history.Operation.Kind;
import io.henge.chaos.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A legal history that is about to be made illegal. It tells of a change whether it is one, by what
 * each write can have known, and more carefully than need be: what was sent twice or has no answer
 * may have replaced anything.
 */
final class Mutant {
  private final History history;
  private final long healedMicros;
  private final List<Operation> operations;
  private final List<Operation> writes;
  private final Map<String, Operation> byName;
  private final List<Long> changed = new ArrayList<>();

  Mutant(ReferenceWorld.Told told) {
    this.history = told.history();
    this.healedMicros = told.healedMicros();
    this.operations = new ArrayList<>(history.operations());
    this.writes = operations.stream().filter(one -> one.kind().isWrite()).toList();
    this.byName = writes.stream().collect(Collectors.toMap(Mutant::name, one -> one));
  }

  History history() {
    return new History(history.header(), operations, List.of(), List.of());
  }

  /** The numbers of the operations that are other than they were. */
  List<Long> changed() {
    return changed;
  }

  boolean isAfterHealing(Operation operation) {
    return operation.beganMicros() > healedMicros + 1;
  }

  /** Puts an operation into the place of that with its number, or at the end. */
  boolean put(Op op) {
    Operation operation = op.build();
    int at = (int) operation.number();
    changed.add(operation.number());
    if (at < operations.size()) {
      operations.set(at, operation);
    } else {
      operations.add(operation);
    }
    return true;
  }

  /** One more operation, after all others. */
  Op atTheEnd(Kind kind, String key) {
    long end = operations.stream().mapToLong(Operation::endedMicros).max().orElseThrow();
    return new Op(operations.size(), kind, key).between(end + 10, end + 20);
  }

  /** Reads that showed something, or said that nothing is there; as they were. */
  Stream<Operation> reads(Kind... kinds) {
    return history.operations().stream()
        .filter(one -> Set.of(kinds).contains(one.kind()))
        .filter(one -> one.outcome() == Outcome.OK && !one.degraded());
  }

  Stream<Operation> writes() {
    return writes.stream();
  }

  Optional<Operation> write(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  static boolean isPromised(Operation write) {
    return write.outcome() == Outcome.OK && write.acks() - write.standIns() >= 2;
  }

  static Predicate<Operation> isBefore(Operation later) {
    return one -> one.endedMicros() < later.beganMicros();
  }

  static String name(Operation write) {
    return write.write().orElseThrow();
  }

  /** Whether one write came with a context that shows the other. */
  static boolean hasSeen(Operation one, Operation other) {
    return one.context().filter(seen -> seen.contains(name(other))).isPresent();
  }

  /** Whether one write may have replaced another, or something that did. */
  boolean mayReplace(Operation one, Operation other) {
    if (one.outcome() == Outcome.REFUSED || one.number() == other.number()) {
      return false;
    }
    if (one.context().isEmpty()) {
      boolean isOpen = one.outcome() != Outcome.OK || one.attempts() > 1;
      return isOpen || other.beganMicros() <= one.endedMicros();
    }
    Stream<Operation> seen = one.context().get().stream().map(this::write).map(Optional::get);
    Stream<Operation> deletes = deletes(one.key()).filter(delete -> delete.number() < one.number());
    return Stream.concat(seen, deletes)
        .anyMatch(past -> past.number() == other.number() || mayReplace(past, other));
  }

  private Stream<Operation> deletes(String key) {
    return writes().filter(one -> one.kind() == Kind.DELETE && one.key().equals(key));
  }

  /** Whether nobody can have deleted it. */
  boolean isKept(Operation write) {
    return deletes(write.key()).noneMatch(delete -> mayReplace(delete, write));
  }

  /** Whether a read must show it, or what has replaced it. */
  boolean mustBeThere(Operation write, Operation read) {
    boolean isKnown = isPromised(write) || (isAfterHealing(read) && isBeforeHealing(write));
    return write.outcome() == Outcome.OK && isKnown && isBefore(read).test(write) && isKept(write);
  }

  private boolean isBeforeHealing(Operation write) {
    return write.endedMicros() < healedMicros;
  }

  /** Whether a read must show a write that was put there once, or what has replaced it. */
  boolean isMissed(Operation read, Operation write) {
    return write.kind() != Kind.DELETE && write.attempts() == 1 && mustBeThere(write, read);
  }

  /** Whether something promised before the read had seen what was put there. */
  boolean isReplaced(Operation read, Operation write, boolean byDelete) {
    return write.attempts() == 1
        && write.kind() != Kind.DELETE
        && writes()
            .filter(one -> hasSeen(one, write) && isPromised(one))
            .filter(one -> (one.kind() == Kind.DELETE) == byDelete)
            .anyMatch(isBefore(read));
  }

  /** Whether a write would be lost if a read showed but the others. */
  boolean isAloneIn(Operation read, Operation write) {
    return isMissed(read, write)
        && read.shown().contains(name(write))
        && read.shown().size() > 1
        && read.shown().stream()
            .filter(shown -> !shown.equals(name(write)))
            .map(shown -> write(shown).orElseThrow())
            .noneMatch(beside -> mayReplace(beside, write));
  }
}
