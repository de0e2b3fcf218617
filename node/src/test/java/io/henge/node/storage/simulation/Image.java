package io.henge.node.storage.simulation;

import io.henge.node.storage.table.Family;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** All that a medium holds durably, and nothing else: what a power cut leaves. Immutable. */
public final class Image {
  private final SortedMap<Path, Node> names;
  private final Map<Long, Bytes> contents;
  private final TableRows rows;

  Image(SortedMap<Path, Node> names, Map<Long, Bytes> contents, TableRows rows) {
    this.names = names;
    this.contents = contents;
    this.rows = rows;
  }

  /** A medium with these directories, each after the one it is in, and an empty table. */
  public static Image of(List<Path> directories) {
    SortedMap<Path, Node> names = new TreeMap<>();
    for (Path directory : directories) {
      names.put(directory, new Node(names.size() + 1, true));
    }
    return new Image(names, new HashMap<>(), new TableRows());
  }

  SortedMap<Path, Node> names() {
    return names;
  }

  Map<Long, Bytes> contents() {
    return contents;
  }

  TableRows rows() {
    return rows;
  }

  /** This one with a changed bit in a row. */
  public Image withFlippedRow(Family family, byte[] key, int position, int mask) {
    TableRows changed = rows.copy();
    changed.flip(family, key, position, mask);
    return new Image(names, contents, changed);
  }

  /** This one with a changed bit in a file. */
  public Image withFlippedFile(Path file, int position, int mask) {
    Map<Long, Bytes> changed = new HashMap<>(contents);
    changed.computeIfPresent(
        names.get(file).inode(), (inode, bytes) -> bytes.flipped(position, mask));
    return new Image(names, changed, rows);
  }

  /** The files, and how long they are. */
  public SortedMap<Path, Integer> files() {
    SortedMap<Path, Integer> files = new TreeMap<>();
    names.forEach(
        (name, node) -> {
          if (!node.isDirectory()) {
            files.put(name, contents.get(node.inode()).length());
          }
        });
    return files;
  }

  /** The rows of a family: keys, and how long their values are, in order. */
  public List<Map.Entry<byte[], Integer>> rows(Family family) {
    return rows.of(family).entrySet().stream()
        .map(row -> Map.entry(row.getKey(), row.getValue().length))
        .toList();
  }

  /** The same for images that no reader can tell apart. */
  public long digest() {
    long sum = rows.digest();
    for (Map.Entry<Path, Node> name : names.entrySet()) {
      Node node = name.getValue();
      sum = sum * 0x9e3779b97f4a7c15L + name.getKey().toString().hashCode();
      sum = sum * 31 + node.inode();
      sum = sum * 31 + (node.isDirectory() ? 1 : contents.get(node.inode()).hashCode());
    }
    return sum;
  }
}
