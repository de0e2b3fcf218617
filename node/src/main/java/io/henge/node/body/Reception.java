package io.henge.node.body;

import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.peer.Checksum;
import io.henge.node.port.Bodies.ReceivePlan;
import io.henge.node.port.Bodies.Received;
import io.henge.node.port.NetworkFailure;
import io.henge.node.storage.StorageFailure;
import io.henge.ring.Member;
import io.henge.ring.Seat;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One body of a client on its way to its stages; all on the event loop of the client's connection.
 *
 * <p>As long as the body is small it is only collected. Then its stages are opened, and every chunk
 * goes to all of them; a stage that is not open yet holds what comes until it is. When one is
 * behind by more than the window the client waits. A peer that stays behind while others wait for
 * it is detached if it can be spared; it gets its copy later.
 */
final class Reception {
  /** How many times shorter a replica may take that did not answer of late. */
  private static final int SUSPECTED_IMPATIENCE = 10;

  /** How many times longer than in the middle a replica may take at the end. */
  private static final int END_PATIENCE = 5;

  /** The numbers of timers begin at 0. */
  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final BodySource source;
  private final ReceivePlan plan;
  private final StageOpener stages;
  private final SpreadSettings settings;
  private final Promise<Received> received = Promise.promise();
  private final Checksum checksum = new Checksum();
  private final List<ReplicaFailure> detached = new ArrayList<>();

  /** Those that are not detached; the first is the local one. */
  private final List<Destination> attached = new ArrayList<>();

  private final Buffer collected;
  private long sizeBytes;
  private long ticker = NO_TIMER;
  private long opening = NO_TIMER;
  private boolean started;
  private boolean spreading;
  private boolean holding;
  private boolean ended;
  private boolean over;

  Reception(
      Vertx vertx,
      BodySource source,
      ReceivePlan plan,
      StageOpener stages,
      SpreadSettings settings) {
    this.vertx = vertx;
    this.source = source;
    this.plan = plan;
    this.stages = stages;
    this.settings = settings;
    this.collected = Buffer.buffer((int) Math.min(declaredBytes(), settings.smallBytesMax()));
  }

  /** Takes the body; call it once. */
  Future<Received> run() {
    if (declaredBytes() <= settings.smallBytesMax()) {
      start();
    } else {
      opening = vertx.setTimer(settings.stallMillis(), late -> start());
      spread();
    }
    return received.future();
  }

  /**
   * Asks for the body: when enough replicas have said that they have room for it, so that a client
   * that waits to be asked sends nothing in vain; in any case when some are slow to say so.
   */
  private void start() {
    if (!over && !started) {
      started = true;
      source.start(this::chunk).onComplete(whole -> arrived(), this::fail);
    }
  }

  private void startWhenOpened() {
    if (attached.size() > 0
        && attached.get(0).opened
        && attached.stream().filter(d -> d.opened).count()
            >= Math.min(plan.keep(), attached.size())) {
      start();
    }
  }

  private long declaredBytes() {
    return source.declaredLength().orElse(0);
  }

  private void chunk(Buffer bytes) {
    if (over) {
      return;
    }
    sizeBytes += bytes.length();
    checksum.update(bytes);
    if (!spreading && sizeBytes > settings.smallBytesMax()) {
      spread();
      write(collected);
    }
    if (over) {
      return;
    }
    if (spreading) {
      write(bytes);
    } else {
      collected.appendBuffer(bytes);
    }
  }

  private void spread() {
    spreading = true;
    long tickMillis = Math.max(1, settings.stallMillis() / 8);
    ticker = vertx.setPeriodic(tickMillis, tick -> detachStalled());
    List<Destination> all = new ArrayList<>();
    all.add(new Destination());
    plan.remotes().forEach(member -> all.add(new RemoteDestination(member)));
    attached.addAll(all);
    if (attached.size() < plan.least()) {
      failQuorum();
    }
    for (Destination destination : all) {
      // Each may fail at once, and with it all of them.
      if (!over) {
        destination.open();
      }
    }
  }

  private void write(Buffer bytes) {
    if (over || bytes.length() == 0) {
      return;
    }
    // Over a copy: a stage that fails leaves the list.
    for (Destination destination : List.copyOf(attached)) {
      destination.sink.write(bytes);
    }
    if (!over && !holding && !allWithin(settings.windowBytes())) {
      holding = true;
      source.pause();
    }
  }

  private void resumeWhenRoom() {
    if (holding && !over && allWithin(settings.windowBytes() / 2)) {
      holding = false;
      source.resume();
    }
  }

  private boolean allWithin(long bytes) {
    for (Destination destination : attached) {
      if (destination.sink.pendingBytes() > bytes) {
        return false;
      }
    }
    return true;
  }

  private void arrived() {
    if (over) {
      return;
    }
    if (!spreading) {
      over = true;
      received.complete(new Received.Small(collected, checksum.value()));
      return;
    }
    ended = true;
    for (Destination destination : List.copyOf(attached)) {
      destination.end();
    }
  }

