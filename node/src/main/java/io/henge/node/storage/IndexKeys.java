package io.henge.node.storage;

import io.henge.node.blob.PartitionedKey;
import io.henge.ring.codec.Encoder;
import io.henge.ring.version.Actor;
import io.henge.ring.version.Dot;

/**
 * The keys of the index. A record's is the partition in four bytes and the key, so that a partition
 * is one range in order of its keys. A small body's has the key's length in two bytes before the
 * key, because a dot follows and one key may begin like another.
 */
final class IndexKeys {
  private IndexKeys() {}

  static byte[] record(PartitionedKey key) {
    return new Encoder().fixed32(key.partition()).raw(key.key().bytes()).toByteArray();
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
}
