package io.henge.node.storage.simulation;

import io.henge.node.storage.table.TableBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is durable at a point of a journal, and what a power cut there may leave or take.
 *
 * <p>The model is that of POSIX and no better: names become durable by a sync of their directory,
 * bytes by a sync of their file. Changes of one name survive in their order. A renamed file keeps
 * at least one of its names: the old one ends only if the new one, and the directories above it,
 * survive.
 */
final class Pending {
  private final SortedMap<Path, Node> names;
  private final Map<Long, Bytes> contents;
  private final TableRows rows;
  private final List<NameChange> nameChanges = new ArrayList<>();
  private final Map<Long, List<ContentChange>> contentChanges = new LinkedHashMap<>();
  private final List<TableBatch> batches = new ArrayList<>();

  /** A name's new meaning, or its end. */
  static final class NameChange {
    private final Path name;
    private final Optional<Node> target;
    private final Set<NameChange> requires;
    private boolean failed;

    NameChange(Path name, Optional<Node> target, Set<NameChange> requires) {
      this.name = name;
      this.target = target;
      this.requires = requires;
    }

    /** What must survive if this does. */
    Set<NameChange> requires() {
      return requires;
    }

    void applyTo(Map<Path, Node> names) {
      target.ifPresentOrElse(node -> names.put(name, node), () -> names.remove(name));
    }
  }

  /** Bytes that were written, or the emptying of a file. */
  static final class ContentChange {
    private final int event;
    private final int position;
    private final Optional<Bytes> written;
    private boolean failed;

    ContentChange(int event, int position, Optional<Bytes> written) {
      this.event = event;
      this.position = position;
      this.written = written;
    }

    /** Where the bytes were written to. */
    int position() {
      return position;
    }

    /** The bytes; none when the file was emptied. */
    Optional<Bytes> written() {
      return written;
    }
  }

  /** What is so at the end of these events. */
  Pending(Image start, List<Event> events) {
    this.names = new TreeMap<>(start.names());
    this.contents = new HashMap<>(start.contents());
    this.rows = start.rows().copy();
    for (int i = 0; i < events.size(); i++) {
      add(i, events.get(i));
    }
  }

  SortedMap<Path, Node> durableNames() {
    return names;
  }

  Map<Long, Bytes> durableContents() {
    return contents;
  }

  TableRows durableRows() {
    return rows;
  }

  List<NameChange> nameChanges() {
    return nameChanges;
  }

  Map<Long, List<ContentChange>> contentChanges() {
    return contentChanges;
  }

  List<TableBatch> batches() {
    return batches;
  }

  private void add(int index, Event event) {
    if (event instanceof Event.Created created) {
      contents.put(created.node().inode(), Bytes.NONE);
      name(created.file(), Optional.of(created.node()), Set.of());
    } else if (event instanceof Event.MadeDirectory made) {
      name(made.directory(), Optional.of(made.node()), Set.of());
    } else if (event instanceof Event.Renamed renamed) {
      rename(renamed.from(), renamed.to());
    } else if (event instanceof Event.Linked linked) {
      name(linked.second(), Optional.of(current(linked.existing())), Set.of());
    } else if (event instanceof Event.Unlinked unlinked) {
      name(unlinked.file(), Optional.empty(), Set.of());
    } else if (event instanceof Event.DirectorySynced synced) {
      in(synced.directory()).forEach(this::makeDurable);
    } else if (event instanceof Event.DirectorySyncFailed failed) {
      in(failed.directory()).forEach(change -> change.failed = true);
    } else if (event instanceof Event.Restarted) {
      nameChanges.forEach(change -> change.failed = false);
    } else {
      addContent(index, event);
    }
  }

  private void addContent(int index, Event event) {
    if (event instanceof Event.Wrote wrote) {
      changesOf(wrote.inode())
          .add(new ContentChange(index, wrote.position(), Optional.of(wrote.bytes())));
    } else if (event instanceof Event.Truncated truncated) {
      changesOf(truncated.inode()).add(new ContentChange(index, 0, Optional.empty()));
    } else if (event instanceof Event.Synced synced) {
      sync(synced.inode(), synced.upTo());
    } else if (event instanceof Event.SyncFailed failed) {
      changesOf(failed.inode()).forEach(change -> change.failed = true);
    } else if (event instanceof Event.Flipped flipped) {
      contents.computeIfPresent(
          flipped.inode(), (inode, bytes) -> bytes.flipped(flipped.position(), flipped.mask()));
    } else if (event instanceof Event.TableWrote wrote) {
      batches.add(wrote.batch());
    } else if (event instanceof Event.TableWriteFailed failed) {
      batches.add(failed.batch());
    } else if (event instanceof Event.TableSynced || event instanceof Event.TableOpened) {
      batches.forEach(rows::apply);
      batches.clear();
    }
  }

  private List<ContentChange> changesOf(long inode) {
    return contentChanges.computeIfAbsent(inode, none -> new ArrayList<>());
  }

  private void sync(long inode, int upTo) {
    List<ContentChange> kept = new ArrayList<>();
    for (ContentChange change : changesOf(inode)) {
      if (change.failed || change.event >= upTo) {
        kept.add(change);
      } else {
        contents.compute(
            inode,
            (same, bytes) ->
                change.written.map(w -> with(bytes, change.position, w)).orElse(Bytes.NONE));
      }
    }
    contentChanges.put(inode, kept);
  }

  private static Bytes with(Bytes bytes, int position, Bytes written) {
    return bytes.with(position, written.array(), written.length());
  }

  /** What a name stands for, durable or not. */
  private Node current(Path name) {
    Node node = names.get(name);
    for (NameChange change : nameChanges) {
      if (change.name.equals(name)) {
        node = change.target.orElse(null);
      }
    }
    return node;
  }

  private NameChange name(Path name, Optional<Node> target, Set<NameChange> requires) {
    Set<NameChange> all = new HashSet<>(requires);
    nameChanges.stream().filter(earlier -> earlier.name.equals(name)).forEach(all::add);
    NameChange change = new NameChange(name, target, all);
    nameChanges.add(change);
    return change;
  }

  private void rename(Path from, Path to) {
    NameChange begin = name(to, Optional.of(current(from)), Set.of());
    Set<NameChange> needed = new HashSet<>(Set.of(begin));
    nameChanges.stream()
        .filter(change -> to.startsWith(change.name) && change != begin)
        .forEach(needed::add);
    name(from, Optional.empty(), needed);
  }

  private List<NameChange> in(Path directory) {
    return nameChanges.stream()
        .filter(change -> directory.equals(change.name.getParent()))
        .toList();
  }

  /** Whether it is durable now; what it requires is then, too. */
  private boolean makeDurable(NameChange change) {
    if (!nameChanges.contains(change)) {
      return true;
    }
    boolean possible = !change.failed;
    for (NameChange required : nameChanges.stream().filter(change.requires::contains).toList()) {
      possible &= makeDurable(required);
    }
    if (possible) {
      change.applyTo(names);
      nameChanges.remove(change);
    }
    return possible;
  }
}
