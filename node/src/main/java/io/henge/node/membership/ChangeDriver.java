package io.henge.node.membership;

import io.henge.node.background.Progress;
import io.henge.node.background.Worker;
import io.henge.node.port.Liveness;
import io.henge.ring.ChainEntry;
import io.henge.ring.ChainPosition;
import io.henge.ring.Member;
import io.henge.ring.Phase;
import io.vertx.core.Future;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a change of the ring from phase to phase (rule C4). Any member may; the one on the lowest
 * seat that can be reached does (rule C1), and as nobody can be sure who that is, whoever is
 * further down does so too when nothing has happened for longer. Several at once do no harm: the
 * vote lets one entry follow another once.
 */
public final class ChangeDriver implements Worker {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeDriver.class);
  private static final long LOOK_EVERY_MILLIS = 500;
  private static final long VOTE_MILLIS = 5_000;

  /** So much longer than the one before it each waits for something to happen. */
  private static final long PATIENCE_MILLIS = 5_000;

  /** After so long a vote may have been left unfinished by one that died. */
  private static final long CONFIRM_MILLIS = 10_000;

  private final Identity self;
  private final CurrentChain chain;
  private final ChainVote vote;
  private final ChangeWatch watch;
  private final Liveness liveness;
  private Optional<ChainPosition> position = Optional.empty();
  private long sinceMillis;
  private long confirmAtMillis;

  ChangeDriver(
      Identity self, CurrentChain chain, ChainVote vote, ChangeWatch watch, Liveness liveness) {
    this.self = self;
    this.chain = chain;
    this.vote = vote;
    this.watch = watch;
    this.liveness = liveness;
  }

  @Override
  public String name() {
    return "changing the ring";
  }

  @Override
  public Future<Progress> step() {
    Optional<ChainEntry> entry = chain.entry().filter(newest -> newest.phase() != Phase.DONE);
    long now = vote.clock().monotonicMillis();
    if (!entry.map(ChainEntry::position).equals(position)) {
      position = entry.map(ChainEntry::position);
      sinceMillis = now;
      confirmAtMillis = now + CONFIRM_MILLIS;
    }
    return entry
        .filter(newest -> isDriver(newest, now - sinceMillis))
        .map(this::drive)
        .orElseGet(Future::succeededFuture)
        .map(driven -> Progress.idle(LOOK_EVERY_MILLIS));
  }

  private boolean isDriver(ChainEntry entry, long waitedMillis) {
    if (!Succession.isVoter(entry, self)) {
      return false;
    }
    long wait = 0;
    for (Member voter : Succession.voters(entry)) {
      if (voter.node().equals(self.node())) {
        return waitedMillis >= wait;
      }
      boolean isGone =
          entry.layouts().givenUp().contains(voter.seat()) || liveness.suspected(voter.node());
      wait += isGone ? 0 : PATIENCE_MILLIS;
    }
    return false;
  }

  private Future<Void> drive(ChainEntry entry) {
    return watch
        .progress(entry)
        .compose(
            progress ->
                progress.next().map(next -> propose(entry, next)).orElseGet(() -> confirm(entry)));
  }

  /**
   * The next entry may have been accepted by a majority and be known to nobody who is alive; then a
   * vote on nothing brings it to light (rule C1), however long this one would wait for it.
   */
  private Future<Void> confirm(ChainEntry entry) {
    long now = vote.clock().monotonicMillis();
    if (now < confirmAtMillis) {
      return Future.succeededFuture();
    }
    confirmAtMillis = now + CONFIRM_MILLIS;
    return vote.decide(newest -> Optional.empty(), VOTE_MILLIS)
        .<Void>mapEmpty()
        .recover(
            cause -> {
              LOG.debug("entry {} was not confirmed: {}", entry.number(), cause.getMessage());
              return Future.succeededFuture();
            });
  }

  /** What has been said was said of this entry; of another one it says nothing. */
  private Future<Void> propose(ChainEntry entry, ChainEntry next) {
    return vote.decide(
            newest ->
                newest.position().equals(entry.position()) ? Optional.of(next) : Optional.empty(),
            VOTE_MILLIS)
        .<Void>map(
            decided -> {
              LOG.info("the ring's change is in the phase {}", next.phase().word());
              return null;
            })
        .recover(
            cause -> {
              LOG.debug("the next phase was not agreed on: {}", cause.getMessage());
              return Future.succeededFuture();
            });
  }
}
