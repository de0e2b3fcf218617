package io.henge.chaos.check;

import io.henge.chaos.history.Operation;
import io.henge.chaos.history.Operation.Kind;
import io.henge.chaos.history.Operation.Outcome;
import java.util.List;
import java.util.Optional;

/** An operation in the making: a strict one that goes well, unless something else is said. */
final class Op {
  private final long number;
  private int client = 1;
  private final Kind kind;
  private final String key;
  private Optional<String> write = Optional.empty();
  private Optional<List<String>> context = Optional.empty();
  private boolean strict = true;
  private long beganMicros;
  private long endedMicros;
  private Outcome outcome = Outcome.OK;
  private int status = 200;
  private int attempts = 1;
  private List<String> shown = List.of();
  private int acks;
  private int standIns;
  private boolean degraded;

  Op(long number, Kind kind, String key) {
    this.number = number;
    this.kind = kind;
    this.key = key;
    if (kind.isWrite()) {
      write = Optional.of("w" + number);
      acks = 2;
    }
  }

  /** One like another. */
  static Op like(Operation other) {
    return like(other, other.number());
  }

  /** One like another, and one more. */
  static Op like(Operation other, long number) {
    Op op = new Op(number, other.kind(), other.key());
    op.client = other.client();
    op.write = number == other.number() ? other.write() : op.write;
    op.context = other.context();
    op.strict = other.strict();
    op.attempts = other.attempts();
    return op.between(other.beganMicros(), other.endedMicros())
        .outcome(other.outcome(), other.status())
        .shown(other.shown())
        .acks(other.acks(), other.standIns())
        .degraded(other.degraded());
  }

  Op client(int by) {
    client = by;
    return this;
  }

  Op context(List<String> writes) {
    context = Optional.of(writes);
    return this;
  }

  Op sloppy() {
    strict = false;
    return this;
  }

  Op between(long began, long ended) {
    beganMicros = began;
    endedMicros = ended;
    return this;
  }

  Op outcome(Outcome how, int code) {
    outcome = how;
    status = code;
    return this;
  }

  Op attempts(int count) {
    attempts = count;
    return this;
  }

  Op shown(List<String> writes) {
    shown = writes;
    return this;
  }

  Op acks(int all, int ofStandIns) {
    acks = all;
    standIns = ofStandIns;
    return this;
  }

  Op degraded(boolean isSaid) {
    degraded = isSaid;
    return this;
  }

  boolean isDegraded() {
    return degraded;
  }

  Kind kind() {
    return kind;
  }

  String name() {
    return write.orElseThrow();
  }

  long beganMicros() {
    return beganMicros;
  }

  Operation build() {
    return new Operation(
        number,
        client,
        kind,
        key,
        write,
        context,
        context.isPresent() ? beganMicros : 0,
        strict,
        0,
        beganMicros,
        endedMicros,
        outcome,
        status,
        attempts,
        attempts,
        shown,
        acks,
        standIns,
        degraded,
        "");
  }
}
