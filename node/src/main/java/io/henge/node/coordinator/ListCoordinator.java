package io.henge.node.coordinator;

import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure;
import io.henge.node.membership.CurrentChain;
import io.henge.node.port.Clock;
import io.henge.ring.ChainEntry;
import io.henge.ring.Layouts;
import io.henge.ring.Member;
import io.henge.ring.Seat;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A page of keys, merged from all members: round by round, each for the range that is not decided
 * yet, until the page is full or all is listed. Any member may be asked for it (rule L1).
 *
 * <p>A key lies with the owners of its partition, and the partitions of neighbouring keys have
 * nothing to do with each other; so all members are asked, each for the first keys that it holds. A
 * round decides all up to the place which the least far of them has come to. Its answers are all
 * given under one state of the rows (rule C5); where it fails and the rows have changed meanwhile,
 * it is made again.
 */
final class ListCoordinator {
  /** What one round brings at most of one member: some milliseconds of this event loop. */
  private static final int KEYS_OF_A_MEMBER_MAX = 250;

  private static final int KEYS_OF_A_MEMBER_MIN = 16;

  /** A scan of a page, from a disk that has much to do; a client's patience may end earlier. */
  private static final long MEMBER_MILLIS_MAX = 5_000;

  /** A ring that changes more often while one page is made changes too fast. */
  private static final int ATTEMPTS_MAX = 5;

  private final CurrentChain chain;
  private final ListRound.Question question;
  private final Clock clock;
  private Optional<RowCoverage.Shares> known = Optional.empty();

  ListCoordinator(CurrentChain chain, ListRound.Question question, Clock clock) {
    this.chain = chain;
    this.question = question;
    this.clock = clock;
  }

  /**
   * Completes with a page that says whether it is complete. Fails when nobody answers, or nothing
   * was decided in the time.
   *
   * @throws BlobFailure when there is no cluster yet
   */
  Future<ListAnswer> list(ListRequest request) {
    return new Listing(request).proceed(1);
  }

  private ChainEntry newest() {
    return chain
        .entry()
        .orElseThrow(() -> BlobFailure.of(ErrorCode.UNAVAILABLE, "the cluster is not founded yet"));
  }

  private RowCoverage.Shares sharesOf(Layouts layouts) {
    RowCoverage.Shares shares =
        known.filter(last -> last.areOf(layouts)).orElseGet(() -> new RowCoverage.Shares(layouts));
    known = Optional.of(shares);
    return shares;
  }

  /**
   * How many owners a page hears of each partition: R, or as many as a bucket wants in which its
   * keys may be. A request cannot ask for fewer, since what was acknowledged might then be missing
   * in a page that says it is complete.
   */
  private static int readQuorum(ChainEntry entry, ListRequest request) {
    return entry.buckets().entrySet().stream()
        .filter(policy -> request.bucket().map(policy.getKey()::equals).orElse(true))
        .flatMapToInt(policy -> policy.getValue().r().stream())
        .reduce(entry.readQuorum(), Math::max);
  }

  /** One page in the making. */
  private final class Listing {
    private final ListRequest request;
    private final long deadlineMillis;
    private final ListPage page;
    private final BitSet lacking = new BitSet();

    /** Who failed once is not waited for again. */
    private final Map<Seat, ReplicaFailure> failed = new TreeMap<>();

    private final List<ReplicaFailure> contradictions = new ArrayList<>();
    private boolean isShort;
    private long chainNumber;

    Listing(ListRequest request) {
      this.request = request;
      this.deadlineMillis = clock.monotonicMillis() + request.timeoutMillis();
      this.page = new ListPage(request.range(), clock.wallMillis());
    }

    Future<ListAnswer> proceed(int attempt) {
      long leftMillis = deadlineMillis - clock.monotonicMillis();
      if (page.isDone() || leftMillis <= 0) {
        return answer();
      }
      ChainEntry entry = newest();
      RowCoverage.Shares shares = sharesOf(entry.layouts());
      List<Member> members =
          shares.members().stream().filter(member -> !failed.containsKey(member.seat())).toList();
      return ListRound.ask(
              members,
              page.unknown().withLimit(share(entry)),
              new RowCoverage(shares, readQuorum(entry, request)),
              question,
              clock,
              Math.min(leftMillis, MEMBER_MILLIS_MAX))
          .compose(round -> take(entry, round, attempt));
    }

    /** What is wanted of one member: the keys are spread over all, and each is with N of them. */
    private int share(ChainEntry entry) {
      Layouts layouts = entry.layouts();
      int even = page.wanted() * layouts.replicas() / layouts.members().size();
      int some = Math.min(page.wanted(), even + even / 4);
      return Math.max(KEYS_OF_A_MEMBER_MIN, Math.min(KEYS_OF_A_MEMBER_MAX, some));
    }

    private Future<ListAnswer> take(ChainEntry entry, ListRound round, int attempt) {
      boolean isEnough = round.coverage().isEnough();
      if (!isEnough && attempt < ATTEMPTS_MAX && !newest().layouts().equals(entry.layouts())) {
        failed.clear();
        return proceed(attempt + 1);
      }
      failed.putAll(round.failures());
      if (round.answers() == 0) {
        return Future.failedFuture(
            BlobFailure.quorum(
                ErrorCode.QUORUM_NOT_REACHED, "no member answered", false, failures()));
      }
      page.add(round.merge());
      contradictions.addAll(round.merge().contradictions());
      if (!isEnough) {
        isShort = true;
        lacking.or(round.coverage().lacking());
      }
      chainNumber = entry.number();
      return proceed(attempt);
    }

    private Future<ListAnswer> answer() {
      Optional<String> next = page.next();
      if (!page.isDone() && next.isEmpty()) {
        return Future.failedFuture(
            BlobFailure.of(ErrorCode.TIMEOUT, "no key was found in the request's time"));
      }
      Optional<ListAnswer.Shortage> shortage =
          isShort || !contradictions.isEmpty()
              ? Optional.of(new ListAnswer.Shortage(lacking, failures()))
              : Optional.empty();
      return Future.succeededFuture(
          new ListAnswer(page.keys(), page.groups(), next, shortage, chainNumber));
    }

    private List<ReplicaFailure> failures() {
      List<ReplicaFailure> all = new ArrayList<>(failed.values());
      contradictions.stream().limit(failed.size() + 1L).forEach(all::add);
      return all;
    }
  }
}
