package io.henge.node.storage.simulation;

import io.henge.node.storage.table.TableBatch;
import java.nio.file.Path;

/** One thing that happened to a simulated medium; the journal has them in their order. */
public sealed interface Event {
  /** A new, empty file got a name; not durable. */
  record Created(Path file, Node node) implements Event {}

  /** A directory got a name; not durable. */
  record MadeDirectory(Path directory, Node node) implements Event {}

  /** Bytes were put into a file; not durable. */
  record Wrote(long inode, int position, Bytes bytes) implements Event {}

  /** A file was emptied; not durable. */
  record Truncated(long inode) implements Event {}

  /** What was written to a file before that place in the journal is durable. */
  record Synced(long inode, int upTo) implements Event {}

  /** What was written to a file, and was not durable yet, never will be. */
  record SyncFailed(long inode) implements Event {}

  /** A file has another name, in place of the file that had it; not durable. */
  record Renamed(Path from, Path to) implements Event {}

  /** A file has a second name; not durable. */
  record Linked(Path existing, Path second) implements Event {}

  /** A name ended; not durable. */
  record Unlinked(Path file) implements Event {}

  /** The names in a directory, and their ends, are durable. */
  record DirectorySynced(Path directory) implements Event {}

  /** The names in a directory that were not durable will not be before the next restart. */
  record DirectorySyncFailed(Path directory) implements Event {}

  /** A batch is in the table's log, and readers of the table see it; not durable. */
  record TableWrote(TableBatch batch) implements Event {}

  /** A batch is in the table's log, but who reads the table does not see it before it is opened. */
  record TableWriteFailed(TableBatch batch) implements Event {}

  /** All that is in the table's log is durable. */
  record TableSynced() implements Event {}

  /** The table was opened: all that is in its log is seen, and durable. */
  record TableOpened() implements Event {}

  /** The table's log was found damaged, and synced writes are gone: known until it is noted. */
  record LostWrites() implements Event {}

  /** What the loss means is noted elsewhere, durably. */
  record LossNoted() implements Event {}

  /**
   * The process was killed, and another one began. What the file system's own journal was to hold,
   * which is names and not bytes, it can make durable again.
   */
  record Restarted() implements Event {}

  /** A bit of a file changed by itself, on the disk and in memory. */
  record Flipped(long inode, int position, int mask) implements Event {}

  /** Nothing happened to the medium; somebody learnt something, such as that a write is durable. */
  record Marked(String what) implements Event {}
}
