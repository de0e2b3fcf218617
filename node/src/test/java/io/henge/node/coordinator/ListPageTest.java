package io.henge.node.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.blob.KeyRange;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.message.KeyObject;
import io.henge.node.message.PeerReply;
import io.henge.node.storage.IndexRecord;
import io.henge.node.storage.MemoryNamePages;
import io.henge.node.storage.NamePage;
import io.henge.ring.BlobKey;
import io.henge.ring.Member;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Content;
import io.henge.ring.version.Context;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Policy;
import io.henge.ring.version.Timestamp;
import io.henge.ring.version.Version;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What several members hold, listed page by page, is what all of them hold together. */
class ListPageTest {
  private static final List<String> LETTERS = List.of("a", "b", "/", "//", "\u00e9");
  private static final int ROUNDS_MAX = 10_000;

  private final List<Map<PartitionedKey, IndexRecord>> members = new ArrayList<>();
  private final TreeMap<BlobKey, BlobObject> together = new TreeMap<>();
  private int rounds;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void pages_together_are_all_keys_and_groups_that_are_shown(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    fill(random, 1 + random.nextInt(4), random.nextInt(150));
    for (int i = 0; i < 60; i++) {
      String prefix = word(random, random.nextInt(3));
      Optional<String> delimiter =
          random.nextInt(4) == 0 ? Optional.empty() : Optional.of(word(random, 1));
      int limit = 1 + random.nextInt(12);
      assertThat(listed(prefix, delimiter, limit, random))
          .as("prefix '%s', delimiter %s, limit %d", prefix, delimiter, limit)
          .isEqualTo(expected(prefix, delimiter));
    }
  }

  /** Each key is at some of the members, and some of these have missed what came later. */
  private void fill(SplittableRandom random, int count, int keys) {
    for (int i = 0; i < count; i++) {
      members.add(new HashMap<>());
    }
    for (int i = 0; i < keys; i++) {
      BlobKey key = BlobKey.of(word(random, 1 + random.nextInt(6)));
      BlobObject first = BlobObject.written(Samples.version(1, 1));
      BlobObject then =
          switch (random.nextInt(3)) {
            case 0 -> first;
            case 1 -> first.merge(BlobObject.written(tombstone(first.context())));
            default -> first.merge(BlobObject.written(Samples.version(2, 1)));
          };
      int informed = random.nextInt(count);
      for (int member = 0; member < count; member++) {
        BlobObject held = member == informed || random.nextBoolean() ? then : first;
        if (member == informed || random.nextInt(3) > 0) {
          members
              .get(member)
              .put(new PartitionedKey(0, key), new IndexRecord(held, Optional.empty(), 0, 0));
        }
      }
    }
    for (Map<PartitionedKey, IndexRecord> member : members) {
      member.forEach(
          (key, record) -> together.merge(key.key(), record.object(), BlobObject::merge));
    }
  }

  private static Version tombstone(Context past) {
    return new Version(
        new Dot(Samples.actor(3), 1),
        past,
        new Timestamp(5_000, 0),
        Policy.SIBLINGS,
        Optional.empty(),
        OptionalLong.empty(),
        Optional.empty());
  }

  private List<String> expected(String prefix, Optional<String> delimiter) {
    KeyRange range = ListRequest.of(prefix, delimiter, Optional.empty(), 1, 1).range();
    List<String> expected = new ArrayList<>();
    together.forEach(
        (key, object) -> {
          String text = key.text();
          if (text.startsWith(prefix) && object.shown().isPresent()) {
            String listed = range.groupOf(text).orElse(text);
            if (!expected.contains(listed)) {
              expected.add(listed);
            }
          }
        });
    return expected;
  }

