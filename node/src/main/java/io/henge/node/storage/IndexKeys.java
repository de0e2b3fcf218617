package io.henge.node.storage;

import io.henge.node.blob.PartitionedKey;
import io.henge.ring.BlobKey;
import io.henge.ring.Incarnation;
import io.henge.ring.NodeId;
import io.henge.ring.codec.CodecException;
import io.henge.ring.codec.Decoder;
import io.henge.ring.codec.Encoder;
import io.henge.ring.version.Actor;
import io.henge.ring.version.Dot;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The keys of the index. A record's is the partition in four bytes and the key, so that a partition
 * is one range in order of its keys. A small body's has the key's length in two bytes before the
 * key, because a dot follows and one key may begin like another. A name has the partition behind
 * the key.
 */
final class IndexKeys {
  private IndexKeys() {}

  static byte[] record(PartitionedKey key) {
    return new Encoder().fixed32(key.partition()).raw(key.key().bytes()).toByteArray();
  }

  /**
   * The name of a record's key: the key, a zero byte, which no key holds, so that the order is that
   * of the keys, and the partition in four bytes.
   *
   * @param recordRow the record's key in the index, whatever it holds
   */
  static byte[] name(byte[] recordRow) {
    int keyFrom = Math.min(Integer.BYTES, recordRow.length);
    return new Encoder()
        .raw(Arrays.copyOfRange(recordRow, keyFrom, recordRow.length))
        .u8(0)
        .raw(Arrays.copyOf(recordRow, keyFrom))
        .toByteArray();
  }

  /**
   * Whose name it is.
   *
   * @throws StorageFailure CORRUPT if it is no name
   */
  static PartitionedKey nameOf(byte[] nameRow) {
    int keyTo = Math.max(0, nameRow.length - Integer.BYTES - 1);
    int partition =
        partitionOf(
            Arrays.copyOfRange(nameRow, Math.min(keyTo + 1, nameRow.length), nameRow.length));
    return recordOf(partition, Arrays.copyOf(nameRow, keyTo));
  }

  /** Where the records of a partition begin. */
  static byte[] partition(int partition) {
    return new Encoder().fixed32(partition).toByteArray();
  }

  /** The partition of a record, or of a small body. */
  static int partitionOf(byte[] row) {
    return row.length < Integer.BYTES ? 0 : ByteBuffer.wrap(row).getInt() & Integer.MAX_VALUE;
  }

  /**
   * Whose record has that key.
   *
   * @throws StorageFailure CORRUPT if it is no record's
   */
  static PartitionedKey recordOf(byte[] row) {
    int keyFrom = Math.min(Integer.BYTES, row.length);
    return recordOf(partitionOf(row), Arrays.copyOfRange(row, keyFrom, row.length));
  }

  /**
   * Whose record it is.
   *
   * @throws StorageFailure CORRUPT if the bytes are no key
   */
  static PartitionedKey recordOf(int partition, byte[] utf8) {
    try {
      return new PartitionedKey(partition, BlobKey.ofUtf8(utf8));
    } catch (IllegalArgumentException e) {
      throw corrupt(utf8, e);
    }
  }

  private static StorageFailure corrupt(byte[] row, RuntimeException cause) {
    return new StorageFailure(
        StorageFailure.Kind.CORRUPT,
        "no key of the index: %s: %s".formatted(HexFormat.of().formatHex(row), cause.getMessage()));
  }

  static byte[] body(PartitionedKey key, Dot dot) {
    byte[] utf8 = key.key().bytes();
    Actor actor = dot.actor();
    return new Encoder()
        .fixed32(key.partition())
        .u8(utf8.length >>> 8)
        .u8(utf8.length & 0xff)
        .raw(utf8)
        .fixed(actor.node().value())
        .fixed(actor.incarnation().value())
        .varint(actor.epoch())
        .varint(dot.counter())
        .toByteArray();
  }

  /**
   * Whose body has that key.
   *
   * @throws StorageFailure CORRUPT if it is no small body's
   */
  static Damage bodyOf(byte[] row) {
    try {
      Decoder in = new Decoder(row);
      int partition = in.fixed32();
      int length = in.u8() << 8 | in.u8();
      BlobKey key = BlobKey.ofUtf8(in.raw(length));
      NodeId node = new NodeId(in.fixed());
      Actor actor = new Actor(node, new Incarnation(in.fixed()), in.varint(Actor.EPOCH_MAX));
      Dot dot = new Dot(actor, in.varint(Dot.COUNTER_MAX));
      in.expectEnd();
      return new Damage(new PartitionedKey(partition, key), dot);
    } catch (CodecException | IllegalArgumentException e) {
      throw corrupt(row, e);
    }
  }
}
