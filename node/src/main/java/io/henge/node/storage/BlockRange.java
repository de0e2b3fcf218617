package io.henge.node.storage;

import io.henge.node.blob.ByteRange;

/**
 * Some blocks of a body, one after the other.
 *
 * @param from the first one, 0 or more
 * @param to the one behind the last one
 */
record BlockRange(int from, int to) {
  BlockRange {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("not a range of blocks: " + from + " to " + to);
    }
  }

  /** The blocks that hold a slice. */
  static BlockRange of(ByteRange slice, int blockBytes) {
    int from = Math.toIntExact(slice.offset() / blockBytes);
    int to = Math.toIntExact((slice.end() + blockBytes - 1) / blockBytes);
    return new BlockRange(from, Math.max(from, to));
  }

  /** The first ones of these, at most so many. */
  BlockRange first(int count) {
    return new BlockRange(from, (int) Math.min(to, (long) from + count));
  }

  /** The ones of these behind others, which begin with the same one. */
  BlockRange behind(BlockRange others) {
    return new BlockRange(others.to, to);
  }

  boolean isEmpty() {
    return from == to;
  }
}
