package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.blob.PartitionedKey;
import io.henge.ring.BlobKey;
import io.henge.ring.KeyHash;
import io.henge.ring.Partitions;
import io.henge.ring.version.Context;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What every store promises about the order of its keys. */
abstract class KeyPageContract extends StageContract {
  private static final Partitions PARTITIONS = new Partitions(64);
  private static final Buffer BODY = Buffer.buffer("x");
  private static final List<String> LETTERS =
      List.of("a", "b", "/", "\u00e9", "\ud83d\ude00", "\u007f");

  @Test
  void a_store_without_keys_has_one_empty_page() {
    assertThat(page(new KeyRange("", Optional.empty(), 10)))
        .isEqualTo(new KeyPage(List.of(), true));
  }

  @Test
  void pages_of_a_partition_show_its_keys_and_no_others() {
    Version version = Samples.version(1, Context.EMPTY, BODY);
    for (String name : List.of("b", "a/2", "a/1", "c", "a")) {
      driver.putInline(store, new PartitionedKey(5, BlobKey.of(name)), version, BODY);
    }
    driver.putInline(store, new PartitionedKey(4, BlobKey.of("z")), version, BODY);
    driver.putInline(store, new PartitionedKey(6, BlobKey.of("0")), version, BODY);

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
    assertThat(whole.entries().get(0).record()).isEqualTo(Samples.record(version));
    KeyPage none = driver.await(() -> store.page(7, Optional.empty(), 5));
    assertThat(none).isEqualTo(new KeyPage(List.of(), true));
  }

  @Test
  void pages_show_all_keys_of_a_prefix_in_the_order_of_their_bytes_with_their_records() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    TreeSet<BlobKey> keys = new TreeSet<>();
    for (int i = 0; i < 300; i++) {
      keys.add(BlobKey.of(word(random, 1 + random.nextInt(6))));
    }
    Version version = Samples.version(1, Context.EMPTY, BODY);
    driver.await(
        () ->
            Future.all(
                keys.stream()
                    .map(key -> store.commit(Samples.inline(partitioned(key), version, BODY)))
                    .toList()));
    for (int round = 0; round < 30; round++) {
      String prefix = word(random, random.nextInt(4));
      int limit = 1 + random.nextInt(round < 5 ? KeyRange.LIMIT_MAX : 40);
      List<BlobKey> wanted = keys.stream().filter(k -> k.text().startsWith(prefix)).toList();
      assertThat(all(new KeyRange(prefix, Optional.empty(), limit)))
          .as("seed %d, prefix '%s', limit %d", seed, prefix, limit)
          .extracting(KeyPage.Entry::key)
          .containsExactlyElementsOf(wanted);
    }
    BlobKey last = keys.last();
    assertThat(page(new KeyRange("", Optional.of(last), 5)).entries()).isEmpty();
    assertThat(page(new KeyRange("", Optional.ofNullable(keys.lower(last)), 5)))
        .isEqualTo(new KeyPage(List.of(new KeyPage.Entry(last, Samples.record(version))), true));
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

  private List<KeyPage.Entry> all(KeyRange first) {
    List<KeyPage.Entry> all = new ArrayList<>();
    KeyPage page = page(first);
    KeyRange range = first;
    all.addAll(page.entries());
    while (!page.isLast()) {
      assertThat(page.entries()).hasSize(range.limit());
      range = range.following(page);
      page = page(range);
      all.addAll(page.entries());
    }
    return all;
  }

  private KeyPage page(KeyRange range) {
    return driver.await(() -> store.page(range));
  }
}
