package io.henge.client.cluster;

import io.henge.client.ClientEvents;
import io.henge.ring.Address;
import io.henge.ring.BlobKey;
import io.henge.ring.ChainEntry;
import io.henge.ring.KeyHash;
import io.henge.ring.Layouts;
import io.henge.ring.Member;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What this client knows of the ring, and whom to ask by that. Without a chain entry it knows the
 * addresses that it was given, and asks any of those.
 *
 * <p>Thread-safe.
 */
public final class RingView {
  private final List<Address> given;
  private final Nodes nodes;
  private final ClientEvents events;
  private final boolean isLearning;
  private volatile Optional<ChainEntry> newest = Optional.empty();

  /**
   * A view of which nothing is known yet.
   *
   * @param given the addresses to begin with
   * @param isLearning whether the ring is learnt, and members are asked at their own addresses
   */
  public RingView(List<Address> given, boolean isLearning, Nodes nodes, ClientEvents events) {
    this.given = List.copyOf(given);
    this.isLearning = isLearning;
    this.nodes = nodes;
    this.events = events;
  }

  /** Whether the ring is to be learnt. */
  public boolean isLearning() {
    return isLearning;
  }

  /** The number of the newest entry; 0 when none is known. */
  public long number() {
    return newest.map(ChainEntry::number).orElse(0L);
  }

  /**
   * Takes an entry over if it is newer. One of another cluster is not taken: somebody else answers
   * at an address now.
   *
   * @throws IllegalArgumentException when it is of another cluster
   */
  public synchronized void learn(ChainEntry entry) {
    if (newest.isEmpty()) {
      newest = Optional.of(entry);
      events.ringChanged(entry.number());
      return;
    }
    ChainEntry known = newest.get();
    if (!known.foundingDigest().equals(entry.foundingDigest())) {
      throw new IllegalArgumentException(
          "another cluster answers: " + entry.foundingDigest() + ", not " + known.foundingDigest());
    }
    if (entry.position().compareTo(known.position()) > 0) {
      newest = Optional.of(entry);
      events.ringChanged(entry.number());
    }
  }

  /**
   * Whom to ask about a key, in that order: the owners of the row that is read, the primary first;
   * those that are only written; who stands in for them; and any other. Those that are suspected
   * come last.
   */
  public List<Address> routeTo(BlobKey key) {
    return routeTo(key, 0);
  }

  /**
   * The same, but beginning with another one of the owners that are read, so that those who fetch
   * parts of one blob ask all of them at once.
   *
   * @param turn 0 or more, counted round and round
   */
  public List<Address> routeTo(BlobKey key, int turn) {
    if (newest.isEmpty()) {
      return anyone();
    }
    Layouts layouts = newest.get().layouts();
    int partition = layouts.partitions().partitionOf(KeyHash.of(key));
    Set<Address> route = new LinkedHashSet<>();
    List<Member> read = new ArrayList<>(layouts.rows(partition).read());
    Collections.rotate(read, -(turn % read.size()));
    read.forEach(owner -> route.add(owner.client()));
    layouts.owners(partition).forEach(owner -> route.add(owner.client()));
    layouts.standIns(partition).forEach(standIn -> route.add(standIn.client()));
    route.addAll(all());
    return nodes.trustedFirst(List.copyOf(route));
  }

  /** All that may answer, in random order, the trusted ones first. */
  public List<Address> anyone() {
    List<Address> all = new ArrayList<>(all());
    Collections.shuffle(all, ThreadLocalRandom.current());
    return nodes.trustedFirst(all);
  }

  /** The members, then who was given and is none that is known. */
  private Set<Address> all() {
    Set<Address> all = new LinkedHashSet<>();
    newest.ifPresent(
        entry -> entry.layouts().members().forEach(member -> all.add(member.client())));
    all.addAll(given);
    return all;
  }
}
