package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.coordinator.GetAnswer;
import io.henge.node.coordinator.WriteReceipt;
import io.henge.node.failure.BlobFailure;
import io.henge.node.storage.IndexRecord;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Context;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Version;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What clients did and heard, and what must hold of it whatever happened to the nodes: what was
 * acknowledged is returned, or dominated by what is returned; nothing is read that nobody wrote;
 * nothing surfaces that was refused without effect.
 */
final class History {
  private final World world;
  private final Set<String> attempted = new HashSet<>();
  private final List<String> refused = new ArrayList<>();
  private final Map<PartitionedKey, Set<Dot>> acknowledged = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private int reads;
  private int writes;

  History(World world) {
    this.world = world;
  }

  void attempts(String text) {
    attempted.add(text);
  }

  /** What had been acknowledged of a key at this moment: a read that begins now must know it. */
  Set<Dot> acknowledged(PartitionedKey key) {
    return Set.copyOf(acknowledged.getOrDefault(key, Set.of()));
  }

  void acknowledged(PartitionedKey key, WriteReceipt receipt) {
    writes++;
    if (receipt.dot().isEmpty()) {
      return;
    }
    Dot dot = receipt.dot().get();
    long copies =
        world.owners(key).stream()
            .flatMap(owner -> owner.disk().record(key).stream())
            .filter(record -> record.object().context().contains(dot))
            .count();
    // The disk of one that acknowledged may have lost it since.
    long lost = world.owners(key).stream().filter(owner -> !owner.disk().isFilled()).count();
    expect(copies + lost >= 2, copies + " copies of the acknowledged " + dot);
    acknowledged.computeIfAbsent(key, absent -> new HashSet<>()).add(dot);
  }

  /** A text of which no version may ever be seen. */
  void failed(String text, Throwable cause) {
    expect(cause instanceof BlobFailure, "a write failed by " + cause);
    if (cause instanceof BlobFailure failure && !failure.maySurface()) {
      refused.add(text);
    }
  }

  /** A read ended that began when those dots were acknowledged. */
  void read(Set<Dot> before, GetAnswer answer) {
    reads++;
    String text = Requests.text(answer);
    expect(attempted.contains(text), "read " + text + ", which nobody wrote");
    Dot shown = answer.version().dot();
    for (Dot known : before) {
      boolean stale = world.ledger().version(known).orElseThrow().past().contains(shown);
      expect(!stale, "read " + text + " although " + known + " had replaced it");
    }
  }

  /** A read found nothing. */
  void absent(PartitionedKey key, Set<Dot> before, Throwable cause) {
    expect(cause instanceof BlobFailure, "a read failed by " + cause);
    if (cause instanceof BlobFailure failure) {
      boolean missed = failure.code() == ErrorCode.NOT_FOUND && !before.isEmpty();
      expect(!missed, "404 of " + key.key() + " after " + before);
      if (failure.code() == ErrorCode.GONE) {
        List<Dot> kept = before.stream().filter(dot -> !isDeleted(dot)).toList();
        expect(kept.isEmpty(), "410 of " + key.key() + " although nobody deleted " + kept);
      }
    }
  }

  /** Noted and told at the end, since what handlers of futures throw may be taken for a failure. */
  private void expect(boolean holds, String otherwise) {
    if (!holds) {
      problems.add("at " + world.clock().nowMillis() + " ms: " + otherwise);
    }
  }

  /**
   * Whether a delete has seen the version, or one that replaced it. Attempts at one request are
   * deleted as one (rule V9), so it is enough that it has seen another attempt of either.
   */
  private boolean isDeleted(Dot dot) {
    List<Version> all = List.copyOf(world.ledger().versions());
    List<Context> deleted =
        all.stream().filter(Version::isTombstone).map(Version::context).toList();
    return all.stream()
        .filter(version -> version.context().contains(dot))
        .flatMap(version -> all.stream().filter(other -> isSameRequest(version, other)))
        .anyMatch(attempt -> deleted.stream().anyMatch(seen -> seen.contains(attempt.dot())));
  }

  private static boolean isSameRequest(Version one, Version other) {
    return one.dot().equals(other.dot())
        || (one.requestId().isPresent() && one.requestId().equals(other.requestId()));
  }

  /** At the end, with all nodes up: any two filled owners together know all that was promised. */
  void check(PartitionedKey key) {
    List<WorldNode> filled =
        world.owners(key).stream().filter(owner -> owner.disk().isFilled()).toList();
    for (WorldNode one : filled) {
      for (WorldNode two : filled) {
        if (one != two) {
          BlobObject merged = stored(one, key).merge(stored(two, key));
          for (Dot dot : acknowledged(key)) {
            assertThat(isReturnedOrDominated(merged, dot))
                .as(
                    "%s: %s of %s at %s and %s",
                    world, dot, key.key(), one.address(), two.address())
                .isTrue();
          }
        }
      }
    }
    for (String text : refused) {
      assertThat(world.ledger().versions())
          .as("%s: %s was refused without effect", world, text)
          .noneMatch(is(text));
    }
    assertThat(problems).as("%s", world).isEmpty();
  }

  private static BlobObject stored(WorldNode node, PartitionedKey key) {
    return node.disk().record(key).orElse(IndexRecord.EMPTY).object();
  }

  private static boolean isReturnedOrDominated(BlobObject object, Dot dot) {
    return object.live().stream()
        .anyMatch(version -> version.dot().equals(dot) || version.past().contains(dot));
  }

  private static Predicate<Version> is(String text) {
    Buffer bytes = Buffer.buffer(text);
    return version -> version.content().filter(content -> Bytes.match(content, bytes)).isPresent();
  }

  int reads() {
    return reads;
  }

  int writes() {
    return writes;
  }
}
