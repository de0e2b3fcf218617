package io.henge.node.coordinator;

import io.henge.node.message.PeerReply;
import io.henge.ring.Address;
import io.henge.ring.Incarnation;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.Seat;
import io.henge.ring.version.Actor;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Content;
import io.henge.ring.version.Context;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Policy;
import io.henge.ring.version.Timestamp;
import io.henge.ring.version.Version;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Members and versions for tests of the coordinator's parts. */
final class Samples {
  private Samples() {}

  static Member member(int seat) {
    return new Member(
        new Seat(seat),
        new NodeId(100 + seat),
        new Incarnation(1),
        new Address("10.0.0." + (seat + 1), 7500),
        new Address("10.0.0." + (seat + 1), 7400),
        seat,
        1);
  }

  static Actor actor(int seat) {
    return new Actor(new NodeId(100 + seat), new Incarnation(1), 1);
  }

  static Version version(int seat, long counter, Context past, Optional<String> requestId) {
    return new Version(
        new Dot(actor(seat), counter),
        past,
        new Timestamp(past.highest().millis() + 1_000, 0),
        Policy.SIBLINGS,
        requestId,
        OptionalLong.empty(),
        Optional.of(new Content(4, 7, new TreeMap<>())));
  }

  static Version version(int seat, long counter, Content content) {
    return new Version(
        new Dot(actor(seat), counter),
        Context.EMPTY,
        new Timestamp(1_000, 0),
        Policy.SIBLINGS,
        Optional.empty(),
        OptionalLong.empty(),
        Optional.of(content));
  }

  static Version version(int seat, long counter) {
    return version(seat, counter, Context.EMPTY, Optional.empty());
  }

  static PeerReply.Head head(boolean filled, BlobObject object) {
    return new PeerReply.Head(filled, object, Optional.empty());
  }

  static PeerReply.Head head(BlobObject object, String body) {
    return new PeerReply.Head(true, object, Optional.of(Buffer.buffer(body)));
  }
}
