package io.henge.node.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.replica.ObjectPage;
import io.henge.ring.Address;
import io.henge.ring.BlobKey;
import io.henge.ring.Incarnation;
import io.henge.ring.Layout;
import io.henge.ring.Layouts;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.Partitions;
import io.henge.ring.Seat;
import io.henge.ring.version.Actor;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Content;
import io.henge.ring.version.Context;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Policy;
import io.henge.ring.version.Timestamp;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The count of hints is right although keys change while it is made. */
class HintsTest {
  private static final int KEYS = 700;
  private static final int PARTITIONS = 2;
  private static final int STEPS = 6_000;

  private final Layout layout =
      Layout.founding(
          List.of(
              new Member(
                  new Seat(0),
                  new NodeId(1),
                  new Incarnation(1),
                  new Address("10.0.0.1", 7500),
                  new Address("10.0.0.1", 7400),
                  0,
                  1)),
          new Partitions(PARTITIONS),
          3);
  private final Backlog backlog =
      new Backlog(
          () -> Long.MAX_VALUE,
          new Backlog.Events() {
            @Override
            public void delivered() {
              throw new AssertionError("nothing is delivered here");
            }

            @Override
            public void dropped() {
              throw new AssertionError("nothing is dropped here");
            }

            @Override
            public void refused() {
              throw new AssertionError("nothing is refused here");
            }
          });
  private static final NodeId SELF = new NodeId(2);

  private final Hints hints = new Hints(backlog, SELF, partition -> true);

  private final Map<PartitionedKey, BlobObject> stored = new TreeMap<>();
  private final Map<PartitionedKey, BlobObject> changing = new TreeMap<>();
  private final List<Runnable> readings = new ArrayList<>();
  private long counter;

  private BlobObject object(long sizeBytes) {
    Version version =
        new Version(
            new Dot(new Actor(new NodeId(3), new Incarnation(3), 1), ++counter),
            Context.EMPTY,
            new Timestamp(counter, 0),
            Policy.SIBLINGS,
            Optional.empty(),
            OptionalLong.empty(),
            Optional.of(new Content(sizeBytes, 7, new TreeMap<>())));
    return BlobObject.written(version);
  }

  /** A page of what is stored when it is read, which comes when the test lets it. */
  private Future<ObjectPage> page(int partition, Optional<BlobKey> after, int limit) {
    Promise<ObjectPage> page = Promise.promise();
    readings.add(
        () -> {
          List<ObjectPage.Entry> entries =
              stored.entrySet().stream()
                  .filter(entry -> entry.getKey().partition() == partition)
                  .filter(e -> after.isEmpty() || e.getKey().key().compareTo(after.get()) > 0)
                  .map(entry -> new ObjectPage.Entry(entry.getKey().key(), entry.getValue()))
                  .sorted((one, two) -> one.key().compareTo(two.key()))
                  .toList();
          boolean isLast = entries.size() <= limit;
          List<ObjectPage.Entry> first = isLast ? entries : entries.subList(0, limit);
          ObjectPage read =
              new ObjectPage(
                  first, isLast ? Optional.empty() : Optional.of(first.get(limit - 1).key()));
          readings.add(() -> page.complete(read));
        });
    return page.future();
  }

  private void changeSomething(SplittableRandom dice) {
    PartitionedKey key =
        new PartitionedKey(dice.nextInt(PARTITIONS), BlobKey.of("key/" + dice.nextInt(KEYS)));
    if (!changing.containsKey(key)) {
      hints.begun(key);
      changing.put(key, stored.getOrDefault(key, BlobObject.EMPTY));
      return;
    }
    if (dice.nextInt(3) > 0) {
      // The change is on the disk, and not told yet.
      if (dice.nextInt(3) == 0) {
        stored.remove(key);
      } else {
        stored.put(key, object(dice.nextInt(100)));
      }
    }
    if (dice.nextBoolean()) {
      end(key);
    }
  }

  private void end(PartitionedKey key) {
    hints.ended(key, changing.remove(key), stored.getOrDefault(key, BlobObject.EMPTY));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void what_changes_during_the_count_is_counted_once(long seed) {
    SplittableRandom dice = new SplittableRandom(seed);
    for (int i = 0; i < KEYS; i++) {
      changeSomething(dice);
    }
    hints.begin(Layouts.done(layout));
    Future<Void> counting = Future.succeededFuture();
    for (int step = 0; step < STEPS || hints.isCounting(); step++) {
      changeSomething(dice);
      if (dice.nextInt(100) == 0 && !readings.isEmpty()) {
        readings.remove(0).run();
      }
      if (counting.isComplete() && hints.isCounting() && dice.nextInt(20) == 0) {
        counting = hints.count(this::page);
      }
    }
    List.copyOf(changing.keySet()).forEach(this::end);
    assertThat(counting.succeeded()).isTrue();
    assertThat(backlog.keys()).as("seed %s", seed).isEqualTo(stored.size());
    assertThat(backlog.bytes()).as("seed %s", seed).isEqualTo(bytes());
    assertThat(hints.owed()).hasSize(PARTITIONS);
    assertThat(backlog.isEmpty(SELF, Layouts.done(layout))).isFalse();
    hints.begin(Layouts.done(layout));
    assertThat(backlog.keys()).isZero();
    assertThat(backlog.isEmpty(SELF, Layouts.done(layout))).as("none are counted yet").isFalse();
  }

  private long bytes() {
    return stored.values().stream()
        .mapToLong(object -> object.live().get(0).content().orElseThrow().sizeBytes())
        .sum();
  }
}
