package io.henge.node.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.node.storage.IndexRecord;
import io.henge.node.storage.KeyPage;
import io.henge.ring.BlobKey;
import io.henge.ring.Incarnation;
import io.henge.ring.KeyHash;
import io.henge.ring.NodeId;
import io.henge.ring.Partitions;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A tree that is built while writes go on is the one that a look at the end would give. */
class HashTreesTest {
  private static final TreeShape SHAPE = new TreeShape(new Partitions(1));
  private static final Actor ACTOR = new Actor(new NodeId(1), new Incarnation(2), 3);

  /** More than two pages of the walk. */
  private static final int KEYS = 1_300;

  private final TreeMap<BlobKey, BlobObject> stored = new TreeMap<>();
  private final List<PageRead> reading = new ArrayList<>();
  private boolean isFilled = true;
  private long counter;

  private final HashTrees trees =
      new HashTrees(
          new HashTrees.Records() {
            @Override
            public boolean isFilled(int partition) {
              return isFilled;
            }

            @Override
            public Future<KeyPage> page(int partition, Optional<BlobKey> after, int limit) {
              PageRead read = new PageRead(after, limit);
              reading.add(read);
              return read.promise.future();
            }
          },
          () -> SHAPE);

  static LongStream seeds() {
    return LongStream.range(0, 60);
  }

  /** A page that is read record by record, while others change; then it is on its way for long. */
  private final class PageRead {
    private final Promise<KeyPage> promise = Promise.promise();
    private final List<KeyPage.Entry> entries = new ArrayList<>();
    private final int limit;
    private Optional<BlobKey> at;
    private boolean isRead;
    private boolean isLast;

    PageRead(Optional<BlobKey> after, int limit) {
      this.at = after;
      this.limit = limit;
    }

    void readOne() {
      Map.Entry<BlobKey, BlobObject> next =
          at.isPresent() ? stored.higherEntry(at.get()) : stored.firstEntry();
      isLast = next == null;
      isRead = isLast || entries.size() == limit;
      if (!isRead) {
        entries.add(
            new KeyPage.Entry(
                next.getKey(), new IndexRecord(next.getValue(), Optional.empty(), 1, 0)));
        at = Optional.of(next.getKey());
      }
    }

    void arrive() {
      reading.remove(this);
      promise.complete(new KeyPage(entries, isLast));
    }
  }

  /** A step of a key, which changes what is stored somewhere between its beginning and its end. */
  private final class Write {
    private final PartitionedKey key;
    private final BlobObject before;
    private BlobObject after;
    private boolean isApplied;

    Write(BlobKey name, SplittableRandom dice) {
      key = new PartitionedKey(0, name);
      before = stored.getOrDefault(name, BlobObject.EMPTY);
      after =
          switch (dice.nextInt(5)) {
            case 0 -> before;
            case 1 -> BlobObject.EMPTY;
            default -> object();
          };
      trees.begun(key);
    }

    void apply() {
      isApplied = true;
      if (after.isEmpty()) {
        stored.remove(key.key());
      } else {
        stored.put(key.key(), after);
      }
    }

    void end() {
      trees.ended(key, before, isApplied ? after : before);
    }
  }

  private BlobObject object() {
    return BlobObject.written(
        new Version(
            new Dot(ACTOR, ++counter),
            Context.EMPTY,
            new Timestamp(counter, 0),
            Policy.SIBLINGS,
            Optional.empty(),
            OptionalLong.empty(),
            Optional.of(new Content(4, 7, new TreeMap<>()))));
  }

  private static BlobKey key(int number) {
    return BlobKey.of("key/" + number);
  }

  private List<Long> fresh() {
    HashTree tree = new HashTree(SHAPE);
    stored.forEach(tree::add);
    return all(tree);
  }

