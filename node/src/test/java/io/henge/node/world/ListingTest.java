package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.blob.KeyRange;
import io.henge.node.coordinator.Expiry;
import io.henge.node.coordinator.ListAnswer;
import io.henge.node.coordinator.ListRequest;
import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.membership.RingWish;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.ring.ChainEntry;
import io.henge.ring.Layouts;
import io.henge.ring.Member;
import io.henge.ring.Phase;
import io.henge.ring.Rows;
import io.henge.ring.Seat;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rule L1: a page is merged from R filled owners of every partition, or says that it is not. */
class ListingTest {
  private static final int SLOWEST_STEP_MILLIS = 600_000;

  private final World world = World.founded(71, 5);

  private static ListRequest request(String prefix, Optional<String> after, int limit) {
    return ListRequest.of(prefix, Optional.empty(), after, limit, Requests.TIMEOUT_MILLIS);
  }

  private static ListAnswer list(World world, WorldNode at, String prefix) {
    return world.await(
        at.coordinator().list(request(prefix, Optional.empty(), KeyRange.LIMIT_MAX)));
  }

  private ListAnswer list(WorldNode at) {
    return list(world, at, "");
  }

  private static List<String> names(ListAnswer page) {
    return page.keys().stream().map(entry -> entry.key().text()).toList();
  }

  private static void put(World world, String... keys) {
    for (String key : keys) {
      Row row = Row.of(world, key);
      row.put(row.a(), "text", Requests.strict(Requests.PLAIN));
    }
  }

  private Row row(String key) {
    return Row.of(world, key);
  }

  @Test
  void any_node_lists_the_keys_of_all_in_the_order_of_their_bytes() {
    put(world, "b/2", "a", "\u00e9", "b/1", "\ud83d\ude00", "\uffee", "z", "b", "B");
    for (WorldNode node : world.nodes()) {
      ListAnswer page = list(node);
      assertThat(names(page))
          .containsExactly("B", "a", "b", "b/1", "b/2", "z", "\u00e9", "\uffee", "\ud83d\ude00");
      assertThat(page.shortage()).isEmpty();
      assertThat(page.next()).isEmpty();
    }
    assertThat(names(list(world, world.node(1), "b/"))).containsExactly("b/1", "b/2");
    assertThat(list(world, world.node(1), "c").keys()).isEmpty();
  }

