package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.message.PeerRequest;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.node.world.SimulatedNetwork.Passage;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.henge.ring.Seat;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rule C6: where a majority is gone for good, those that remain go on at an operator's word. */
class ForcingTest {
  private static final int KEYS = 40;
  private static final Set<Seat> LAST_THREE = seats(2, 3, 4);

  private final World world = World.founded(87, 5, WorldUpkeep.every(2_000));

  private static Set<Seat> seats(int... numbers) {
    Set<Seat> seats = new HashSet<>();
    IntStream.of(numbers).forEach(number -> seats.add(new Seat(number)));
    return seats;
  }

  private static Future<ChainEntry> forcing(WorldNode at, Set<Seat> lost) {
    return at.forcing().force(lost, true);
  }

  private static List<Row> rows(World world) {
    return IntStream.range(0, KEYS).mapToObj(i -> Row.of(world, "stones/" + i)).toList();
  }

  private void crash(int... numbers) {
    IntStream.of(numbers).forEach(number -> world.node(number).crash());
  }

  @Test
  void two_of_five_go_on_with_what_they_hold() {
    List<Row> rows = rows(world);
    rows.forEach(row -> row.put(row.a(), "before"));
    world.run(5_000);
    Set<WorldNode> remaining = Set.of(world.node(0), world.node(1));
    List<Row> held =
        rows.stream().filter(row -> row.all().stream().anyMatch(remaining::contains)).toList();
    crash(2, 3, 4);
    ChainEntry entry = world.await(forcing(world.node(0), LAST_THREE));
    assertThat(entry.generation().number()).isEqualTo(2);
    assertThat(entry.layout().members()).hasSize(2);
    assertThat(entry.layout().width()).isEqualTo(2);
    world.run(30_000);
    for (WorldNode node : remaining) {
      assertThat(node.chainEntry()).isEqualTo(entry);
    }
    requireFilledWith(held, world);
    assertThat(held).hasSizeGreaterThan(KEYS / 2);
    held.get(0).put(world.node(1), "after");
    assertThat(held.get(0).read(world.node(0))).isEqualTo("after");
    ReplaceTest.setting(world.node(0), "a");
    world.run(2_000);
    assertThat(world.node(1).chainEntry().number()).as("votes go on").isGreaterThan(entry.number());
  }

  private static boolean isHeldByOneOfThree(Row row, World world) {
    List<WorldNode> remaining = world.nodes().subList(0, 3);
    return row.all().stream().filter(remaining::contains).count() == 1;
  }

  private static void requireFilledWith(List<Row> held, World world) {
    for (WorldNode node : world.members()) {
      assertThat(node.isFilled()).isTrue();
      for (Row row : held) {
        assertThat(row.read(node)).isEqualTo("before");
      }
    }
  }

  @Test
  void a_row_with_too_few_owners_left_waits_for_the_operators_word() {
    World seven = World.founded(91, 7, WorldUpkeep.every(2_000));
    List<Row> rows = rows(seven);
    rows.forEach(row -> row.put(row.a(), "before"));
    seven.run(5_000);
    List<Row> held = rows.stream().filter(row -> isHeldByOneOfThree(row, seven)).toList();
    assertThat(held).isNotEmpty();
    IntStream.range(3, 7).forEach(number -> seven.node(number).crash());
    seven.await(forcing(seven.node(1), seats(3, 4, 5, 6)));
    seven.run(60_000);
    assertThat(seven.members()).noneMatch(WorldNode::isFilled);
    seven.members().forEach(node -> node.filling().acceptLossOfWaiting());
    seven.run(60_000);
    requireFilledWith(held, seven);
  }

  @Test
  void it_is_refused_where_it_need_not_be() {
    crash(3, 4);
    assertThat(world.failureOf(forcing(world.node(0), seats(3, 4))))
        .hasMessageContaining("a majority");
    crash(2);
    assertThat(world.failureOf(world.node(0).forcing().force(LAST_THREE, false)))
        .hasMessageContaining("accept-loss");
    assertThat(world.failureOf(forcing(world.node(0), seats(1, 2, 3, 4))))
        .hasMessageContaining("seat 1 answers");
    assertThat(world.failureOf(forcing(world.node(0), seats(2, 3, 4, 9))))
        .hasMessageContaining("no member has");
    assertThat(world.failureOf(forcing(world.node(0), seats(0, 2, 3, 4))))
        .hasMessageContaining("lost");
    assertThat(world.node(0).chainEntry()).isEqualTo(world.ledger().newest());
    assertThat(world.node(0).chainEntry().generation().number()).isEqualTo(1);
  }

