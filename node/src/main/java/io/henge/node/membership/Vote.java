package io.henge.node.membership;

import io.henge.node.message.Ballot;
import io.henge.node.message.PeerReply.Accepted;
import io.henge.node.port.Network;
import io.henge.ring.NodeId;
import io.henge.ring.codec.CodecException;
import io.henge.ring.codec.Decoder;
import io.henge.ring.codec.Encoder;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * What a voter must never forget about the entry of one number (rule C1).
 *
 * @param number of the entry that is voted on
 * @param promised the highest ballot it has promised itself to; it takes part in none below
 * @param accepted the entry it has accepted last, and in which ballot
 */
record Vote(long number, Ballot promised, Optional<Accepted> accepted) {
  private static final int FORMAT = 1;

  /** Before anybody has asked. */
  static Vote none(long number) {
    return new Vote(number, Ballot.NONE, Optional.empty());
  }

  Buffer encode() {
    Encoder out = new Encoder();
    out.u8(FORMAT).varint(number);
    write(out, promised);
    out.u8(accepted.isPresent() ? 1 : 0);
    accepted.ifPresent(
        last -> {
          write(out, last.ballot());
          out.utf8(last.entryJson());
        });
    return Buffer.buffer(out.toByteArray());
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalStateException when it is of another format, or nothing of the kind
   */
  static Vote decode(Buffer bytes) {
    Decoder in = new Decoder(bytes.getBytes());
    try {
      int format = in.u8();
      if (format != FORMAT) {
        throw new IllegalStateException(
            "the file '" + ChainFiles.VOTE + "' has format " + format + ", this program knows 1");
      }
      Vote vote = new Vote(in.varint(), ballot(in), accepted(in));
      in.expectEnd();
      return vote;
    } catch (CodecException | IllegalArgumentException malformed) {
      throw new IllegalStateException(
          "the file '" + ChainFiles.VOTE + "' cannot be read: " + malformed.getMessage(),
          malformed);
    }
  }

  private static void write(Encoder out, Ballot ballot) {
    out.varint(ballot.round()).fixed(ballot.node().value());
  }

  private static Ballot ballot(Decoder in) {
    return new Ballot(in.varint(), new NodeId(in.fixed()));
  }

  private static Optional<Accepted> accepted(Decoder in) {
    return in.u8() == 0
        ? Optional.empty()
        : Optional.of(new Accepted(ballot(in), in.utf8(Network.MESSAGE_BYTES_MAX)));
  }
}
