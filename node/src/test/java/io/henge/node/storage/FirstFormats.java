package io.henge.node.storage;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.membership.ChainFiles;
import io.henge.node.membership.Identity;
import io.henge.node.replica.Epochs;
import io.henge.ring.Address;
import io.henge.ring.ChainEntry;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What is in the data directory that is kept among the tests' resources. It was written by the
 * first version, and all later ones must find exactly this in it.
 */
final class FirstFormats {
  static final PartitionedKey FILE_KEY = Samples.key(7, "photos/large");
  static final PartitionedKey INLINE_KEY = Samples.key(7, "notes/small");
  static final PartitionedKey DELETED_KEY = Samples.key(900, "deleted");
  static final PartitionedKey SIBLINGS_KEY = Samples.key(900, "sibl\u00efngs");

  static final Buffer FILE_BODY = pattern(150_000);
  static final Buffer INLINE_BODY = Buffer.buffer("a small body\n");
  static final Buffer EMPTY_BODY = Buffer.buffer();

  static final Version FILE_VERSION =
      version(3, 17, Context.EMPTY, Optional.of("request-1"), Optional.of(FILE_BODY));
  static final Version INLINE_VERSION =
      version(3, 1, Context.EMPTY, Optional.empty(), Optional.of(INLINE_BODY));
  static final Version TOMBSTONE =
      version(300, 2, INLINE_VERSION.context(), Optional.empty(), Optional.empty());
  static final Version SIBLING =
      version(5, 1, Context.EMPTY, Optional.empty(), Optional.of(EMPTY_BODY));

  static final Identity IDENTITY = new Identity(Samples.NODE, Samples.INCARNATION);
  static final ChainEntry ENTRY =
      ChainEntry.founding(List.of(member(0), member(1), member(2)), 8, 3);
  static final Epochs.Stored EPOCHS = new Epochs.Stored(3, 1, true);

  /** Keys, and what is known of each. */
  static final Map<PartitionedKey, IndexRecord> RECORDS =
      Map.of(
          FILE_KEY, new IndexRecord(object(FILE_VERSION), Optional.of(new MintMark(3, 17)), 1, 0),
          INLINE_KEY, new IndexRecord(object(INLINE_VERSION), Optional.empty(), 12, 0),
          DELETED_KEY, new IndexRecord(object(TOMBSTONE), Optional.of(new MintMark(300, 2)), 1, 0),
          SIBLINGS_KEY,
              new IndexRecord(
                  object(INLINE_VERSION, SIBLING), Optional.of(new MintMark(5, 1)), 1, 0));

  private FirstFormats() {}

  private static Buffer pattern(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i % 251);
    }
    return Buffer.buffer(bytes);
  }

  private static BlobObject object(Version... versions) {
    BlobObject object = BlobObject.EMPTY;
    for (Version version : versions) {
      object = object.merge(BlobObject.written(version));
    }
    return object;
  }

  private static Version version(
      long epoch, long counter, Context past, Optional<String> requestId, Optional<Buffer> body) {
    TreeMap<String, String> attributes = new TreeMap<>();
    attributes.put("content-type", "image/png");
    attributes.put("henge-meta-title", "Gr\u00f6\u00dfe");
    return new Version(
        new Dot(new Actor(Samples.NODE, Samples.INCARNATION, epoch), counter),
        past,
        new Timestamp(1_700_000_000_000L + epoch, (int) counter),
        Policy.SIBLINGS,
        requestId,
        OptionalLong.empty(),
        body.map(bytes -> new Content(bytes.length(), Samples.crc32c(bytes), attributes)));
  }

  private static Member member(int seat) {
    return new Member(
        new Seat(seat),
        new NodeId(0xabcdef0000000000L + seat),
        new Incarnation(0x1234567800000000L + seat),
        new Address("127.0.0.1", 7501 + seat),
        new Address("127.0.0.1", 7401 + seat),
        seat,
        100);
  }

  /** The small files by name, without their last lines. */
  static Map<String, Buffer> smallFiles() {
    String identity = "henge-node 1\n" + IDENTITY.node() + "\n" + IDENTITY.incarnation() + "\n";
    return Map.of(
        ChainFiles.IDENTITY, Buffer.buffer(identity),
        ChainFiles.PROMISE, Buffer.buffer(ENTRY.toJson()),
        ChainFiles.CHAIN, Buffer.buffer(ENTRY.toJson()));
  }
}
