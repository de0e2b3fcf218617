package io.henge.chaos.check;

import io.henge.chaos.history.Operation;
import io.henge.chaos.history.Operation.Kind;
import io.henge.chaos.history.Operation.Outcome;
import io.henge.contract.Judge;
import io.henge.contract.KeyStory;
import io.henge.contract.Seen;
import io.henge.contract.Write;
import io.henge.ring.ConflictPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The story of one key as its clients tell it, moment by moment. Of a blind write nobody outside
 * knows when it found out what it replaces; so as long as it is open it may replace whatever is
 * begun. One of which no answer tells is open for ever, and so is one that was sent several times:
 * an attempt that was given up may still be on its way.
 */
final class WrittenKey {
  /** So many later requests an object remembers; a twin older than that is a sibling (0004). */
  private static final int REQUESTS_REMEMBERED = 32;

  private final KeyStory story;
  private final Terms terms;
  private final Map<Long, Write> byOperation = new HashMap<>();
  private final Map<Write, Operation> operations = new HashMap<>();
  private final List<Write> open = new ArrayList<>();
  private boolean hasDeletes;

  WrittenKey(String key, Terms terms) {
    this.story = new KeyStory(key, ConflictPolicy.SIBLINGS);
    this.terms = terms;
  }

  KeyStory story() {
    return story;
  }

  Operation operation(Write write) {
    return operations.get(write);
  }

  Write write(Operation operation) {
    return byOperation.get(operation.number());
  }

  void begin(Operation operation, String name) {
    boolean isBlind = operation.context().isEmpty();
    Write write =
        story.begin(
            name,
            operation.kind() == Kind.DELETE,
            operation.beganMicros(),
            operation.context().map(names -> seen(names, operation.contextMicros())),
            !operation.strict() && operation.kind() != Kind.PUT_IF_ABSENT);
    byOperation.put(operation.number(), write);
    operations.put(write, operation);
    if (operation.outcome() == Outcome.REFUSED) {
      write.refused();
      return;
    }
    for (int attempt = 0; attempt < operation.acted(); attempt++) {
      write.attempted();
    }
    if (write.mayHaveTwins()) {
      write.hopesForNothing();
    }
    if (operation.kind() == Kind.DELETE && !hasDeletes) {
      hasDeletes = true;
      open.forEach(this::mayReplaceAllSince);
    }
    open.stream()
        .filter(other -> hasDeletes || operation(other).kind() != Kind.PUT_IF_ABSENT)
        .forEach(other -> other.past().addAtMost(write));
    if (isBlind) {
      story.bodyAsked(write);
      open.add(write);
    }
  }

  /**
   * What is written where nothing is replaces nothing, or a delete and all that was deleted: so as
   * long as there is no delete it excuses nothing (rule V10).
   */
  private void mayReplaceAllSince(Write write) {
    story.writes().stream()
        .filter(later -> later.number() > write.number())
        .forEach(later -> write.past().addAtMost(later));
  }

  /** What was begun after its client had the context, that one cannot cover. */
  private Seen seen(List<String> names, long contextMicros) {
    return story.seen(
        names.stream().map(story::put).flatMap(Optional::stream).toList(), contextMicros);
  }

  /** Its client heard that it was done, at a moment that is over. */
  void acknowledged(Operation operation, long now) {
    Write write = write(operation);
    if (hasFoundNothing(operation)) {
      write.foundNothing(now);
    } else {
      write.acknowledged(now, terms.promises(operation));
    }
    if (!write.mayHaveTwins()) {
      open.remove(write);
      if (!operation.degraded()) {
        write.wasSure();
      }
    }
  }

  static boolean hasFoundNothing(Operation operation) {
    return operation.kind() == Kind.DELETE && operation.acks() == 0;
  }

  /** What stand-ins had is with the owners now. */
  void healed(long now) {
    for (Write write : story.writes()) {
      if (write.outcome() == Write.Outcome.ACKNOWLEDGED && !hasFoundNothing(operation(write))) {
        write.knownForGood(now);
      }
    }
  }

  Judge.Found found(Write write) {
    return new Judge.Found(write, other -> mayHaveReplacedMore(write, other));
  }

  /** Whether some attempt at a write may have replaced what the other has not (decision 0004). */
  private boolean mayHaveReplacedMore(Write write, Write other) {
    return story.writes().size() - write.number() > REQUESTS_REMEMBERED
        || write.past().atMost().stream()
            .filter(number -> number != write.number())
            .mapToObj(story.writes()::get)
            .anyMatch(
                past -> !past.isRefused() && (past.mayHaveTwins() || !other.surelyReplaces(past)));
  }
}
