package io.henge.node.coordinator;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.OpenBody;
import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure;
import io.henge.node.port.Bodies;
import io.henge.node.port.Clock;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.ring.Member;
import io.henge.ring.version.Version;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Opens a version's bytes at another holder. The next holder is asked when one fails, and also when
 * one is slow ({@link Hedging}): the first body that is open is the one, and what opens later is
 * closed at once. All this comes before the first byte; afterwards nobody takes over (rule W6).
 */
final class BodyOpening {
  private final Bodies bodies;
  private final Clock clock;
  private final Hedging hedging;

  BodyOpening(Bodies bodies, Clock clock, Hedging hedging) {
    this.bodies = bodies;
    this.clock = clock;
    this.hedging = hedging;
  }

  /**
   * What is to be opened.
   *
   * @param plan the key and its owners
   * @param version the version
   * @param range the part of it
   * @param holders whom to ask, the best first
   * @param failures who could not help already, and why
   */
  record Wanted(
      Plan plan,
      Version version,
      ByteRange range,
      List<Member> holders,
      List<ReplicaFailure> failures) {
    Wanted {
      holders = List.copyOf(holders);
      failures = List.copyOf(failures);
    }
  }

  /**
   * The body, which the caller closes. Fails with {@link Bodies.BodyGone} when the version may have
   * been replaced, else with every holder's reason.
   */
  Future<OpenBody> open(Wanted wanted) {
    return new Race(wanted).start();
  }

  /** One opening in progress. */
  private final class Race {
    private final Wanted wanted;
    private final Deque<Member> unasked;
    private final List<Member> waiting = new ArrayList<>();
    private final Set<Member> hedges = new HashSet<>();
    private final List<ReplicaFailure> failures;
    private final Promise<OpenBody> first = Promise.promise();
    private Clock.Timer hedge = () -> {};

    Race(Wanted wanted) {
      this.wanted = wanted;
      this.unasked = new ArrayDeque<>(wanted.holders());
      this.failures = new ArrayList<>(wanted.failures());
    }

    Future<OpenBody> start() {
      askNext();
      return first.future();
    }

    /** Another one in place of one that failed, if nobody else is being waited for. */
    private void askNext() {
      if (!waiting.isEmpty()) {
        return;
      }
      if (unasked.isEmpty()) {
        first.tryFail(nobody());
        return;
      }
      hedging.asked();
      Member holder = unasked.remove();
      hedge.cancel();
      hedge = hedging.whenSlow(List.of(holder), this::hedge);
      ask(holder);
    }

    private void ask(Member holder) {
      waiting.add(holder);
      long askedAt = clock.monotonicMillis();
      bodies
          .open(holder, wanted.plan().key(), wanted.version(), wanted.range())
          .onComplete(
              body -> {
                waiting.remove(holder);
                hedging.answered(holder, askedAt);
                opened(holder, body);
              },
              cause -> {
                waiting.remove(holder);
                failures.add(ReplicaRefusal.at(holder.seat(), cause));
                if (!first.future().isComplete()) {
                  askNext();
                }
              });
    }

    private void opened(Member holder, OpenBody body) {
      hedge.cancel();
      if (!first.tryComplete(body)) {
        body.close();
      } else if (hedges.contains(holder) && !waiting.isEmpty()) {
        hedging.won();
      }
    }

    private void hedge() {
      if (first.future().isComplete() || unasked.isEmpty()) {
        return;
      }
      if (hedging.mayHedge(waiting)) {
        Member holder = unasked.remove();
        hedges.add(holder);
        ask(holder);
      }
      if (!first.future().isComplete()) {
        hedge = hedging.whenSlow(waiting, this::hedge);
      }
    }

    private RuntimeException nobody() {
      hedge.cancel();
      boolean replaced =
          failures.isEmpty()
              || failures.stream().anyMatch(f -> f.reason() == ReplicaFailure.Reason.REFUSED);
      return replaced
          ? new Bodies.BodyGone("the version was replaced while it was being opened")
          : BlobFailure.quorum(
              ErrorCode.QUORUM_NOT_REACHED,
              "no holder of the version could be read",
              false,
              failures);
    }
  }
}
