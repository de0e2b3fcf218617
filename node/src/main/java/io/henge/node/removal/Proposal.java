package io.henge.node.removal;

import io.henge.node.message.KeyDigest;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerReply.RemovalConfirmed;
import io.henge.node.message.PeerReply.RemovalStanding;
import io.henge.node.message.PeerRequest;
import io.henge.node.port.Clock;
import io.henge.node.replica.RemovalParties;
import io.henge.ring.Member;
import io.henge.ring.version.Timestamp;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * One batch on its way (rule T1): all owners and all stand-ins are asked how they stand, then to
 * confirm; what each and every one of them has confirmed is decided, and the owners are told.
 *
 * <p>The first question changes nothing anywhere. Without it each vain proposal, while some member
 * is down or lacks a tombstone, would raise the numbers of all others; and what was read before a
 * number rose has to be read once more.
 *
 * <p>A proposer that dies in between leaves higher numbers behind, or owners that were not told.
 * The latter have their tombstones still, and those go with a later batch: who has removed a key
 * confirms that it has nothing.
 */
final class Proposal {
  private static final int ATTEMPTS_MAX = 3;
  private static final long AGAIN_AFTER_MILLIS = 200;

  private final int partition;
  private final List<KeyDigest> batch;
  private final Timestamp removed;
  private final RemovalParties parties;
  private final BooleanSupplier areAll;
  private final Messages messages;
  private final Clock clock;

  /** Takes a message to a member, which may be this node. */
  @FunctionalInterface
  interface Messages {
    Future<PeerReply> send(Member to, PeerRequest.OfRemoval request);
  }

  /**
   * What became of it.
   *
   * @param isDecided whether everybody has confirmed the batch, with whatever keys of it
   * @param removed the keys that were decided on
   * @param missing who did not take part
   */
  record Result(boolean isDecided, List<KeyDigest> removed, List<Member> missing) {
    Result {
      removed = List.copyOf(removed);
      missing = List.copyOf(missing);
    }

    private static Result without(List<Member> missing) {
      return new Result(false, List.of(), missing);
    }
  }

  /**
   * A batch of a partition.
   *
   * @param removed the latest last-write-wins timestamp that the keys cover
   * @param areAll whether those parties are still all that there are: who has become one since may
   *     hold something, and was not asked
   */
  Proposal(
      int partition,
      List<KeyDigest> batch,
      Timestamp removed,
      RemovalParties parties,
      BooleanSupplier areAll,
      Messages messages,
      Clock clock) {
    this.partition = partition;
    this.batch = List.copyOf(batch);
    this.removed = removed;
    this.parties = parties;
    this.areAll = areAll;
    this.messages = messages;
    this.clock = clock;
  }

  /** A member and what it answered; no reply when none came. */
  private record Answer(Member from, Optional<PeerReply> reply) {
    <T extends PeerReply> Optional<T> of(Class<T> kind) {
      return reply.filter(kind::isInstance).map(kind::cast);
    }

    boolean isWilling() {
      return of(RemovalStanding.class).filter(RemovalStanding::isWilling).isPresent();
    }
  }

  /** Never fails: who does not answer is missing. */
  Future<Result> run() {
    return run(1);
  }

  private Future<Result> run(int attempt) {
    return askAll(new PeerRequest.AskRemoval(partition, batch))
        .compose(
            answers -> {
              List<Member> missing = those(answers, answer -> !answer.isWilling());
              if (!missing.isEmpty()) {
                return Future.succeededFuture(Result.without(missing));
              }
              List<RemovalStanding> standings = all(answers, RemovalStanding.class);
              List<KeyDigest> common =
                  common(batch, standings.stream().map(RemovalStanding::places).toList());
              long number =
                  standings.stream().mapToLong(RemovalStanding::number).max().orElseThrow();
              return common.isEmpty()
                  ? Future.succeededFuture(new Result(true, List.of(), List.of()))
                  : confirm(number, common, attempt);
            });
  }

  private static <T extends PeerReply> List<T> all(List<Answer> answers, Class<T> kind) {
    return answers.stream().flatMap(answer -> answer.of(kind).stream()).toList();
  }

  private static List<Member> those(List<Answer> answers, Predicate<Answer> which) {
    return answers.stream().filter(which).map(Answer::from).toList();
  }

  private Future<Result> confirm(long number, List<KeyDigest> keys, int attempt) {
    return askAll(new PeerRequest.ConfirmRemoval(partition, number, removed, keys))
        .compose(
            answers -> {
              // Somebody's number has risen since it was asked for.
              if (!all(answers, PeerReply.Outdated.class).isEmpty()) {
                return attempt < ATTEMPTS_MAX
                    ? run(attempt + 1)
                    : Future.succeededFuture(Result.without(List.of()));
              }
              return decide(number, keys, answers);
            });
  }

  private Future<Result> decide(long number, List<KeyDigest> keys, List<Answer> answers) {
    List<Member> missing = those(answers, answer -> answer.of(RemovalConfirmed.class).isEmpty());
    if (!missing.isEmpty()) {
      return Future.succeededFuture(Result.without(missing));
    }
    if (!areAll.getAsBoolean()) {
      return Future.succeededFuture(Result.without(List.of()));
    }
    List<KeyDigest> decided =
        common(
            keys,
            all(answers, RemovalConfirmed.class).stream().map(RemovalConfirmed::places).toList());
    return tell(number, decided).map(told -> new Result(true, decided, List.of()));
  }

  /** The keys that everybody has named. */
  private static List<KeyDigest> common(List<KeyDigest> keys, List<List<Integer>> named) {
    return IntStream.range(0, keys.size())
        .filter(place -> named.stream().allMatch(places -> places.contains(place)))
        .mapToObj(keys::get)
        .toList();
  }

  /** Completes when each owner has been told, or has not answered a bounded number of times. */
  private Future<Void> tell(long number, List<KeyDigest> decided) {
    if (decided.isEmpty()) {
      return Future.succeededFuture();
    }
    PeerRequest.Remove request = new PeerRequest.Remove(partition, number, decided);
    List<Future<PeerReply>> told =
        parties.owners().stream()
            .map(owner -> patiently(() -> messages.send(owner, request), 1).otherwiseEmpty())
            .toList();
    return Future.join(told).mapEmpty();
  }

  private Future<List<Answer>> askAll(PeerRequest.OfRemoval request) {
    List<Future<Answer>> answers = new ArrayList<>();
    for (Member member : parties.all()) {
      answers.add(
          patiently(() -> messages.send(member, request), 1)
              .map(reply -> new Answer(member, Optional.of(reply)))
              .otherwise(cause -> new Answer(member, Optional.empty())));
    }
    return Future.join(answers).map(all -> all.<Answer>list());
  }

  /** Once more after each failure of the network: all of these requests may come twice. */
  private Future<PeerReply> patiently(Supplier<Future<PeerReply>> call, int attempt) {
    return call.get()
        .recover(
            cause ->
                attempt < ATTEMPTS_MAX
                    ? pause().compose(over -> patiently(call, attempt + 1))
                    : Future.failedFuture(cause));
  }

  private Future<Void> pause() {
    Promise<Void> over = Promise.promise();
    clock.after(AGAIN_AFTER_MILLIS, over::complete);
    return over.future();
  }
}