  @Test
  void pages_follow_each_other_without_gap_and_without_repetition() {
    List<String> keys = new ArrayList<>();
    for (int i = 10; i < 50; i++) {
      keys.add("k/" + i);
    }
    put(world, keys.toArray(String[]::new));
    List<String> listed = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      ListAnswer page = world.await(world.node(0).coordinator().list(request("", after, 7)));
      assertThat(page.keys()).hasSizeLessThanOrEqualTo(7);
      listed.addAll(names(page));
      after = page.next();
    } while (after.isPresent());
    assertThat(listed).isEqualTo(keys);
  }

  @Test
  void an_entry_tells_what_a_reader_would_be_shown() {
    Row row = row("stones/1");
    row.put(row.a(), "text");
    ListAnswer.Entry entry = list(world.node(3)).keys().get(0);
    assertThat(entry.shown()).isEqualTo(row.get(row.a()).version());
    assertThat(entry.siblings()).isEqualTo(1);
  }

  @Test
  void with_one_node_dead_a_page_is_complete() {
    put(world, "a", "b", "c", "d", "e", "f");
    for (WorldNode dead : world.nodes()) {
      dead.crash();
      for (WorldNode asked : world.nodes()) {
        if (asked != dead) {
          ListAnswer page = list(asked);
          assertThat(page.shortage()).isEmpty();
          assertThat(names(page)).containsExactly("a", "b", "c", "d", "e", "f");
        }
      }
      dead.start();
      world.await(dead.joined());
    }
  }

  @Test
  void with_two_owners_of_a_row_dead_a_page_says_that_it_may_be_incomplete() {
    Row row = row("stones/1");
    put(world, "stones/1");
    row.b().crash();
    row.c().crash();
    ListAnswer page = list(row.a());
    assertThat(names(page)).containsExactly("stones/1");
    ListAnswer.Shortage shortage = page.shortage().orElseThrow();
    assertThat(shortage.partitions().get(row.key().partition())).isTrue();
    assertThat(shortage.partitionCount()).isLessThan(World.PARTITIONS.count());
    assertThat(shortage.firstPartitions(1)).hasSize(1);
    assertThat(shortage.failures())
        .hasSize(2)
        .allMatch(failure -> failure.reason() == Reason.UNREACHABLE);
  }

  @Test
  void a_member_that_does_not_answer_is_waited_for_only_if_it_is_needed() {
    Row row = row("stones/1");
    put(world, "stones/1");
    row.fate(Fate.LOSE, Row.to(row.b()));
    long before = world.clock().nowMillis();
    assertThat(list(row.a()).shortage()).isEmpty();
    assertThat(world.clock().nowMillis() - before).isLessThan(Requests.TIMEOUT_MILLIS);
    row.fate(Fate.LOSE, Row.to(row.b()).or(Row.to(row.c())));
    assertThat(list(row.a()).shortage().orElseThrow().failures())
        .hasSize(2)
        .allMatch(failure -> failure.reason() == Reason.TIMEOUT);
  }

  @Test
  void an_unfilled_owner_tells_what_it_has_and_does_not_count() {
    World three = World.founded(73, 3);
    Row row = Row.of(three, "stones/1");
    row.fate(Fate.LOSE, Row.to(row.c()).and(Row.commits().or(Row.offers())));
    row.put(row.a(), "at a and b", Requests.strict(Requests.PLAIN));
    loseIndex(three, row.b());
    row.a().crash();
    ListAnswer page = list(three, row.c(), "");
    assertThat(page.keys()).as("b has forgotten it, c never knew it").isEmpty();
    assertThat(page.shortage()).as("c alone is filled").isPresent();
    row.restart(row.a());
    assertThat(names(list(three, row.b(), ""))).containsExactly("stones/1");
    assertThat(list(three, row.b(), "").shortage()).isEmpty();

    row.put(row.b(), "again");
    row.a().crash();
    ListAnswer since = list(three, row.b(), "");
    assertThat(names(since)).as("what b was told since").containsExactly("stones/1");
    assertThat(since.shortage()).isPresent();
  }

  @Test
  void a_record_that_cannot_be_read_silences_an_owner_for_its_partition_alone() {
    World three = World.founded(97, 3);
    Row row = Row.of(three, "stones/1");
    put(three, "a", "b", "c");
    row.fate(Fate.LOSE, Row.to(row.c()).and(Row.commits().or(Row.offers())));
    row.put(row.a(), "at a and b", Requests.strict(Requests.PLAIN));
    row.b().disk().garble(row.key());
    ListAnswer covered = list(three, row.b(), "");
    assertThat(names(covered)).containsExactly("a", "b", "c", "stones/1");
    assertThat(covered.shortage()).as("a and c are two").isEmpty();
    row.a().crash();
    ListAnswer page = list(three, row.b(), "");
    assertThat(names(page)).containsExactly("a", "b", "c");
    ListAnswer.Shortage shortage = page.shortage().orElseThrow();
    assertThat(shortage.firstPartitions(2)).containsExactly(row.key().partition());
  }

  private static void loseIndex(World world, WorldNode node) {
    node.crash();
    node.disk().loseIndex();
    node.start();
    world.await(node.joined());
  }

  @Test
  void a_deleted_key_is_not_shown_although_one_owner_has_an_old_version() {
    World three = World.founded(89, 3);
    Row row = Row.of(three, "stones/1");
    put(three, "stones/1", "stones/2");
    three.run(2_000);
    row.fate(Fate.LOSE, Row.to(row.c()).and(Row.commits().or(Row.offers())));
    row.delete(row.a(), Requests.strict(Requests.PLAIN));
    assertThat(row.stored(row.c()).shown()).as("c has heard nothing").isPresent();
    for (WorldNode asked : List.of(row.a(), row.b(), row.c(), row.c(), row.c())) {
      ListAnswer page = list(three, asked, "");
      assertThat(page.shortage()).isEmpty();
      assertThat(names(page)).containsExactly("stones/2");
    }
  }

  @Test
  void an_expired_key_is_not_shown() {
    Row row = row("stones/1");
    world.await(
        row.a()
            .coordinator()
            .put(Requests.put(row.key(), "text", new Expiry.After(60_000), Requests.PLAIN)));
    assertThat(names(list(row.a()))).containsExactly("stones/1");
    world.run(60_000);
    assertThat(list(row.a()).keys()).isEmpty();
  }

  @Test
  void a_key_with_siblings_is_shown_once_with_their_number() {
    Row row = row("stones/1");
    row.put(row.a(), "first");
    String seen = row.get(row.a()).contextToken();
    row.put(row.a(), "left", Requests.with(seen));
    row.put(row.b(), "right", Requests.with(seen));
    ListAnswer.Entry entry = list(row.c()).keys().get(0);
    assertThat(entry.siblings()).isEqualTo(2);
    assertThat(entry.shown()).isEqualTo(row.get(row.c()).version());
  }

  @Test
  void what_only_a_stand_in_has_is_not_shown() {
    Row row = row("stones/1");
    WorldNode helper = row.standIns().get(0);
    row.isolate(row.b());
    row.isolate(row.c());
    row.a().suspect(row.b());
    row.a().suspect(row.c());
    row.put(row.a(), "at a and a stand-in");
    assertThat(row.stored(helper).isEmpty()).isFalse();
    row.a().crash();
    world.network().mend();
    ListAnswer page = list(helper);
    assertThat(page.shortage()).as("b and c are filled").isEmpty();
    assertThat(page.keys()).as("as a strict read answers").isEmpty();
    assertThat(row.failedGet(row.b()).code()).isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void a_node_that_reaches_nobody_fails_or_says_so() {
    put(world, "stones/1");
    WorldNode stranger =
        world.nodes().stream()
            .filter(node -> !row("stones/1").all().contains(node))
            .findFirst()
            .orElseThrow();
    row("stones/1").isolate(stranger);
    ListAnswer page = list(stranger);
    assertThat(page.keys()).isEmpty();
    assertThat(page.shortage().orElseThrow().partitionCount()).isEqualTo(World.PARTITIONS.count());
  }

  @Test
  void a_page_of_which_nothing_is_known_in_time_is_no_page() {
    World three = World.founded(79, 3);
    WorldNode node = three.node(0);
    node.disk().speed(600_000);
    three.network().rule(passage -> Fate.LOSE);
    BlobFailure failure =
        (BlobFailure)
            three.failureOf(
                node.coordinator()
                    .list(ListRequest.of("", Optional.empty(), Optional.empty(), 10, 1_000)));
    assertThat(failure.code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
  }

  @Test
  void while_a_row_changes_those_are_heard_that_are_read() {
    GrowingRing ring = new GrowingRing();
    World growing = ring.world();
    put(growing, "before");
    ring.holdAt(Phase.DUAL);
    ring.join();
    Row row = ring.changing();
    ring.holdAt(Phase.DUAL, GrowingRing.writesTo(row.b()));
    row.put(row.a(), "at a, c and x", Requests.strict(Requests.PLAIN));
    ring.holdAt(Phase.DUAL);
    for (WorldNode asked : growing.nodes()) {
      assertThat(names(list(growing, asked, ""))).contains("before", row.key().key().text());
      assertThat(list(growing, asked, "").shortage()).isEmpty();
    }
    // The old row is read: without two of it there is no complete page, whoever else knows it.
    row.b().crash();
    row.c().crash();
    assertThat(list(growing, row.a(), "").shortage()).isPresent();
    row.restart(row.b());
    row.restart(row.c());

    ring.holdAt(Phase.MOVED);
    ring.await(Phase.MOVED);
    Rows rows = growing.ledger().newest().layouts().rows(row.key().partition());
    assertThat(rows.areTwo()).isTrue();
    for (WorldNode asked : growing.nodes()) {
      ListAnswer page = list(growing, asked, "");
      assertThat(names(page)).contains("before", row.key().key().text());
      assertThat(page.shortage()).isEmpty();
    }
    row.c().crash();
    assertThat(list(growing, row.a(), "").shortage()).as("c is read no more").isEmpty();
  }

  @Test
  void a_page_is_asked_for_again_when_the_rows_change_under_it() {
    GrowingRing ring = new GrowingRing();
    World growing = ring.world();
    put(growing, "a", "b", "c");
    ring.newcomer().start();
    growing.run(1_000);
    WorldNode asked = growing.node(0);
    ChainEntry before = asked.chainEntry();
    growing
        .network()
        .rule(
            passage -> passage.request() instanceof PeerRequest.AskKeys ? Fate.HOLD : Fate.DELIVER);
    Future<ListAnswer> listing =
        asked.coordinator().list(request("", Optional.empty(), KeyRange.LIMIT_MAX));
    ChainEntry changed =
        growing.await(
            GrowingRing.applying(growing.node(1), new RingWish.Join(ring.newcomer().address())));
    growing.network().rule(passage -> Fate.DELIVER);
    assertThat(listing.isComplete()).isFalse();
    growing.network().release();
    ListAnswer page = growing.await(listing);
    assertThat(names(page)).containsExactly("a", "b", "c");
    assertThat(page.shortage()).isEmpty();
    assertThat(page.chainNumber())
        .as("not mixed of answers from before and after")
        .isGreaterThan(before.number())
        .isGreaterThanOrEqualTo(changed.number());
  }

  @Test
  void keys_are_told_by_the_rows_that_are_counted_or_not_at_all() {
    GrowingRing ring = new GrowingRing();
    World growing = ring.world();
    put(growing, "a", "b", "c");
    ring.holdAt(Phase.DUAL);
    ring.join();
    Row row = ring.changing();
    ring.await(Phase.DUAL);
    growing.run(1_000);
    Layouts dual = row.a().chainEntry().layouts();
    assertThat(growing.await(asking(row.a(), dual, row.a())).keys()).isNotEmpty();
    assertThat(growing.await(asking(row.a(), dual, row.c())).keys()).isNotEmpty();

    // Both begin to read under the old rows.
    row.a().disk().speed(SLOWEST_STEP_MILLIS);
    row.c().disk().speed(SLOWEST_STEP_MILLIS);
    Future<PeerReply.Keys> here = asking(row.a(), dual, row.a());
    Future<PeerReply.Keys> there = asking(row.a(), dual, row.c());
    growing.run(10);
    row.a().disk().speed(1);
    row.c().disk().speed(1);
    ring.holdAt(Phase.MOVED);
    ring.await(Phase.MOVED);
    assertThat(here.isComplete() || there.isComplete()).as("they are at it still").isFalse();
    for (Future<PeerReply.Keys> late : List.of(here, there)) {
      assertThat(growing.failureOf(late)).hasMessageContaining("the ring has changed");
    }

    assertThat(growing.failureOf(asking(row.a(), dual, row.a())))
        .hasMessageContaining("the ring has changed");
    assertThat(growing.failureOf(asking(row.a(), dual, row.c())))
        .as("c would answer by the new rows what is counted by the old ones")
        .hasMessageContaining("the ring has changed");
  }

  private static Future<PeerReply.Keys> asking(WorldNode asks, Layouts layouts, WorldNode asked) {
    KeyRange all = request("", Optional.empty(), KeyRange.LIMIT_MAX).range();
    Member member = layouts.memberOf(asked.identity().node()).orElseThrow();
    return asks.replicas().keys(layouts, member, all, 2L * SLOWEST_STEP_MILLIS);
  }

  @Test
  void a_retired_node_lists_nothing() {
    World four = World.founded(83, 4, WorldUpkeep.every(2_000));
    put(four, "a", "b");
    WorldNode leaver = four.node(3);
    four.await(GrowingRing.applying(four.node(0), new RingWish.Leave(new Seat(3))));
    for (long waited = 0; four.ledger().newest().layouts().members().size() > 3; waited += 100) {
      assertThat(waited).isLessThan(GrowingRing.DONE_WITHIN_MILLIS);
      four.run(100);
    }
    four.run(5_000);
    BlobFailure failure =
        (BlobFailure)
            four.failureOf(
                leaver.coordinator().list(request("", Optional.empty(), KeyRange.LIMIT_MAX)));
    assertThat(failure.code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    assertThat(names(list(four, four.node(0), ""))).containsExactly("a", "b");
  }
}
