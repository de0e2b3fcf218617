package io.henge.node.storage.simulation;

import io.henge.node.storage.simulation.Pending.ContentChange;
import io.henge.node.storage.simulation.Pending.NameChange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The images that a power cut may leave at a point of a journal. Each change of a name that is not
 * durable happened or not, within what {@link Pending} says of their order; each write that is not
 * durable is not there, there, torn, zeros or garbage; of the table's batches there are the first
 * few. If these are at most {@code exhaustiveMax} combinations, all are tried. Otherwise some are
 * drawn at random, beside the corners: nothing, all, and all names but one or one alone.
 *
 * @param exhaustiveMax up to so many combinations all are tried
 * @param samples how many are drawn otherwise, beside the corners
 */
public record Survivors(int exhaustiveMax, int samples) {
  private static final int ABSENT = 0;
  private static final int WHOLE = 1;
  private static final int TORN = 2;
  private static final int ZEROS = 3;
  private static final int GARBAGE = 4;
  private static final int VARIANTS = 5;

  /** Of so many changes of names at most each one alone is a corner. */
  private static final int SINGLE_MAX = 12;

  /** The images after these events, without those that a reader cannot tell apart. */
  public Collection<Image> of(Image start, List<Event> events, SplittableRandom random) {
    return new Drawing(new Pending(start, events), random).images();
  }

  /** One choice for everything that is not durable. */
  private final class Drawing {
    private final Pending pending;
    private final SplittableRandom random;
    private final List<NameChange> names;
    private final List<Map.Entry<Long, ContentChange>> writes = new ArrayList<>();
    private final Map<Long, Image> images = new LinkedHashMap<>();

    Drawing(Pending pending, SplittableRandom random) {
      this.pending = pending;
      this.random = random;
      this.names = pending.nameChanges();
      pending
          .contentChanges()
          .forEach((inode, changes) -> changes.forEach(c -> writes.add(Map.entry(inode, c))));
    }

    Collection<Image> images() {
      double combinations =
          Math.pow(2, names.size())
              * Math.pow(VARIANTS, writes.size())
              * (pending.batches().size() + 1);
      if (combinations <= exhaustiveMax) {
        for (int number = 0; number < combinations; number++) {
          addNumbered(number);
        }
      } else {
        addCorners();
        for (int i = 0; i < samples; i++) {
          addDrawn();
        }
      }
      return images.values();
    }

    private void addNumbered(int number) {
      int rest = number;
      Set<NameChange> kept = new HashSet<>();
      for (NameChange change : names) {
        if (rest % 2 == 1) {
          kept.add(change);
        }
        rest /= 2;
      }
      int[] variants = new int[writes.size()];
      for (int i = 0; i < variants.length; i++) {
        variants[i] = rest % VARIANTS;
        rest /= VARIANTS;
      }
      if (kept.stream().allMatch(change -> hasRequired(change, kept))) {
        add(kept, variants, rest);
      }
    }

    private boolean hasRequired(NameChange change, Set<NameChange> kept) {
      return names.stream().filter(change.requires()::contains).allMatch(kept::contains);
    }

    private void addCorners() {
      int batches = pending.batches().size();
      int[] none = new int[writes.size()];
      int[] all = writes.stream().mapToInt(write -> WHOLE).toArray();
      List<NameChange> single = new ArrayList<>(names);
      while (single.size() > SINGLE_MAX) {
        single.remove(random.nextInt(single.size()));
      }
      for (int rows : new int[] {0, batches}) {
        add(Set.of(), none, rows);
        add(Set.copyOf(names), none, rows);
        add(Set.copyOf(names), all, rows);
        for (NameChange change : single) {
          Set<NameChange> but = new HashSet<>(names);
          but.remove(change);
          add(closed(but), all, rows);
          add(closed(Set.of(change)), all, rows);
        }
      }
    }

    private void addDrawn() {
      double keep = random.nextDouble();
      Set<NameChange> kept = new HashSet<>();
      names.stream().filter(change -> random.nextDouble() < keep).forEach(kept::add);
      int[] variants = writes.stream().mapToInt(write -> random.nextInt(VARIANTS)).toArray();
      add(closed(kept), variants, random.nextInt(pending.batches().size() + 1));
    }

    /** Without what lacks something that it requires. */
    private Set<NameChange> closed(Set<NameChange> wanted) {
      Set<NameChange> kept = new HashSet<>();
      for (NameChange change : names) {
        if (wanted.contains(change) && hasRequired(change, kept)) {
          kept.add(change);
        }
      }
      return kept;
    }

    private void add(Set<NameChange> kept, int[] variants, int batches) {
      SortedMap<Path, Node> found = new TreeMap<>(pending.durableNames());
      names.stream().filter(kept::contains).forEach(change -> change.applyTo(found));
      // A directory sorts before what is in it.
      SortedMap<Path, Node> reachable = new TreeMap<>();
      found.forEach(
          (name, node) -> {
            if (reachable.isEmpty() || reachable.containsKey(name.getParent())) {
              reachable.put(name, node);
            }
          });
      TableRows rows = pending.durableRows().copy();
      pending.batches().subList(0, batches).forEach(rows::apply);
      Image image = new Image(reachable, contents(reachable, variants), rows);
      images.putIfAbsent(image.digest(), image);
    }

    private Map<Long, Bytes> contents(SortedMap<Path, Node> reachable, int[] variants) {
      Map<Long, Bytes> contents = new HashMap<>();
      for (Node node : reachable.values()) {
        if (!node.isDirectory()) {
          contents.put(node.inode(), pending.durableContents().get(node.inode()));
        }
      }
      for (int i = 0; i < variants.length; i++) {
        int variant = variants[i];
        ContentChange change = writes.get(i).getValue();
        contents.computeIfPresent(
            writes.get(i).getKey(), (inode, bytes) -> changed(bytes, change, variant));
      }
      return contents;
    }

    private Bytes changed(Bytes bytes, ContentChange change, int variant) {
      if (variant == ABSENT) {
        return bytes;
      }
      if (change.written().isEmpty()) {
        return Bytes.NONE;
      }
      byte[] written = change.written().get().array();
      byte[] survived = written;
      if (variant == TORN) {
        survived = Arrays.copyOf(written, random.nextInt(written.length));
      } else if (variant == ZEROS) {
        survived = new byte[written.length];
      } else if (variant == GARBAGE) {
        survived = new byte[written.length];
        random.nextBytes(survived);
      }
      return bytes.with(change.position(), survived, survived.length);
    }
  }
}
