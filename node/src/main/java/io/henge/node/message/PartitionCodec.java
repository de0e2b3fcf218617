package io.henge.node.message;

import io.henge.ring.BlobKey;
import io.henge.ring.codec.CodecException;
import io.henge.ring.codec.Decoder;
import io.henge.ring.codec.Encoder;
import io.henge.ring.version.ObjectDigest;
import io.henge.ring.version.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The fields of messages about whole partitions; kinds are given out by {@link PeerCodec}. */
final class PartitionCodec {
  private PartitionCodec() {}

  static void write(Encoder out, PeerReply.Digests digests) {
    writeDigests(out, digests.digests());
    writeKey(out, digests.last());
  }

  static PeerReply.Digests readDigests(Decoder in) {
    return new PeerReply.Digests(readKeyDigests(in), readKey(in));
  }

  static int readPartition(Decoder in) {
    return (int) in.varint(PeerCodec.PARTITION_MAX);
  }

  static void writeTimestamp(Encoder out, Timestamp timestamp) {
    out.varint(timestamp.millis()).varint(timestamp.logical());
  }

  static Timestamp readTimestamp(Decoder in) {
    return new Timestamp(in.varint(Timestamp.MILLIS_MAX), (int) in.varint(Integer.MAX_VALUE));
  }

  static void writeDigests(Encoder out, List<KeyDigest> digests) {
    out.varint(digests.size());
    for (KeyDigest one : digests) {
      out.bytes(one.key().bytes()).fixed(one.digest().high()).fixed(one.digest().low());
    }
  }

  static List<KeyDigest> readKeyDigests(Decoder in) {
    List<KeyDigest> digests = new ArrayList<>();
    for (long left = in.varint(PeerRequest.DIGESTS_MAX); left > 0; left--) {
      BlobKey key = BlobKey.ofUtf8(in.bytes(BlobKey.LENGTH_MAX));
      digests.add(new KeyDigest(key, new ObjectDigest(in.fixed(), in.fixed())));
    }
    return digests;
  }

  static void writeKey(Encoder out, Optional<BlobKey> key) {
    out.u8(key.isPresent() ? 1 : 0);
    key.ifPresent(present -> out.bytes(present.bytes()));
  }

  static Optional<BlobKey> readKey(Decoder in) {
    int present = in.u8();
    if (present > 1) {
      throw new CodecException("neither a key nor none: " + present);
    }
    return present == 0
        ? Optional.empty()
        : Optional.of(BlobKey.ofUtf8(in.bytes(BlobKey.LENGTH_MAX)));
  }
}
