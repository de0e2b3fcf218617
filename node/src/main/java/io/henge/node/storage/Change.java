package io.henge.node.storage;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.blob.StageId;
import io.henge.ring.version.Version;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * One durable step of a key: the record as it shall be, and the bodies that come with it. Bodies of
 * versions that the record no longer has are given back after the step; a record without any
 * version or mint mark is given back itself.
 *
 * @param key whose record changes
 * @param record the record from now on
 * @param bodies the bodies of versions that are new in it
 * @param use what the bodies are, for the room they need
 */
public record Change(PartitionedKey key, IndexRecord record, List<NewBody> bodies, SpaceUse use) {
  public Change {
    bodies = List.copyOf(bodies);
  }

  /** A change whose bodies, if it has any, are new. */
  public Change(PartitionedKey key, IndexRecord record, List<NewBody> bodies) {
    this(key, record, bodies, bodies.isEmpty() ? SpaceUse.RECORD : SpaceUse.NEW_BODY);
  }

  /** The bytes of a version that the store does not hold yet. */
  public sealed interface NewBody {
    /** The version they belong to; its content names length and checksum. */
    Version version();

    /** Bytes in memory; they live in the index. */
    record Inline(Version version, Buffer bytes) implements NewBody {}

    /** Bytes in a complete stage, which this change consumes. */
    record Staged(Version version, StageId stage) implements NewBody {}
  }
}