  private List<String> listed(
      String prefix, Optional<String> delimiter, int limit, SplittableRandom random) {
    List<String> listed = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      ListPage page = new ListPage(ListRequest.of(prefix, delimiter, after, limit, 1).range(), 0);
      boolean isCut = false;
      while (!page.isDone() && !isCut) {
        assertThat(rounds++).isLessThan(ROUNDS_MAX);
        page.add(answers(page.unknown().withLimit(1 + random.nextInt(5))));
        // The time may be up after any round.
        isCut = random.nextInt(5) == 0 && page.next().isPresent();
      }
      List<String> here = new ArrayList<>(page.groups());
      page.keys().forEach(entry -> here.add(entry.key().text()));
      here.sort(Comparator.comparing(BlobKey::of));
      assertThat(here).hasSizeLessThanOrEqualTo(limit);
      if (!isCut && page.next().isPresent()) {
        assertThat(here).hasSize(limit);
      }
      listed.addAll(here);
      assertThat(page.next()).as("it goes on").isNotEqualTo(Optional.of(after.orElse("")));
      after = page.next();
    } while (after.isPresent());
    return listed;
  }

  @Test
  void a_page_is_no_larger_than_clients_accept_however_its_texts_are_encoded() {
    Map<String, String> hardTypes =
        Map.of(
            "escaped",
            "\"\\".repeat(2_000),
            "long",
            "t".repeat(8_000),
            "umlauts",
            "\u00fc".repeat(3_000));
    hardTypes.forEach(
        (name, type) -> {
          assertThat(encoded(key -> "k" + key, type)).as(name).isBetween(900_000, 1 << 20);
        });
    for (String letter : List.of("\u0001", "\u007f", "\"", "\u00fc", "\uffee", "\ud83d\ude00")) {
      String stuffing = letter.repeat(900 / letter.getBytes(StandardCharsets.UTF_8).length);
      assertThat(encoded(key -> "k" + key + stuffing, "text/plain"))
          .as("keys of %s", new JsonArray().add(letter))
          .isBetween(700_000, 1 << 20);
    }
  }

  /** The bytes of a page of as many such keys as may be in one, with all that is told of each. */
  private int encoded(IntFunction<String> key, String type) {
    Content content = new Content(4, 7, new TreeMap<>(Map.of("content-type", type)));
    Map<PartitionedKey, IndexRecord> member = new HashMap<>();
    for (int i = 1_000; i <= 2_000; i++) {
      BlobObject object = BlobObject.written(Samples.version(1, 1, content));
      member.put(
          new PartitionedKey(0, BlobKey.of(key.apply(i))),
          new IndexRecord(object, Optional.empty(), 0, 0));
    }
    members.clear();
    members.add(member);
    ListPage page =
        new ListPage(
            ListRequest.of("", Optional.empty(), Optional.empty(), KeyRange.LIMIT_MAX, 1).range(),
            0);
    while (!page.isDone()) {
      page.add(answers(page.unknown()));
    }
    assertThat(page.keys()).isNotEmpty();
    assertThat(page.next()).contains(page.keys().get(page.keys().size() - 1).key().text());
    JsonArray entries = new JsonArray();
    for (ListAnswer.Entry entry : page.keys()) {
      String token = entry.shown().dot().token();
      entries.add(
          new JsonObject()
              .put("key", entry.key().text())
              .put("size", Long.MAX_VALUE)
              .put("etag", "\"" + token + "\"")
              .put("version", token)
              .put("lastModified", "2026-01-01T00:00:00.000Z")
              .put("contentType", type)
              .put("siblings", 64)
              .put("expires", "2026-01-01T00:00:00.000Z"));
    }
    return entries.toBuffer().length();
  }

  private KeyMerge answers(KeyRange range) {
    KeyMerge merge = new KeyMerge();
    Member nobody = Samples.member(1);
    for (Map<PartitionedKey, IndexRecord> member : members) {
      NamePage page = MemoryNamePages.of(member, range, partition -> true);
      List<KeyObject> keys =
          page.entries().stream()
              .map(entry -> new KeyObject(entry.key(), entry.record().object()))
              .toList();
      merge.add(nobody, new PeerReply.Keys(new BitSet(), keys, page.gaps(), page.end()));
    }
    return merge;
  }

  private static String word(SplittableRandom random, int length) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < length; i++) {
      word.append(LETTERS.get(random.nextInt(LETTERS.size())));
    }
    return word.toString();
  }
}
