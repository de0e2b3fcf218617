package io.henge.node.membership;

import io.henge.node.message.PeerCodec;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerReply.Introduction;
import io.henge.node.message.PeerRequest;
import io.henge.node.port.Clock;
import io.henge.node.port.Introductions;
import io.henge.ring.Address;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.henge.ring.Seat;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ceremony that makes the first chain entry (rule C3): every founding member durably promises
 * itself, empty, to one and the same entry; only when all have, the cluster exists.
 *
 * <p>The member whose address stands first in the list proposes. It asks all who they are, composes
 * the entry, promises itself to it, collects everybody's promise, and tells everybody. A promise is
 * never changed, so a proposer that crashed goes on with the entry it promised itself to, and two
 * lists can never both succeed with a member in common. A member that missed the news asks for it.
 * Whoever meets a cluster that exists already and does not name it takes no further part: an empty
 * directory cannot found a second cluster in place of one that lost it. It waits to be let in, as
 * {@link Newcomer} does; one that is promised to another founding stops.
 *
 * <p>Drives; what a member promises and adopts is {@link FoundingDesk}'s. Belongs to one event
 * loop.
 */
public final class Founding {
  private static final Logger LOG = LoggerFactory.getLogger(Founding.class);
  private static final long CALL_MILLIS = 2_000;
  private static final long PAUSE_MILLIS = 300;

  private final FoundingDesk desk;
  private final FoundingPlan plan;
  private final World world;
  private final Newcomer newcomer;
  private boolean hasMetACluster;
  private String waitingFor = "the founding to begin";

  /** What the ceremony reaches the world through. */
  public record World(Clock clock, Introductions introductions) {}

  public Founding(FoundingDesk desk, FoundingPlan plan, World world) {
    this.desk = desk;
    this.plan = plan;
    this.world = world;
    this.newcomer = new Newcomer(desk, plan, world);
  }

  /**
   * Completes when this node has the chain on disk: read from there, after the ceremony, or once an
   * entry of an existing cluster has let it in. Fails when this directory can never belong to the
   * cluster.
   */
  public Future<ChainEntry> join() {
    if (!desk.founded().isComplete()) {
      round();
    }
    return desk.founded();
  }

  /** What this node is waiting for, for people; meaningless once it has a chain. */
  public String waitingFor() {
    return isNewcomer() ? Newcomer.WAITING_FOR : waitingFor;
  }

  /** Without a founding list, a new directory can only be let in. */
  private boolean isNewcomer() {
    return hasMetACluster || desk.followed().isPresent() || plan.founders().isEmpty();
  }

  private boolean isProposer() {
    return plan.founders().get(0).equals(plan.peer());
  }

  private void round() {
    if (desk.founded().isComplete()) {
      return;
    }
    if (isNewcomer()) {
      newcomer.begin();
      return;
    }
    introduceAll()
        .compose(all -> isProposer() ? propose(all) : listen(all))
        .onComplete(
            done -> again(),
            cause -> {
              if (cause instanceof IllegalStateException) {
                desk.giveUp(cause);
              } else {
                note(String.valueOf(cause.getMessage()));
                again();
              }
            });
  }

  private void again() {
    if (!desk.founded().isComplete()) {
      world.clock().after(PAUSE_MILLIS, this::round);
    }
  }

  private void note(String what) {
    if (!what.equals(waitingFor)) {
      LOG.info("founding: waiting for {}", what);
      waitingFor = what;
    }
  }

  /** Asks everybody at once; who does not answer is missing in the list. */
  private Future<List<Introduction>> introduceAll() {
    List<Introduction> introductions = new ArrayList<>();
    List<Future<Void>> asked = new ArrayList<>();
    for (Address founder : plan.founders()) {
      Future<Introduction> answer =
          founder.equals(plan.peer())
              ? Future.succeededFuture(desk.introduction())
              : call(founder, new PeerRequest.Introduce())
                  .compose(reply -> expect(Introduction.class, reply));
      asked.add(
          answer
              .map(
                  introduction -> {
                    introductions.add(introduction);
                    return (Void) null;
                  })
              .otherwiseEmpty());
    }
    return Future.join(asked).map(all -> introductions);
  }

