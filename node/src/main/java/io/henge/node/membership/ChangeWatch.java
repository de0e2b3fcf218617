package io.henge.node.membership;

import io.henge.node.message.PeerCodec;
import io.henge.node.message.PeerCodec.Envelope;
import io.henge.node.message.PeerReply.Unfilled;
import io.henge.node.message.PeerRequest;
import io.henge.node.port.Network;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the members how far a change of the ring has come. Belongs to the event loop of the votes.
 */
final class ChangeWatch {
  private static final long CALL_MILLIS = 2_000;

  private final Identity self;
  private final Filledness filledness;
  private final Network network;

  ChangeWatch(Identity self, Filledness filledness, Network network) {
    this.self = self;
    this.filledness = filledness;
    this.network = network;
  }

  /** Completes within a bounded time with what those say that answer; never fails. */
  Future<ChangeProgress> progress(ChainEntry entry) {
    Map<Member, Unfilled> heard = new HashMap<>();
    List<Future<Unfilled>> asked = new ArrayList<>();
    for (Member member : entry.layouts().members()) {
      if (!entry.layouts().givenUp().contains(member.seat())) {
        asked.add(ask(member, entry).map(said -> heard.put(member, said)));
      }
    }
    return Future.join(asked)
        .transform(all -> Future.succeededFuture(new ChangeProgress(entry, heard)));
  }

  private Future<Unfilled> ask(Member member, ChainEntry entry) {
    if (member.node().equals(self.node())) {
      return Future.succeededFuture(filledness.report());
    }
    Envelope envelope = new Envelope(Optional.of(entry.position()), 0);
    return network
        .call(member, PeerCodec.encode(envelope, new PeerRequest.Fullness()), CALL_MILLIS)
        .compose(bytes -> Invitations.expect(Unfilled.class, bytes));
  }
}
