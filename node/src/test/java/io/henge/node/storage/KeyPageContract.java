package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.blob.KeyBound;
import io.henge.node.blob.KeyRange;
import io.henge.node.blob.KeyRange.Gap;
import io.henge.node.blob.PartitionedKey;
import io.henge.ring.BlobKey;
import io.henge.ring.KeyHash;
import io.henge.ring.Partitions;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Context;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** What every store promises about the order of its keys. */
abstract class KeyPageContract extends StageContract {
  private static final Partitions PARTITIONS = new Partitions(64);
  private static final Buffer BODY = Buffer.buffer("x");
  private static final Version VERSION = Samples.version(1, Context.EMPTY, BODY);
  private static final List<String> LETTERS =
      List.of("a", "b", "/", "\u00e9", "\ud83d\ude00", "\u007f");

  @Test
  void a_store_without_keys_has_one_empty_page() {
    assertThat(names(all(10)))
        .isEqualTo(new NamePage(List.of(), List.of(), Optional.empty(), Set.of()));
  }

  @Test
  void pages_of_a_partition_show_its_keys_and_no_others() {
    for (String name : List.of("b", "a/2", "a/1", "c", "a")) {
      driver.putInline(store, new PartitionedKey(5, BlobKey.of(name)), VERSION, BODY);
    }
    driver.putInline(store, new PartitionedKey(4, BlobKey.of("z")), VERSION, BODY);
    driver.putInline(store, new PartitionedKey(6, BlobKey.of("0")), VERSION, BODY);

    List<String> names = new ArrayList<>();
    Optional<BlobKey> after = Optional.empty();
    boolean isLast = false;
    while (!isLast) {
      Optional<BlobKey> from = after;
      KeyPage page = driver.await(() -> store.page(5, from, 2));
      page.entries().forEach(entry -> names.add(entry.key().text()));
      isLast = page.isLast();
      after = isLast ? after : Optional.of(page.lastKey());
    }
    assertThat(names).containsExactly("a", "a/1", "a/2", "b", "c");
    KeyPage whole = driver.await(() -> store.page(5, Optional.empty(), 5));
    assertThat(whole.isLast()).isTrue();
    assertThat(whole.entries().get(0).record()).isEqualTo(Samples.record(VERSION));
    KeyPage none = driver.await(() -> store.page(7, Optional.empty(), 5));
    assertThat(none).isEqualTo(new KeyPage(List.of(), true));
  }

  @Test
  void names_are_those_of_all_records_of_a_prefix_in_the_order_of_their_bytes() {
    SplittableRandom random = random();
    SortedSet<BlobKey> keys = putAll(random);
    for (int round = 0; round < 30; round++) {
      String prefix = word(random, random.nextInt(4));
      int limit = 1 + random.nextInt(round < 5 ? KeyRange.LIMIT_MAX : 40);
      List<BlobKey> wanted = keys.stream().filter(k -> k.text().startsWith(prefix)).toList();
      Listed listed = list(range(prefix, Optional.empty(), limit), any -> true);
      assertThat(listed.gaps).isEmpty();
      assertThat(listed.entries)
          .as("prefix '%s', limit %d", prefix, limit)
          .extracting(KeyPage.Entry::key)
          .containsExactlyElementsOf(wanted);
      assertThat(listed.entries).allMatch(entry -> entry.record().equals(Samples.record(VERSION)));
    }
  }

  @Test
  void a_page_begins_where_it_is_told_to() {
    putAll(List.of("a", "b", "ba", "c"));
    KeyRange range = all(5);
    assertThat(texts(names(from(range, KeyBound.after("b"))))).containsExactly("ba", "c");
    assertThat(texts(names(from(range, KeyBound.at("b"))))).containsExactly("b", "ba", "c");
    assertThat(texts(names(from(range, KeyBound.past("b"))))).containsExactly("c");
    assertThat(texts(names(from(range, KeyBound.after("c"))))).isEmpty();
    assertThat(texts(names(from(range("b", Optional.empty(), 5), KeyBound.at("a")))))
        .containsExactly("b", "ba");
  }

  @Test
  void names_of_other_partitions_are_left_out() {
    SplittableRandom random = random();
    SortedSet<BlobKey> keys = putAll(random);
    IntPredicate odd = partition -> partition % 2 == 1;
    assertThat(list(all(7), odd).entries)
        .extracting(KeyPage.Entry::key)
        .containsExactlyElementsOf(
            keys.stream().filter(key -> odd.test(partitioned(key).partition())).toList());
  }

  @Test
  void a_key_of_which_all_is_forgotten_has_no_name() {
    putAll(List.of("a", "b"));
    IndexRecord nothing = new IndexRecord(BlobObject.EMPTY, Optional.empty(), 0, 0);
    PartitionedKey gone = partitioned(BlobKey.of("a"));
    driver.await(() -> store.commit(new Change(gone, nothing, List.of())));
    assertThat(texts(names(all(5)))).containsExactly("b");
    driver.putInline(store, gone, VERSION, BODY);
    assertThat(texts(names(all(5)))).containsExactly("a", "b");
  }