  private static List<Long> all(HashTree tree) {
    List<Integer> branches = new ArrayList<>();
    for (int branch = 0; branch < TreeShape.BRANCHES; branch++) {
      branches.add(branch);
    }
    return tree.leaves(branches);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void a_tree_that_was_built_and_kept_while_writes_went_on_is_exact(long seed) {
    SplittableRandom dice = new SplittableRandom(seed);
    for (int i = 0; i < KEYS; i++) {
      if (dice.nextInt(4) > 0) {
        stored.put(key(i), object());
      }
    }
    // Few keys are written often, so that writes meet the pages and each other.
    int hot = 1 + dice.nextInt(60);
    List<Write> running = new ArrayList<>();
    Set<BlobKey> busy = new HashSet<>();
    Future<HashTree> tree = null;
    for (int event = 0; event < 30_000; event++) {
      if (event == 50) {
        tree = trees.of(0);
      }
      switch (dice.nextInt(6)) {
        case 0 -> {
          BlobKey key = key(dice.nextInt(hot) * (KEYS / 60));
          if (busy.add(key)) {
            running.add(new Write(key, dice));
          }
        }
        case 1 -> pick(running, dice).filter(w -> !w.isApplied).ifPresent(Write::apply);
        case 2 ->
            pick(running, dice)
                // Some fail, and change nothing.
                .filter(write -> write.isApplied || dice.nextInt(8) == 0)
                .ifPresent(
                    write -> {
                      running.remove(write);
                      busy.remove(write.key.key());
                      write.end();
                    });
        default -> {
          Optional<PageRead> page = reading.stream().findFirst();
          page.filter(read -> !read.isRead).ifPresent(PageRead::readOne);
          page.filter(read -> read.isRead && dice.nextInt(20) == 0).ifPresent(PageRead::arrive);
        }
      }
    }
    running.forEach(
        write -> {
          write.apply();
          write.end();
        });
    assertThat(tree.succeeded()).as("seed %d: built", seed).isTrue();
    assertThat(all(tree.result())).as("seed %d", seed).isEqualTo(fresh());
    assertThat(trees.of(0).result()).isSameAs(tree.result());
  }

  private static <T> Optional<T> pick(List<T> list, SplittableRandom dice) {
    return list.isEmpty() ? Optional.empty() : Optional.of(list.get(dice.nextInt(list.size())));
  }

  private void readAll() {
    while (!reading.isEmpty()) {
      PageRead read = reading.get(0);
      while (!read.isRead) {
        read.readOne();
      }
      read.arrive();
    }
  }

  @Test
  void every_change_of_an_object_changes_its_leaf_and_no_other() {
    stored.put(key(1), object());
    stored.put(key(2), object());
    Future<HashTree> tree = trees.of(0);
    readAll();
    List<Long> before = all(tree.result());
    BlobObject changed = object();
    trees.begun(new PartitionedKey(0, key(1)));
    trees.ended(new PartitionedKey(0, key(1)), stored.get(key(1)), changed);
    List<Long> after = all(tree.result());
    for (int leaf = 0; leaf < before.size(); leaf++) {
      boolean isIts = leaf == SHAPE.leafOf(key(1));
      assertThat(after.get(leaf).equals(before.get(leaf))).isEqualTo(!isIts);
    }
  }

  @Test
  void keys_that_swap_what_they_hold_do_not_pass_for_the_same() {
    BlobObject one = object();
    BlobObject two = object();
    HashTree as = new HashTree(new TreeShape(new Partitions(65_536)));
    HashTree swapped = new HashTree(new TreeShape(new Partitions(65_536)));
    as.add(key(1), one);
    as.add(key(2), two);
    swapped.add(key(1), two);
    swapped.add(key(2), one);
    assertThat(swapped.branches()).isNotEqualTo(as.branches());
  }

  @Test
  void a_delete_is_no_less_of_a_difference_than_a_write() {
    BlobObject written = object();
    Version version = written.live().get(0);
    BlobObject deleted =
        written.merge(
            BlobObject.written(
                new Version(
                    new Dot(ACTOR, ++counter),
                    version.context(),
                    new Timestamp(counter, 0),
                    Policy.SIBLINGS,
                    Optional.empty(),
                    OptionalLong.empty(),
                    Optional.empty())));
    HashTree one = new HashTree(SHAPE);
    HashTree two = new HashTree(SHAPE);
    one.add(key(1), written);
    two.add(key(1), deleted);
    assertThat(one.branches()).isNotEqualTo(two.branches());
    one.replace(key(1), written, deleted);
    assertThat(one.branches()).isEqualTo(two.branches());
  }

  @Test
  void there_is_no_tree_of_a_partition_that_is_not_filled() {
    Future<HashTree> before = trees.of(0);
    readAll();
    assertThat(before.succeeded()).isTrue();
    isFilled = false;
    assertThatThrownBy(() -> trees.of(0).result().branches()).isInstanceOf(RuntimeException.class);
    assertThat(((ReplicaRefusal) trees.of(0).cause()).reason()).isEqualTo(Reason.UNFILLED);
    // It may hold something else when it is filled again: nobody told of that.
    isFilled = true;
    stored.put(key(5), object());
    Future<HashTree> again = trees.of(0);
    readAll();
    assertThat(all(again.result())).isEqualTo(fresh());
  }

  @Test
  void a_tree_that_is_dropped_while_it_is_built_is_none() {
    Future<HashTree> first = trees.of(0);
    trees.drop(0);
    readAll();
    assertThat(first.failed()).isTrue();
  }

  @Test
  void all_trees_of_a_ring_take_a_few_megabytes() {
    for (int count = 1; count <= Partitions.COUNT_MAX; count *= 2) {
      assertThat(8L * count * new TreeShape(new Partitions(count)).leaves())
          .isLessThanOrEqualTo(8L << 20);
    }
  }

  @Test
  void keys_are_spread_over_the_leaves_by_bits_that_the_partition_does_not_use() {
    for (int count : List.of(1, 1_024, 65_536)) {
      Partitions partitions = new Partitions(count);
      TreeShape shape = new TreeShape(partitions);
      Set<Integer> seen = new HashSet<>();
      for (int i = 0; i < 200_000; i++) {
        KeyHash hash = KeyHash.of(key(i));
        if (partitions.partitionOf(hash) == 0 || count > 1_024) {
          seen.add(shape.leafOf(hash));
        }
      }
      assertThat(seen.size()).isGreaterThan(shape.leaves() / 3);
      assertThat(seen).allMatch(leaf -> leaf >= 0 && leaf < shape.leaves());
    }
  }
}