  @Test
  void nothing_is_in_force_before_all_that_remain_have_pledged_themselves() {
    crash(2, 3, 4);
    ChainEntry before = world.node(0).chainEntry();
    lose(world, passage -> passage.request() instanceof PeerRequest.Pledge);
    assertThat(world.failureOf(forcing(world.node(0), LAST_THREE)))
        .hasMessageContaining("seat 1 is not named as lost");
    assertThat(world.node(0).chainEntry()).isEqualTo(before);
    lose(world, passage -> false);
    world.node(0).crash();
    world.node(0).start();
    world.run(2_000);
    assertThat(world.node(0).chainEntry()).isEqualTo(before);
    ChainEntry entry = world.await(forcing(world.node(1), LAST_THREE));
    assertThat(world.node(0).chainEntry()).isEqualTo(entry);
    assertThat(world.await(forcing(world.node(1), LAST_THREE))).as("said again").isEqualTo(entry);
  }

  @Test
  void who_has_pledged_itself_and_misses_the_news_asks() {
    crash(2, 3, 4);
    WorldNode other = world.node(1);
    Predicate<Passage> news = passage -> passage.request() instanceof PeerRequest.Chosen;
    Predicate<Passage> asks = passage -> passage.request() instanceof PeerRequest.AskChain;
    lose(world, news.or(asks.and(Row.from(other))));
    ChainEntry entry = world.await(forcing(world.node(0), LAST_THREE));
    assertThat(other.chainEntry()).isNotEqualTo(entry);
    other.crash();
    other.start();
    lose(world, news);
    world.run(30_000);
    assertThat(other.chainEntry()).isEqualTo(entry);
  }

  private static void lose(World world, Predicate<Passage> which) {
    world.network().rule(passage -> which.test(passage) ? Fate.LOSE : Fate.DELIVER);
  }

  /** Another one may be lost while the pledges are gathered. */
  @Test
  void a_pledge_is_taken_back_by_the_next_one() {
    World seven = World.founded(93, 7);
    IntStream.range(3, 7).forEach(number -> seven.node(number).crash());
    lose(seven, passage -> passage.request() instanceof PeerRequest.Chosen);
    ChainEntry first = seven.await(forcing(seven.node(0), seats(3, 4, 5, 6)));
    lose(seven, passage -> false);
    seven.node(0).crash();
    ChainEntry second = seven.await(forcing(seven.node(1), seats(0, 3, 4, 5, 6)));
    seven.node(0).start();
    seven.run(30_000);
    assertThat(seven.node(0).chainEntry()).isEqualTo(first);
    for (int number = 1; number <= 2; number++) {
      assertThat(seven.node(number).chainEntry()).isEqualTo(second);
    }
  }

  @Test
  void a_node_goes_on_by_what_it_has_pledged_itself_to_last() {
    World seven = World.founded(94, 7);
    ChainEntry before = seven.node(1).chainEntry();
    IntStream.range(3, 7).forEach(number -> seven.node(number).crash());
    lose(seven, passage -> passage.request() instanceof PeerRequest.Chosen);
    ChainEntry first = seven.await(forcing(seven.node(0), seats(3, 4, 5, 6)));
    seven.node(0).crash();
    lose(seven, passage -> passage.request() instanceof PeerRequest.Pledge);
    seven.failureOf(forcing(seven.node(1), seats(0, 3, 4, 5, 6)));
    lose(seven, passage -> false);
    seven.node(0).start();
    seven.run(30_000);
    assertThat(seven.node(2).chainEntry()).isEqualTo(first);
    assertThat(seven.node(1).chainEntry()).isEqualTo(before);
  }

  @Test
  void who_was_given_up_is_refused_when_it_comes_back() {
    Row row = Row.of(world, "stones/1");
    row.put(row.a(), "before");
    world.run(2_000);
    crash(2, 3, 4);
    ChainEntry entry = world.await(forcing(world.node(0), LAST_THREE));
    IntStream.of(2, 3, 4).forEach(number -> world.node(number).start());
    world.run(30_000);
    for (int number = 0; number <= 1; number++) {
      assertThat(world.node(number).chainEntry()).isEqualTo(entry);
    }
    List<Member> members = entry.layout().members();
    assertThat(members).hasSize(2);
    assertThat(world.node(4).chainEntry().generation().number()).isEqualTo(1);
    row.put(world.node(0), "after");
    assertThat(row.read(world.node(1))).isEqualTo("after");
  }
}