  /** A member that is not the proposer looks whether the cluster exists by now. */
  private Future<Void> listen(List<Introduction> all) {
    for (Introduction introduction : all) {
      if (introduction.chain().isPresent()) {
        return meetExisting(ChainEntry.parse(introduction.chain().get()));
      }
    }
    note("the first member of the list, " + plan.founders().get(0) + ", to found the cluster");
    return Future.succeededFuture();
  }

  private Future<Void> propose(List<Introduction> all) {
    for (Introduction introduction : all) {
      if (introduction.chain().isPresent()) {
        return meetExisting(ChainEntry.parse(introduction.chain().get()));
      }
    }
    if (all.size() < plan.founders().size()) {
      return Future.failedFuture(
          new FoundingPause(all.size() + " of " + plan.founders().size() + " members to answer"));
    }
    ChainEntry entry = desk.promised().orElseGet(() -> compose(all));
    String json = entry.toJson();
    return mySelf(new PeerRequest.Promise(json))
        .compose(own -> toOthers(new PeerRequest.Promise(json)))
        .compose(everybody -> mySelf(new PeerRequest.Founded(json)))
        .compose(own -> toOthers(new PeerRequest.Founded(json)).otherwiseEmpty());
  }

  /** The same entry at whoever composes it: members in the order of the list. */
  private ChainEntry compose(List<Introduction> all) {
    List<Member> members = new ArrayList<>();
    for (Address founder : plan.founders()) {
      Introduction who =
          all.stream()
              .filter(introduction -> introduction.peer().equals(founder))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "the node at " + founder + " says that its peer address is another one"));
      members.add(who.onSeat(new Seat(members.size())));
    }
    return ChainEntry.founding(members, plan.partitions(), plan.replicas());
  }

  private Future<Void> meetExisting(ChainEntry entry) {
    Optional<String> stranger = desk.whyNotNamed(entry);
    if (stranger.isEmpty()) {
      return mySelf(new PeerRequest.Founded(entry.toJson()));
    }
    if (!desk.mayBeNamedAfter(entry)) {
      return Future.failedFuture(new IllegalStateException(stranger.get()));
    }
    LOG.info("{}", stranger.get());
    hasMetACluster = true;
    return Future.succeededFuture();
  }

  private Future<Void> mySelf(PeerRequest.OfFounding request) {
    return desk.answer(request).compose(reply -> expect(PeerReply.Done.class, reply)).mapEmpty();
  }

  private Future<Void> toOthers(PeerRequest request) {
    List<Future<PeerReply.Done>> asked =
        plan.founders().stream()
            .filter(founder -> !founder.equals(plan.peer()))
            .map(
                founder ->
                    call(founder, request)
                        .compose(reply -> expect(PeerReply.Done.class, reply))
                        .recover(cause -> Future.failedFuture(at(founder, cause))))
            .toList();
    return Future.join(asked).mapEmpty();
  }

  private Future<PeerReply> call(Address founder, PeerRequest request) {
    PeerCodec.Envelope unfenced = new PeerCodec.Envelope(Optional.empty(), 0);
    return world
        .introductions()
        .call(founder, PeerCodec.encode(unfenced, request), CALL_MILLIS)
        .map(PeerCodec::decodeReply);
  }

  private static Throwable at(Address founder, Throwable cause) {
    return new FoundingPause(founder + ": " + cause.getMessage());
  }

  private static <T extends PeerReply> Future<T> expect(Class<T> kind, PeerReply reply) {
    if (kind.isInstance(reply)) {
      return Future.succeededFuture(kind.cast(reply));
    }
    String text =
        reply instanceof PeerReply.Refused refused ? refused.text() : "an unexpected answer";
    return Future.failedFuture(new FoundingPause(text));
  }

  /** The ceremony cannot go on now; it is tried again. */
  private static final class FoundingPause extends RuntimeException {
    FoundingPause(String message) {
      super(message, null, false, false);
    }
  }
}
