package io.henge.node.storage.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Writes that happen together: all of them or none, the later after the earlier. Not thread-safe.
 */
public final class TableBatch {
  private final List<Write> writes = new ArrayList<>();

  /** One of the writes. */
  public static final class Write {
    private final Family family;
    private final byte[] key;
    private final Optional<byte[]> value;

    private Write(Family family, byte[] key, Optional<byte[]> value) {
      this.family = family;
      this.key = key;
      this.value = value;
    }

    /** Where. */
    public Family family() {
      return family;
    }

    /** Which; not a copy. */
    public byte[] key() {
      return key;
    }

    /** What stands there from now on, empty when nothing does; not a copy. */
    public Optional<byte[]> value() {
      return value;
    }
  }

  /** Puts a value under a key, in place of the one that is there. */
  public TableBatch put(Family family, byte[] key, byte[] value) {
    writes.add(new Write(family, key, Optional.of(value)));
    return this;
  }

  /** Removes a key; idempotent. */
  public TableBatch delete(Family family, byte[] key) {
    writes.add(new Write(family, key, Optional.empty()));
    return this;
  }

  /** Adds the writes of another batch after these. */
  public void addAll(TableBatch other) {
    writes.addAll(other.writes);
  }

  public boolean isEmpty() {
    return writes.isEmpty();
  }

  /** The writes in their order. */
  public List<Write> writes() {
    return Collections.unmodifiableList(writes);
  }
}
