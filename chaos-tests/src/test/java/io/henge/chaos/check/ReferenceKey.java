package io.henge.chaos.check;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One key of a store that keeps the contract: what each of its owners and stand-ins holds, in the
 * plainest form. A holder keeps all versions that it ever heard of; what is live follows from their
 * pasts.
 */
final class ReferenceKey {
  static final int OWNERS = 3;
  static final int HOLDERS = 5;

  /**
   * One version.
   *
   * @param write the name of the write that it came of
   * @param past all versions that it replaced
   */
  record Version(int id, String write, boolean isTombstone, BitSet past) {
    /** What somebody has seen who has seen it. */
    BitSet context() {
      BitSet context = (BitSet) past.clone();
      context.set(id);
      return context;
    }
  }

  private final String name;
  private final List<Map<Integer, Version>> holders = new ArrayList<>();
  private final Map<Integer, Version> all = new HashMap<>();

  ReferenceKey(String name) {
    this.name = name;
    for (int holder = 0; holder < HOLDERS; holder++) {
      holders.add(new LinkedHashMap<>());
    }
  }

  String name() {
    return name;
  }

  Version mint(String write, boolean isTombstone, BitSet past) {
    Version version = new Version(all.size(), write, isTombstone, past);
    all.put(version.id(), version);
    return version;
  }

  void deliver(int holder, Version version) {
    holders.get(holder).put(version.id(), version);
  }

  Collection<Version> heldBy(int holder) {
    return new ArrayList<>(holders.get(holder).values());
  }

  void merge(int holder, Collection<Version> versions) {
    versions.forEach(version -> deliver(holder, version));
  }

  /** All holders exchange what they have. */
  void heal() {
    for (int from = 0; from < HOLDERS; from++) {
      for (int to = 0; to < HOLDERS; to++) {
        merge(to, heldBy(from));
      }
    }
  }

  void dropTombstones() {
    holders.forEach(versions -> versions.values().removeIf(Version::isTombstone));
  }

  static BitSet seen(Collection<Version> versions) {
    BitSet seen = new BitSet();
    versions.forEach(version -> seen.or(version.context()));
    return seen;
  }

  /** Those that none of the others has replaced. */
  static List<Version> live(Collection<Version> known) {
    Set<Version> distinct = new LinkedHashSet<>(known);
    BitSet replaced = new BitSet();
    distinct.forEach(version -> replaced.or(version.past()));
    return distinct.stream().filter(version -> !replaced.get(version.id())).toList();
  }

  /** Those that a reader is shown, of twins one. */
  List<Version> visible(Collection<Version> known) {
    List<Version> live = live(known);
    Map<String, Version> byWrite = new LinkedHashMap<>();
    live.stream()
        .filter(version -> !version.isTombstone())
        .filter(version -> live.stream().noneMatch(other -> isHiddenBy(version, other, live)))
        .forEach(version -> byWrite.put(version.write(), version));
    return List.copyOf(byWrite.values());
  }

  /** A late twin (decision 0004): of two that hide each other the later one is seen. */
  private boolean isHiddenBy(Version twin, Version other, List<Version> live) {
    return hides(other, twin, live) && !(hides(twin, other, live) && twin.id() > other.id());
  }

  private boolean hides(Version one, Version twin, List<Version> live) {
    return !one.write().equals(twin.write())
        && covers(one.past(), twin.past())
        && one.past().stream()
            .mapToObj(all::get)
            .anyMatch(gone -> gone.write().equals(twin.write()) && !live.contains(gone));
  }

  /** A context and the late twins of what it covers. */
  BitSet withTwins(BitSet context, Collection<Version> known) {
    BitSet more = (BitSet) context.clone();
    for (Version twin : known) {
      boolean isTwin =
          context.stream().mapToObj(all::get).anyMatch(v -> v.write().equals(twin.write()));
      if (isTwin && covers(context, twin.past())) {
        more.set(twin.id());
      }
    }
    return more;
  }

  /** Whether one of those knows of an attempt at a write. */
  boolean knows(Collection<Version> known, String write) {
    return seen(known).stream().mapToObj(all::get).anyMatch(v -> v.write().equals(write));
  }

  private static boolean covers(BitSet one, BitSet other) {
    BitSet rest = (BitSet) other.clone();
    rest.andNot(one);
    return rest.isEmpty();
  }
}
