package io.henge.node.storage;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.blob.StageId;
import io.henge.node.storage.Change.NewBody;
import io.henge.ring.BlobKey;
import io.henge.ring.Incarnation;
import io.henge.ring.NodeId;
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
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** Keys, bodies, versions and changes to test stores with. */
final class Samples {
  static final NodeId NODE = new NodeId(0x0123456789abcdefL);
  static final Incarnation INCARNATION = new Incarnation(0xfedcba9876543210L);

  private Samples() {}

  static PartitionedKey key(int partition, String text) {
    return new PartitionedKey(partition, BlobKey.of(text));
  }

  static StageId stageId(long number) {
    return new StageId(NODE, number);
  }

  static Buffer bytes(int seed, int size) {
    byte[] bytes = new byte[size];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) random.nextInt();
    }
    return Buffer.buffer(bytes);
  }

  static int crc32c(Buffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.getBytes());
    return (int) crc.getValue();
  }

  /** A version of an actor of its own epoch that replaces what the past covers. */
  static Version version(long epoch, Context past, Buffer body) {
    Content content = new Content(body.length(), crc32c(body), new TreeMap<>());
    return version(epoch, past, Optional.of(content));
  }

  static Version tombstone(long epoch, Context past) {
    return version(epoch, past, Optional.empty());
  }

  private static Version version(long epoch, Context past, Optional<Content> content) {
    Dot dot = new Dot(new Actor(NODE, INCARNATION, epoch), 1);
    return new Version(
        dot,
        past,
        Timestamp.max(past.highest(), new Timestamp(1_700_000_000_000L, 0)).next(),
        Policy.SIBLINGS,
        Optional.empty(),
        OptionalLong.empty(),
        content);
  }

  static IndexRecord record(BlobObject object) {
    return new IndexRecord(object, Optional.of(new MintMark(1, 1)), 7, 3);
  }

  static IndexRecord record(Version... versions) {
    BlobObject object = BlobObject.EMPTY;
    for (Version version : versions) {
      object = object.merge(BlobObject.written(version));
    }
    return record(object);
  }

  /** A change to that one version, with its bytes in memory. */
  static Change inline(PartitionedKey key, Version version, Buffer body) {
    return new Change(key, record(version), List.of(new NewBody.Inline(version, body)));
  }

  /** A change to that one version, with its bytes in a stage. */
  static Change staged(PartitionedKey key, Version version, StageId stage) {
    return new Change(key, record(version), List.of(new NewBody.Staged(version, stage)));
  }
}