  @Test
  void of_a_group_nothing_is_told_after_the_first_key_with_something_to_show() {
    putAll(List.of("a", "b/1", "b/2", "b/3", "b0", "c/1/1", "c/2", "d"));
    for (String deleted : List.of("b/1", "c/1/1", "c/2")) {
      Version gone = Samples.tombstone(2, VERSION.context());
      PartitionedKey key = partitioned(BlobKey.of(deleted));
      driver.await(() -> store.commit(new Change(key, Samples.record(gone), List.of())));
    }
    NamePage page = names(range("", Optional.of("/"), 100));
    assertThat(texts(page)).containsExactly("a", "b/1", "b/2", "b0", "c/1/1", "c/2", "d");
    assertThat(page.gaps()).containsExactly(new Gap(KeyBound.after("b/2"), "b/"));
    assertThat(page.end()).isEmpty();
  }

  @Test
  void what_is_not_told_is_in_a_gap_or_after_the_end() {
    SplittableRandom random = random();
    SortedSet<BlobKey> keys = putAll(random);
    for (int round = 0; round < 20; round++) {
      String prefix = word(random, random.nextInt(3));
      String delimiter = word(random, 1 + random.nextInt(2));
      KeyRange range = range(prefix, Optional.of(delimiter), 1 + random.nextInt(20));
      Listed listed = list(range, any -> true);
      List<BlobKey> told = listed.entries.stream().map(KeyPage.Entry::key).toList();
      assertThat(told).as("%s", range).isSorted().doesNotHaveDuplicates();
      for (BlobKey key : keys) {
        boolean isInGap =
            listed.gaps.stream().anyMatch(gap -> gap.from().isUpTo(key) && !gap.to().isUpTo(key));
        assertThat(told.contains(key))
            .as("%s of %s", key, range)
            .isEqualTo(key.text().startsWith(prefix) && !isInGap);
      }
      Set<String> groups = new TreeSet<>();
      told.forEach(key -> range.groupOf(key.text()).ifPresent(group -> addNew(groups, group)));
      assertThat(listed.gaps).hasSameSizeAs(groups);
    }
  }

  private static void addNew(Set<String> groups, String group) {
    assertThat(groups.add(group)).as(group).isTrue();
  }

  private static SplittableRandom random() {
    long seed = System.nanoTime();
    System.out.println("the seed of the keys: " + seed);
    return new SplittableRandom(seed);
  }

  private SortedSet<BlobKey> putAll(SplittableRandom random) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      words.add(word(random, 1 + random.nextInt(6)));
    }
    return putAll(words);
  }

  private SortedSet<BlobKey> putAll(List<String> words) {
    TreeSet<BlobKey> keys = new TreeSet<>();
    words.forEach(text -> keys.add(BlobKey.of(text)));
    driver.await(
        () ->
            Future.all(
                keys.stream()
                    .map(key -> store.commit(Samples.inline(partitioned(key), VERSION, BODY)))
                    .toList()));
    return keys;
  }

  private static PartitionedKey partitioned(BlobKey key) {
    return new PartitionedKey(PARTITIONS.partitionOf(KeyHash.of(key)), key);
  }

  private static String word(SplittableRandom random, int length) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < length; i++) {
      word.append(LETTERS.get(random.nextInt(LETTERS.size())));
    }
    return word.toString();
  }

  private static KeyRange all(int limit) {
    return range("", Optional.empty(), limit);
  }

  private static KeyRange range(String prefix, Optional<String> delimiter, int limit) {
    return new KeyRange(prefix, delimiter, KeyBound.START, limit);
  }

  private static KeyRange from(KeyRange range, KeyBound from) {
    return new KeyRange(range.prefix(), range.delimiter(), from, range.limit());
  }

  private static List<String> texts(NamePage page) {
    return page.entries().stream().map(entry -> entry.key().text()).toList();
  }

  /** What all pages of a range tell. */
  private static final class Listed {
    private final List<KeyPage.Entry> entries = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
  }

  private Listed list(KeyRange first, IntPredicate partitions) {
    Listed listed = new Listed();
    KeyRange range = first;
    boolean hasMore = true;
    while (hasMore) {
      KeyRange here = range;
      NamePage page = driver.await(() -> store.names(here, partitions));
      listed.entries.addAll(page.entries());
      listed.gaps.addAll(page.gaps());
      hasMore = page.end().isPresent();
      assertThat(page.entries().size()).isLessThanOrEqualTo(range.limit());
      if (hasMore) {
        assertThat(page.end().get()).isGreaterThan(range.start());
        range = from(range, page.end().get());
      }
    }
    return listed;
  }

  private NamePage names(KeyRange range) {
    return driver.await(() -> store.names(range, any -> true));
  }
}
