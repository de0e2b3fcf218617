package io.henge.node.message;

import io.henge.ring.codec.Decoder;
import io.henge.ring.codec.Encoder;
import io.henge.ring.version.Timestamp;
import java.util.ArrayList;
import java.util.List;

/** The fields of messages about hash trees; kinds are given out by {@link PeerCodec}. */
final class TreeCodec {
  private TreeCodec() {}

  static void write(Encoder out, PeerRequest.AskHashes ask) {
    out.varint(ask.partition());
    writeNumbers(out, ask.branches());
  }

  static PeerRequest.AskHashes readAskHashes(Decoder in) {
    return new PeerRequest.AskHashes(
        PartitionCodec.readPartition(in), readNumbers(in, PeerRequest.BRANCHES_MAX));
  }

  static void write(Encoder out, PeerRequest.AskLeaves ask) {
    out.varint(ask.partition());
    writeNumbers(out, ask.leaves());
    PartitionCodec.writeKey(out, ask.after());
  }

  static PeerRequest.AskLeaves readAskLeaves(Decoder in) {
    return new PeerRequest.AskLeaves(
        PartitionCodec.readPartition(in),
        readNumbers(in, PeerRequest.LEAVES_MAX),
        PartitionCodec.readKey(in));
  }

  static void write(Encoder out, PeerRequest.Level level) {
    out.varint(level.partition()).varint(level.removalNumber());
  }

  static PeerRequest.Level readLevel(Decoder in) {
    return new PeerRequest.Level(PartitionCodec.readPartition(in), in.varint());
  }

  static void write(Encoder out, PeerReply.Hashes hashes) {
    out.varint(hashes.removalNumber());
    PartitionCodec.writeTimestamp(out, hashes.removed());
    out.varint(hashes.hashes().size());
    hashes.hashes().forEach(out::fixed);
  }

  static PeerReply.Hashes readHashes(Decoder in) {
    long removalNumber = in.varint();
    Timestamp removed = PartitionCodec.readTimestamp(in);
    List<Long> hashes = new ArrayList<>();
    for (long left = in.varint(PeerRequest.LEAVES_MAX); left > 0; left--) {
      hashes.add(in.fixed());
    }
    return new PeerReply.Hashes(removalNumber, removed, hashes);
  }

  private static void writeNumbers(Encoder out, List<Integer> numbers) {
    out.varint(numbers.size());
    numbers.forEach(out::varint);
  }

  private static List<Integer> readNumbers(Decoder in, int bound) {
    List<Integer> numbers = new ArrayList<>();
    for (long left = in.varint(bound); left > 0; left--) {
      numbers.add((int) in.varint(bound - 1L));
    }
    return numbers;
  }
}
