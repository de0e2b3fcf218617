package io.henge.node.storage.simulation;

import io.henge.node.storage.table.TableBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A medium as a running process sees it, whether durable or not: its image at the start and all
 * events since. Whoever uses it holds its monitor.
 */
final class LiveState {
  private static final long FIRST_MODIFIED_MILLIS = 1_700_000_000_000L;

  private final Image start;
  private final List<Event> journal = new ArrayList<>();
  private final SortedMap<Path, Node> names;
  private final Map<Long, LiveFile> files = new HashMap<>();
  private final TableRows rows;
  private final List<TableBatch> unseen = new ArrayList<>();
  private long lastInode;
  private boolean lostWrites;

  LiveState(Image start) {
    this.start = start;
    this.names = new TreeMap<>(start.names());
    start.contents().forEach((inode, bytes) -> files.put(inode, new LiveFile(bytes)));
    this.rows = start.rows().copy();
    this.lastInode = names.values().stream().mapToLong(Node::inode).max().orElse(0);
  }

  Image start() {
    return start;
  }

  List<Event> journal() {
    return journal;
  }

  SortedMap<Path, Node> names() {
    return names;
  }

  boolean lostWrites() {
    return lostWrites;
  }

  LiveFile file(long inode) {
    return files.get(inode);
  }

  TableRows rows() {
    return rows;
  }

  Node newNode(boolean isDirectory) {
    return new Node(++lastInode, isDirectory);
  }

  /** Makes an event happen, and notes it. */
  void record(Event event) {
    journal.add(event);
    if (event instanceof Event.Created created) {
      names.put(created.file(), created.node());
      files.put(created.node().inode(), new LiveFile(Bytes.NONE));
      lastInode = Math.max(lastInode, created.node().inode());
      touch(created.node().inode());
    } else if (event instanceof Event.MadeDirectory made) {
      names.put(made.directory(), made.node());
      lastInode = Math.max(lastInode, made.node().inode());
    } else if (event instanceof Event.Wrote wrote) {
      files.get(wrote.inode()).write(wrote.position(), wrote.bytes().array());
      touch(wrote.inode());
    } else if (event instanceof Event.Truncated truncated) {
      files.get(truncated.inode()).truncate();
      touch(truncated.inode());
    } else if (event instanceof Event.Renamed renamed) {
      names.put(renamed.to(), names.remove(renamed.from()));
    } else if (event instanceof Event.Linked linked) {
      names.put(linked.second(), names.get(linked.existing()));
    } else if (event instanceof Event.Unlinked unlinked) {
      names.remove(unlinked.file());
    } else if (event instanceof Event.TableWrote wrote) {
      rows.apply(wrote.batch());
    } else if (event instanceof Event.TableWriteFailed failed) {
      unseen.add(failed.batch());
    } else if (event instanceof Event.TableOpened) {
      unseen.forEach(rows::apply);
      unseen.clear();
    } else if (event instanceof Event.LostWrites || event instanceof Event.LossNoted) {
      lostWrites = event instanceof Event.LostWrites;
    } else if (event instanceof Event.Flipped flipped) {
      files.get(flipped.inode()).flip(flipped.position(), flipped.mask());
    }
  }

  private void touch(long inode) {
    files.get(inode).modifiedMillis = FIRST_MODIFIED_MILLIS + journal.size();
  }

  /** The bytes of a file while it is in use. */
  static final class LiveFile {
    private byte[] bytes;
    private int length;
    private boolean shared = true;
    private long modifiedMillis = FIRST_MODIFIED_MILLIS;

    LiveFile(Bytes bytes) {
      this.bytes = bytes.array();
      this.length = bytes.length();
    }

    byte[] bytes() {
      return bytes;
    }

    int length() {
      return length;
    }

    long modifiedMillis() {
      return modifiedMillis;
    }

    void write(int position, byte[] written) {
      int end = position + written.length;
      if (shared || end > bytes.length) {
        bytes = Arrays.copyOf(bytes, end > bytes.length ? end + end / 2 : bytes.length);
        shared = false;
      }
      System.arraycopy(written, 0, bytes, position, written.length);
      length = Math.max(length, end);
    }

    void truncate() {
      bytes = new byte[0];
      length = 0;
    }

    void flip(int position, int mask) {
      write(position, new byte[] {(byte) (bytes[position] ^ mask)});
    }
  }
}
