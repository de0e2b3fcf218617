package io.henge.node.message;

import io.henge.node.blob.KeyBound;
import io.henge.node.blob.KeyRange;
import io.henge.node.blob.KeyRange.Gap;
import io.henge.ring.BlobKey;
import io.henge.ring.codec.CodecException;
import io.henge.ring.codec.Decoder;
import io.henge.ring.codec.Encoder;
import io.henge.ring.version.BlobObjectCodec;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** The fields of messages about keys in their order; kinds are given out by {@link PeerCodec}. */
final class ListingCodec {
  private ListingCodec() {}

  static void write(Encoder out, PeerRequest.AskKeys ask) {
    KeyRange range = ask.range();
    out.utf8(range.prefix());
    // No delimiter is empty.
    out.utf8(range.delimiter().orElse(""));
    out.bytes(range.from().bytes()).varint(range.limit());
  }

  static PeerRequest.AskKeys readAskKeys(Decoder in) {
    String prefix = in.utf8(KeyRange.TEXT_BYTES_MAX);
    String delimiter = in.utf8(KeyRange.TEXT_BYTES_MAX);
    return new PeerRequest.AskKeys(
        new KeyRange(
            prefix,
            delimiter.isEmpty() ? Optional.empty() : Optional.of(delimiter),
            readBound(in),
            (int) in.varint(KeyRange.LIMIT_MAX)));
  }

  static void write(Encoder out, PeerReply.Keys reply) {
    out.bytes(reply.unfilled().toByteArray());
    out.varint(reply.keys().size());
    for (KeyObject one : reply.keys()) {
      out.bytes(one.key().bytes());
      BlobObjectCodec.write(one.object(), out);
    }
    out.varint(reply.gaps().size());
    for (Gap gap : reply.gaps()) {
      out.bytes(gap.from().bytes()).utf8(gap.group());
    }
    out.u8(reply.end().isPresent() ? 1 : 0);
    reply.end().ifPresent(end -> out.bytes(end.bytes()));
  }

  static PeerReply.Keys readKeys(Decoder in) {
    BitSet unfilled = PeerCodec.readPartitions(in);
    List<KeyObject> keys = new ArrayList<>();
    for (long left = in.varint(KeyRange.LIMIT_MAX); left > 0; left--) {
      BlobKey key = BlobKey.ofUtf8(in.bytes(BlobKey.LENGTH_MAX));
      keys.add(new KeyObject(key, BlobObjectCodec.read(in)));
    }
    List<Gap> gaps = new ArrayList<>();
    for (long left = in.varint(KeyRange.LIMIT_MAX); left > 0; left--) {
      gaps.add(new Gap(readBound(in), in.utf8(KeyRange.TEXT_BYTES_MAX)));
    }
    return new PeerReply.Keys(unfilled, keys, gaps, readEnd(in));
  }

  private static Optional<KeyBound> readEnd(Decoder in) {
    int present = in.u8();
    if (present > 1) {
      throw new CodecException("neither an end nor none: " + present);
    }
    return present == 0 ? Optional.empty() : Optional.of(readBound(in));
  }

  private static KeyBound readBound(Decoder in) {
    return KeyBound.of(in.bytes(KeyBound.LENGTH_MAX));
  }
}
