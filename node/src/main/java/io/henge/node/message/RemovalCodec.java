package io.henge.node.message;

import io.henge.ring.codec.Decoder;
import io.henge.ring.codec.Encoder;
import io.henge.ring.version.Timestamp;
import java.util.ArrayList;
import java.util.List;

/** The fields of messages about removals. */
final class RemovalCodec {
  static final int ASK = 40;
  static final int CONFIRM = 41;
  static final int REMOVE = 42;

  private RemovalCodec() {}

  static void write(Encoder out, PeerRequest.OfRemoval request) {
    if (request instanceof PeerRequest.AskRemoval ask) {
      out.u8(ASK).varint(ask.partition());
      PartitionCodec.writeDigests(out, ask.batch());
    } else if (request instanceof PeerRequest.ConfirmRemoval confirm) {
      out.u8(CONFIRM).varint(confirm.partition()).varint(confirm.number());
      PartitionCodec.writeTimestamp(out, confirm.removed());
      PartitionCodec.writeDigests(out, confirm.batch());
    } else if (request instanceof PeerRequest.Remove remove) {
      out.u8(REMOVE).varint(remove.partition()).varint(remove.number());
      PartitionCodec.writeDigests(out, remove.decided());
    }
  }

  static PeerRequest.OfRemoval read(int kind, Decoder in) {
    int partition = PartitionCodec.readPartition(in);
    if (kind == ASK) {
      return new PeerRequest.AskRemoval(partition, PartitionCodec.readKeyDigests(in));
    }
    long number = in.varint();
    if (kind == CONFIRM) {
      Timestamp removed = PartitionCodec.readTimestamp(in);
      return new PeerRequest.ConfirmRemoval(
          partition, number, removed, PartitionCodec.readKeyDigests(in));
    }
    return new PeerRequest.Remove(partition, number, PartitionCodec.readKeyDigests(in));
  }

  static void write(Encoder out, PeerReply.RemovalStanding standing) {
    out.varint(standing.number()).u8(standing.isWilling() ? 1 : 0);
    writePlaces(out, standing.places());
  }

  static PeerReply.RemovalStanding readStanding(Decoder in) {
    return new PeerReply.RemovalStanding(in.varint(), PeerCodec.flag(in), readPlaces(in));
  }

  static void write(Encoder out, PeerReply.RemovalConfirmed confirmed) {
    writePlaces(out, confirmed.places());
  }

  static PeerReply.RemovalConfirmed readConfirmed(Decoder in) {
    return new PeerReply.RemovalConfirmed(readPlaces(in));
  }

  private static void writePlaces(Encoder out, List<Integer> places) {
    out.varint(places.size());
    places.forEach(out::varint);
  }

  private static List<Integer> readPlaces(Decoder in) {
    List<Integer> places = new ArrayList<>();
    for (long left = in.varint(PeerRequest.REMOVAL_MAX); left > 0; left--) {
      places.add((int) in.varint(PeerRequest.REMOVAL_MAX - 1L));
    }
    return places;
  }
}
