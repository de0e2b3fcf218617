package io.henge.node.message;

import io.henge.ring.codec.CodecException;
import io.henge.ring.codec.Decoder;
import io.henge.ring.codec.Encoder;
import java.util.ArrayList;
import java.util.List;

/** The fields of messages about hints; kinds are given out by {@link PeerCodec}. */
final class HandoffCodec {
  private HandoffCodec() {}

  static void write(Encoder out, PeerRequest.AskHeld ask) {
    PartitionCodec.writeDigests(out.varint(ask.partition()), ask.digests());
  }

  static PeerRequest.AskHeld readAskHeld(Decoder in) {
    return new PeerRequest.AskHeld(
        PartitionCodec.readPartition(in), PartitionCodec.readKeyDigests(in));
  }

  static void write(Encoder out, PeerReply.Held held) {
    out.varint(held.held().size());
    held.held().forEach(one -> out.u8(one ? 1 : 0));
  }

  static PeerReply.Held readHeld(Decoder in) {
    List<Boolean> held = new ArrayList<>();
    for (long left = in.varint(PeerRequest.DIGESTS_MAX); left > 0; left--) {
      int value = in.u8();
      if (value > 1) {
        throw new CodecException("neither held nor not: " + value);
      }
      held.add(value == 1);
    }
    return new PeerReply.Held(held);
  }
}
