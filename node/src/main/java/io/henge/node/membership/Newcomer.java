package io.henge.node.membership;

import io.henge.node.message.PeerCodec;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerReply.Introduction;
import io.henge.node.message.PeerRequest;
import io.henge.ring.Address;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.vertx.core.Future;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for an operator to have this empty directory let in (rule C6). Whoever leads the vote tells
 * it the outcome; but that one may die, so meanwhile this asks for the newest entry, one after the
 * other of all whose addresses it knows: those of the founding list, and the members of the chain
 * that it follows.
 *
 * <p>Belongs to one event loop.
 */
final class Newcomer {
  static final String WAITING_FOR =
      "an operator to let it in: POST /-/ring/join or /-/ring/replace on the admin port of a member";

  private static final Logger LOG = LoggerFactory.getLogger(Newcomer.class);
  private static final long CALL_MILLIS = 2_000;
  private static final long PAUSE_MILLIS = 1_000;

  private final FoundingDesk desk;
  private final FoundingPlan plan;
  private final Founding.World world;
  private boolean isWaiting;
  private int asked;

  Newcomer(FoundingDesk desk, FoundingPlan plan, Founding.World world) {
    this.desk = desk;
    this.plan = plan;
    this.world = world;
  }

  /** Begins to wait; without effect when it does already. */
  void begin() {
    if (!isWaiting) {
      isWaiting = true;
      LOG.info("this directory is new: waiting for {}", WAITING_FOR);
      round();
    }
  }

  private void round() {
    if (!desk.founded().isComplete()) {
      askNext().otherwiseEmpty().onComplete(done -> world.clock().after(PAUSE_MILLIS, this::round));
    }
  }

  private Future<Void> askNext() {
    List<Address> known = List.copyOf(known());
    if (known.isEmpty()) {
      return Future.succeededFuture();
    }
    Address next = known.get(Math.floorMod(asked++, known.size()));
    PeerCodec.Envelope unfenced = new PeerCodec.Envelope(Optional.empty(), 0);
    return world
        .introductions()
        .call(next, PeerCodec.encode(unfenced, new PeerRequest.Introduce()), CALL_MILLIS)
        .map(PeerCodec::decodeReply)
        .compose(this::heard);
  }

  private Set<Address> known() {
    Set<Address> known = new LinkedHashSet<>(plan.founders());
    desk.followed()
        .map(entry -> entry.layouts().members())
        .ifPresent(members -> members.stream().map(Member::peer).forEach(known::add));
    known.remove(plan.peer());
    return known;
  }

  private Future<Void> heard(PeerReply reply) {
    if (!(reply instanceof Introduction introduction) || introduction.chain().isEmpty()) {
      return Future.succeededFuture();
    }
    ChainEntry newest = ChainEntry.parse(introduction.chain().get());
    if (desk.whyNotNamed(newest).isEmpty()) {
      return desk.answer(new PeerRequest.Founded(newest.toJson())).mapEmpty();
    }
    if (!desk.mayBeNamedAfter(newest)) {
      desk.giveUp(new IllegalStateException(desk.whyNotNamed(newest).orElseThrow()));
    }
    return Future.succeededFuture();
  }
}
