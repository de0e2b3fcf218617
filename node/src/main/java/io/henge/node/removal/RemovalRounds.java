package io.henge.node.removal;

import io.henge.node.background.Progress;
import io.henge.node.background.Worker;
import io.henge.node.membership.CurrentChain;
import io.henge.node.message.KeyDigest;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.port.Clock;
import io.henge.node.port.Liveness;
import io.henge.node.replica.ObjectPage;
import io.henge.node.replica.OutdatedData;
import io.henge.node.replica.RemovalParties;
import io.henge.node.replica.Replicas;
import io.henge.ring.BlobKey;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.Seat;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Timestamp;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Goes round the partitions of one event loop and removes what has been deleted, or has expired,
 * for long enough, when everybody has it (rule T1).
 *
 * <p>Of the owners that can be reached the first takes care of a partition. Two that think they are
 * it do no harm: only one of two batches of a number is ever confirmed by all. Each step reads one
 * page of records, or proposes one batch.
 *
 * <p>How old a deletion is its timestamp says, and that comes from a clock that may have been
 * wrong. So a key must also have been seen unchanged for a while; one from the future for all of
 * the time for which tombstones are kept. Nothing but a late retry of a deleted write depends on
 * that: what is removed, everybody has confirmed.
 */
public final class RemovalRounds implements Worker {
  private static final int PAGE = 200;
  private static final long PAGE_PAUSE_MILLIS = 5;

  /**
   * Whoever confirms waits for its disk, until all files of what was replaced are gone for good.
   */
  private static final long ANSWER_MILLIS = 10_000;

  /**
   * Where a round found nothing that is due one day soon, or removed nothing: left out of so many.
   */
  private static final int ROUNDS_LEFT_OUT = 3;

  private final RemovalSettings settings;
  private final Surroundings surroundings;
  private final RemovalDesk desk;
  private final Deaths deaths;
  private final IntPredicate mine;
  private final RemovalEvents events;

  private final Watch watch = new Watch();
  private final Map<Integer, Long> quietUntil = new HashMap<>();
  private long round;
  private long roundBegunMillis;
  private int partition;
  private State state = State.SEEKING;
  private Optional<BlobKey> after = Optional.empty();
  private long waitingHere;

  /** The latest last-write-wins timestamp that was met in this walk. */
  private Timestamp latestMark = Timestamp.ZERO;

  private RemovalStatus status = RemovalStatus.NOTHING;

  /** What the next step does. */
  private enum State {
    /** Finds a partition to walk over. */
    SEEKING,
    /** Reads its next page. */
    WALKING,
    /** Proposes a batch of what is due in it. */
    REMOVING
  }

  /**
   * What it works with.
   *
   * @param self this node
   * @param chain names the owners and stand-ins
   * @param replicas the copies here and there
   * @param liveness who cannot be reached, so that nothing is proposed without them
   */
  public record Surroundings(
      NodeId self, CurrentChain chain, Replicas replicas, Liveness liveness, Clock clock) {}

  /**
   * The rounds of one event loop.
   *
   * @param desk answers for this node
   * @param deaths where to look
   * @param mine which partitions belong to the loop
   */
  public RemovalRounds(
      RemovalSettings settings,
      Surroundings surroundings,
      RemovalDesk desk,
      Deaths deaths,
      IntPredicate mine,
      RemovalEvents events) {
    this.settings = settings;
    this.surroundings = surroundings;
    this.desk = desk;
    this.deaths = deaths;
    this.mine = mine;
    this.events = events;
  }

  @Override
  public String name() {
    return "removal of tombstones";
  }

  @Override
  public Future<Progress> step() {
    Optional<ChainEntry> entry = surroundings.chain().entry();
    if (entry.isEmpty()) {
      return Future.succeededFuture(Progress.idle(settings.intervalMillis()));
    }
    return switch (state) {
      case SEEKING -> seek(entry.get());
      case WALKING -> walk();
      case REMOVING -> remove(entry.get());
    };
  }

  private Future<Progress> seek(ChainEntry entry) {
    if (partition == 0) {
      roundBegunMillis = now();
      status = RemovalStatus.NOTHING;
    }
    return findPartition(entry) ? walk() : endRound();
  }

  private long now() {
    return surroundings.clock().monotonicMillis();
  }

  private Future<Progress> endRound() {
    partition = 0;
    round++;
    events.roundEnded(status);
    long leftMillis = roundBegunMillis + settings.intervalMillis() - now();
    return Future.succeededFuture(Progress.idle(Math.max(1, leftMillis)));
  }

  /** Moves on to the next partition to walk over, if there is one left in this round. */
  private boolean findPartition(ChainEntry entry) {
    int count = entry.layout().partitions().count();
    for (; partition < count; partition++) {
      if (!mine.test(partition) || !deaths.mayBeIn(partition)) {
        continue;
      }
      if (!isInCharge(entry, partition)) {
        watch.forget(partition);
        quietUntil.remove(partition);
      } else if (quietUntil.getOrDefault(partition, 0L) <= round) {
        beginWalk();
        return true;
      }
    }
    return false;
  }

