package io.henge.node.membership;

import io.henge.node.failure.BlobFailure;
import io.henge.node.message.PeerCodec;
import io.henge.node.message.PeerCodec.Envelope;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerReply.Introduction;
import io.henge.node.message.PeerRequest;
import io.henge.node.port.Introductions;
import io.henge.ring.Address;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.henge.ring.Seat;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * Invites directories that are to become members (rule C6): each says who it is, and keeps the
 * present entry durably, as one that it follows, before any entry names it.
 */
final class Invitations {
  private static final long CALL_MILLIS = 2_000;

  private final Introductions introductions;

  Invitations(Introductions introductions) {
    this.introductions = introductions;
  }

  /** Completes with who is at an address; fails when nobody is, or refuses to say. */
  Future<Introduction> introduce(Address address) {
    return call(address, new PeerRequest.Introduce());
  }

  /** The same of a newcomer: a failure is one of its own, a {@link BlobFailure}. */
  Future<Introduction> introduceNewcomer(Address address) {
    return introduce(address).recover(cause -> silent(address, cause));
  }

  /**
   * The member that a newcomer would be; its seat is somebody's to give. Fails when it is reached
   * at another address than it says.
   */
  static Future<Member> member(Address address, Introduction who) {
    if (!who.peer().equals(address)) {
      return failed(
          ErrorCode.CONFLICT,
          "the node at " + address + " says that its peer address is " + who.peer());
    }
    return Future.succeededFuture(who.onSeat(new Seat(0)));
  }

  /** It must have persisted the chain before an entry names it, on the directory that is meant. */
  Future<Void> letFollow(ChainEntry head, Member newcomer) {
    Address address = newcomer.peer();
    return call(address, new PeerRequest.Follow(head.toJson()))
        .recover(cause -> silent(address, cause))
        .compose(
            who ->
                who.node().equals(newcomer.node())
                        && who.incarnation().equals(newcomer.incarnation())
                    ? Future.<Void>succeededFuture()
                    : failed(
                        ErrorCode.CONFLICT,
                        "the node at " + address + " was given another directory"));
  }

  /** Tells a newcomer that an entry names it; never fails, since a newcomer that misses it asks. */
  Future<Void> welcome(ChainEntry entry, Address newcomer) {
    return call(newcomer, new PeerRequest.Founded(entry.toJson()))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  private Future<Introduction> call(Address address, PeerRequest.OfFounding request) {
    Envelope unfenced = new Envelope(Optional.empty(), 0);
    return introductions
        .call(address, PeerCodec.encode(unfenced, request), CALL_MILLIS)
        .compose(bytes -> expect(Introduction.class, bytes));
  }

  /** What it refuses it would refuse again; if it did not answer, it may later. */
  private static <T> Future<T> silent(Address newcomer, Throwable cause) {
    return cause instanceof Refusal
        ? failed(ErrorCode.CONFLICT, "the node at " + newcomer + " refuses: " + cause.getMessage())
        : failed(
            ErrorCode.UNAVAILABLE,
            "the newcomer at " + newcomer + " does not answer: " + cause.getMessage());
  }

  /** A reply of that kind; fails when it is another one, with the refusal if it is that. */
  static <T extends PeerReply> Future<T> expect(Class<T> kind, Buffer bytes) {
    PeerReply reply = PeerCodec.decodeReply(bytes);
    if (kind.isInstance(reply)) {
      return Future.succeededFuture(kind.cast(reply));
    }
    return Future.failedFuture(
        new Refusal(
            reply instanceof PeerReply.Refused refused ? refused.text() : "an unexpected answer"));
  }

  private static <T> Future<T> failed(ErrorCode code, String message) {
    return Future.failedFuture(BlobFailure.of(code, message));
  }

  /** Somebody answered, and not what was asked for. */
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refusal(String message) {
      super(message, null, false, false);
    }
  }
}
