package io.henge.node.coordinator;

import io.henge.node.failure.BlobFailure;
import io.henge.node.port.Clock;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;

/**
 * What the owners know of a key, as far as the answer to a read needs it: R of them, or fewer if
 * the client says so (rule W4), and never fewer to say that nothing is there. Owners that turn out
 * to be behind are brought up to date, before the answer if the client wishes (rule W7), otherwise
 * after it.
 */
final class Lookup {
  private final Heads heads;
  private final StandInHeads standIns;
  private final WriteBack writeBack;
  private final ReadRepair repair;
  private final Clock clock;

  Lookup(Heads heads, StandInHeads standIns, WriteBack writeBack, ReadRepair repair, Clock clock) {
    this.heads = heads;
    this.standIns = standIns;
    this.writeBack = writeBack;
    this.repair = repair;
    this.clock = clock;
  }

  /**
   * Asks the owners.
   *
   * @param answered completes when the client has its answer, so that repairs do not delay it
   */
  Future<ReadTally> of(Plan plan, ArrivedRead read, Future<?> answered) {
    int r = read.request().options().r().of(plan.owners(), plan.readQuorum());
    if (read.deadline() - clock.monotonicMillis() < 1) {
      return Future.failedFuture(
          BlobFailure.of(ErrorCode.TIMEOUT, "the request's time ran out before the first byte"));
    }
    Asking asking = new Asking(plan, read, answered);
    return ask(asking, r)
        .compose(tally -> sure(asking, tally))
        .compose(tally -> spread(asking, tally));
  }

  private record Asking(Plan plan, ArrivedRead read, Future<?> answered) {
    GetRequest request() {
      return read.request();
    }

    boolean finds(ReadTally tally) {
      return read.wantedOf(tally.merged()).isPresent();
    }
  }

  /**
   * Fewer owners than were asked for will do if the client says so and there is what it wants, be
   * it at stand-ins.
   */
  private Future<ReadTally> ask(Asking asking, int needed) {
    GetRequest request = asking.request();
    boolean isSloppy = request.options().sloppy();
    long millis =
        isSloppy ? StandInHeads.ownersMillis(asking.plan(), needed, left(asking)) : left(asking);
    Heads.Reading reading = heads.gather(asking.plan(), needed, request.bytesWanted(), millis);
    repairAfter(asking, reading);
    return reading
        .enough()
        .compose(
            tally ->
                tally.isEnough() || !isSloppy
                    ? Future.succeededFuture(tally)
                    : withStandIns(asking, tally))
        .compose(
            tally -> {
              boolean suffices = isSloppy && asking.finds(tally);
              return tally.isEnough() || suffices
                  ? Future.succeededFuture(tally)
                  : Future.failedFuture(tally.tooFew());
            });
  }

  private Future<ReadTally> withStandIns(Asking asking, ReadTally tally) {
    return standIns.added(
        asking.plan(),
        tally,
        asking.request().bytesWanted(),
        StandInHeads.standInsMillis(left(asking)));
  }

  /** The answer comes first; then all that the owners said is compared, stragglers included. */
  private void repairAfter(Asking asking, Heads.Reading reading) {
    asking
        .answered()
        .onComplete(
            ended -> reading.settled().onSuccess(tally -> repair.compare(asking.plan(), tally)));
  }

  /**
   * That nothing is there needs R filled owners, however few the request asked for (rule W4): one
   * that missed the write would deny it.
   */
  private Future<ReadTally> sure(Asking asking, ReadTally tally) {
    int needed = asking.plan().chain().readQuorum();
    return asking.finds(tally) || tally.filled() >= needed
        ? Future.succeededFuture(tally)
        : ask(asking, needed);
  }

  private Future<ReadTally> spread(Asking asking, ReadTally tally) {
    return asking.request().options().repairBefore()
        ? writeBack.spread(asking.plan(), tally, left(asking)).map(done -> tally)
        : Future.succeededFuture(tally);
  }

  private long left(Asking asking) {
    return Math.max(1, asking.read().deadline() - clock.monotonicMillis());
  }
}