  private void beginWalk() {
    watch.begin();
    deaths.forget(partition);
    quietUntil.remove(partition);
    state = State.WALKING;
    after = Optional.empty();
    waitingHere = 0;
    latestMark = Timestamp.ZERO;
  }

  private Future<Progress> leave() {
    state = State.SEEKING;
    partition++;
    return proceed();
  }

  private static Future<Progress> proceed() {
    return Future.succeededFuture(Progress.throttled(PAGE_PAUSE_MILLIS));
  }

  /** Whether this node is the first of the owners that can be reached, and knows all there is. */
  private boolean isInCharge(ChainEntry entry, int of) {
    if (!surroundings.replicas().local().removal().isFilled(of)) {
      return false;
    }
    for (Member owner : entry.layouts().owners(of)) {
      if (owner.node().equals(surroundings.self())) {
        return true;
      }
      if (!surroundings.liveness().suspected(owner.node())) {
        return false;
      }
    }
    return false;
  }

  private Future<Progress> walk() {
    return surroundings
        .replicas()
        .local()
        .page(partition, after, PAGE)
        .compose(
            page -> {
              look(page);
              after = page.last();
              if (after.isEmpty()) {
                endWalk();
              }
              return proceed();
            });
  }

  private void endWalk() {
    state = State.REMOVING;
    watch.end(partition);
    if (waitingHere == 0) {
      leaveOut();
    }
  }

  private void leaveOut() {
    quietUntil.put(partition, round + 1 + ROUNDS_LEFT_OUT);
  }

  private void look(ObjectPage page) {
    long wall = surroundings.clock().wallMillis();
    for (ObjectPage.Entry entry : page.entries()) {
      BlobObject object = entry.object();
      if (Deaths.isMortal(object)) {
        deaths.note(partition);
      }
      if (Removable.isRemovable(object, wall - settings.keepMillis())) {
        long written = object.context().highest().millis();
        waitingHere++;
        object
            .context()
            .lastWriteWinsMark()
            .ifPresent(mark -> latestMark = Timestamp.max(latestMark, mark.timestamp()));
        status = status.plus(new RemovalStatus(1, written, Map.of()));
        see(new KeyDigest(entry.key(), object.digest()), wall - written);
      }
    }
  }

  /** What is too young will be seen again when it is time. */
  private void see(KeyDigest key, long ageMillis) {
    boolean isFromTheFuture = ageMillis < 0;
    if (isFromTheFuture || ageMillis >= settings.keepMillis() - settings.watchMillis()) {
      long afterMillis = isFromTheFuture ? settings.keepMillis() : settings.watchMillis();
      watch.see(partition, key, now(), afterMillis);
    }
  }

  private Future<Progress> remove(ChainEntry entry) {
    List<KeyDigest> batch = watch.due(partition, now(), PeerRequest.REMOVAL_MAX);
    if (batch.isEmpty()) {
      return leave();
    }
    RemovalParties parties = RemovalParties.of(entry, partition);
    List<Member> unreachable =
        parties.all().stream()
            .filter(member -> surroundings.liveness().suspected(member.node()))
            .toList();
    if (!unreachable.isEmpty()) {
      return hindered(unreachable);
    }
    return new Proposal(
            partition,
            batch,
            latestMark,
            parties,
            () -> isInForce(entry),
            this::send,
            surroundings.clock())
        .run()
        .compose(result -> proposed(batch, result));
  }

  /** Whether the members and rows are still those of an entry. */
  private boolean isInForce(ChainEntry entry) {
    return surroundings
        .chain()
        .entry()
        .filter(newest -> newest.layouts().equals(entry.layouts()))
        .isPresent();
  }

  private Future<Progress> proposed(List<KeyDigest> batch, Proposal.Result result) {
    if (!result.isDecided()) {
      return hindered(result.missing());
    }
    watch.forget(partition, batch);
    events.decided(result.removed().size());
    if (result.removed().isEmpty()) {
      // The owners differ, and will do so for a while.
      leaveOut();
    }
    status =
        new RemovalStatus(
            status.waitingKeys() - result.removed().size(),
            status.oldestMillis(),
            status.waitingFor());
    return proceed();
  }

  private Future<Progress> hindered(List<Member> by) {
    events.hindered();
    Map<Seat, Integer> seats = new HashMap<>();
    by.forEach(member -> seats.put(member.seat(), 1));
    status = status.plus(new RemovalStatus(0, Long.MAX_VALUE, seats));
    return leave();
  }

  private static Future<PeerReply> outdated(Throwable cause) {
    return cause instanceof OutdatedData data
        ? Future.succeededFuture(new PeerReply.Outdated(data.removalNumber()))
        : Future.failedFuture(cause);
  }

  private Future<PeerReply> send(Member to, PeerRequest.OfRemoval request) {
    return to.node().equals(surroundings.self())
        ? desk.answer(request).recover(RemovalRounds::outdated)
        : surroundings.replicas().remote(to).ask(request, ANSWER_MILLIS);
  }
}