  private void completeWhenAllStaged() {
    if (over || !attached.stream().allMatch(destination -> destination.staged)) {
      return;
    }
    finish();
    Set<Seat> stagedAt = new HashSet<>();
    attached.forEach(destination -> destination.addSeat(stagedAt));
    received.complete(
        new Received.Staged(sizeBytes, checksum.value(), stagedAt, List.copyOf(detached)));
  }

  private void detachStalled() {
    for (Destination destination : List.copyOf(attached)) {
      if (over) {
        return;
      }
      long stalledMillis = destination.stalledMillis();
      boolean othersWait = attached.stream().anyMatch(other -> !other.isBehind());
      if (stalledMillis >= settings.bodyStallMillis()
          || (stalledMillis >= destination.patienceMillis() && othersWait && canSpareOne())) {
        destination.stalled(stalledMillis);
      }
    }
  }

  private boolean canSpareOne() {
    return attached.size() > plan.keep();
  }

  private void failQuorum() {
    boolean full =
        !detached.isEmpty()
            && detached.stream().allMatch(failure -> failure.reason() == Reason.NO_SPACE);
    fail(
        BlobFailure.quorum(
            full ? ErrorCode.INSUFFICIENT_STORAGE : ErrorCode.QUORUM_NOT_REACHED,
            "fewer than %d replicas took the body".formatted(plan.least()),
            false,
            detached));
  }

  private void fail(Throwable why) {
    if (over) {
      return;
    }
    finish();
    for (Destination destination : List.copyOf(attached)) {
      destination.abort();
    }
    received.fail(why);
  }

  private void finish() {
    over = true;
    vertx.cancelTimer(ticker);
    vertx.cancelTimer(opening);
  }

  private static BlobFailure localFailure(Throwable why) {
    boolean full =
        why instanceof StorageFailure failure && failure.kind() == StorageFailure.Kind.NO_SPACE;
    return full
        ? BlobFailure.of(ErrorCode.INSUFFICIENT_STORAGE, "this node has no room for the body")
        : BlobFailure.of(ErrorCode.UNAVAILABLE, "this node could not store the body");
  }

  /** A stage of the body; this kind is the local one, which cannot be spared. */
  private class Destination implements StageSink.Events {
    private StageSink sink = new NoSink();
    private boolean opened;
    private boolean staged;
    private long movedAt = System.nanoTime();

    void open() {
      sink = stages.here(plan.stage(), source.declaredLength(), this);
    }

    void end() {
      sink.end(sizeBytes, checksum.value());
    }

    void abort() {
      sink.abort();
    }

    void addSeat(Set<Seat> seats) {
      // The caller knows its own seat.
    }

    void stalled(long millis) {
      if (millis >= settings.bodyStallMillis()) {
        fail(BlobFailure.of(ErrorCode.UNAVAILABLE, "this node's disk did not take the body"));
      }
    }

    /**
     * How long it may be behind while others wait. At the end of the body a disk may still be busy
     * with what it syncs in the background; to detach the replica then would mean to send it
     * everything once more.
     */
    long patienceMillis() {
      return ended ? END_PATIENCE * settings.stallMillis() : settings.stallMillis();
    }

    /** Whether the client, or the answer to it, waits for this stage. */
    boolean isBehind() {
      long bound = holding ? settings.windowBytes() / 2 : settings.windowBytes();
      return !staged && (ended || sink.pendingBytes() > bound);
    }

    /** How long it has been behind without moving. */
    long stalledMillis() {
      if (!isBehind()) {
        movedAt = System.nanoTime();
      }
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - movedAt);
    }

    @Override
    public void opened() {
      opened = true;
      startWhenOpened();
    }

    @Override
    public void moved() {
      movedAt = System.nanoTime();
      resumeWhenRoom();
    }

    @Override
    public void staged() {
      staged = true;
      completeWhenAllStaged();
    }

    @Override
    public void failed(Throwable why) {
      fail(localFailure(why));
    }
  }

  /** A stage at a peer. */
  private final class RemoteDestination extends Destination {
    private final Member member;

    RemoteDestination(Member member) {
      this.member = member;
    }

    @Override
    void open() {
      super.sink = stages.at(member, plan.stage(), source.declaredLength(), this);
    }

    @Override
    long patienceMillis() {
      return plan.suspected().contains(member.seat())
          ? settings.stallMillis() / SUSPECTED_IMPATIENCE
          : super.patienceMillis();
    }

    @Override
    void addSeat(Set<Seat> seats) {
      seats.add(member.seat());
    }

    @Override
    void stalled(long millis) {
      detach(Reason.STALLED, "it took nothing for " + millis + " ms");
    }

    @Override
    public void failed(Throwable why) {
      Reason reason = why instanceof NetworkFailure failure ? failure.reason() : Reason.UNREACHABLE;
      detach(reason, String.valueOf(why.getMessage()));
    }

    private void detach(Reason reason, String text) {
      if (over || !attached.remove(this)) {
        return;
      }
      detached.add(new ReplicaFailure(member.seat(), reason, text));
      abort();
      if (attached.size() < plan.least()) {
        failQuorum();
      } else {
        startWhenOpened();
        resumeWhenRoom();
        completeWhenAllStaged();
      }
    }
  }
}
