package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.coordinator.GetAnswer;
import io.henge.node.coordinator.PutRequest.WriteOptions;
import io.henge.node.coordinator.QuorumSize;
import io.henge.node.message.PeerRequest;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.ring.version.Dot;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Owners that a read shows to be behind catch up after it, and nothing corrupt is spread. */
class ReadRepairTest {
  /** As many keys as an event loop has under repair at once. */
  private static final int KEYS_MAX = 32;

  private final World world = World.founded(91, 3);
  private final Row row = Row.of(world, "stones/1");

  private static String text(boolean isLarge, String text) {
    return isLarge ? Requests.large(text) : text;
  }

  /** The owner misses the write, and nobody remembers to tell it. */
  private void putBeside(Row at, WorldNode missing, String text) {
    at.fate(Fate.LOSE, Row.to(missing).and(Row.commits().or(Row.offers())));
    at.put(at.a(), text);
    world.run(5_000);
    forgetDebts(at.a());
    at.allArrive();
  }

  private void forgetDebts(WorldNode node) {
    node.crash();
    row.restart(node);
    assertThat(node.owed()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void an_owner_that_missed_a_write_is_repaired_by_a_read_that_asks_it(boolean isLarge) {
    putBeside(row, row.c(), text(isLarge, "text"));
    row.a().suspect(row.b());
    assertThat(row.read(row.a())).isEqualTo(text(isLarge, "text"));
    assertThat(row.stored(row.c()).isEmpty()).as("the answer came first").isTrue();
    world.run(1_000);
    assertThat(row.stored(row.c())).isEqualTo(row.stored(row.a()));
    assertThat(row.a().events().repairsDone()).isEqualTo(1);
    row.a().crash();
    row.b().crash();
    assertThat(fromAlone(row.c())).isEqualTo(text(isLarge, "text"));
  }

  private String fromAlone(WorldNode node) {
    GetAnswer answer =
        world.await(node.coordinator().get(Requests.get(row.key(), new QuorumSize.Exactly(1))));
    return Requests.text(answer);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void the_reading_node_itself_takes_what_it_missed(boolean isLarge) {
    putBeside(row, row.c(), text(isLarge, "text"));
    int stages = row.c().stageCount();
    assertThat(row.read(row.c())).isEqualTo(text(isLarge, "text"));
    world.run(1_000);
    assertThat(row.stored(row.c())).isEqualTo(row.stored(row.a()));
    assertThat(row.c().events().repairsDone()).isEqualTo(1);
    assertThat(row.c().stageCount()).isEqualTo(stages);
  }

  @Test
  void an_owner_that_has_heard_of_more_removals_takes_what_it_missed() {
    putBeside(row, row.c(), "text");
    world.await(row.c().removals().raise(row.key().partition(), 3));
    assertThat(row.read(row.c())).isEqualTo("text");
    world.run(1_000);
    assertThat(row.stored(row.c())).isEqualTo(row.stored(row.a()));
  }

  @Test
  void a_delete_that_was_missed_is_repaired_as_well() {
    row.put(row.a(), "text");
    world.run(1_000);
    row.fate(Fate.LOSE, Row.to(row.c()).and(Row.commits().or(Row.offers())));
    row.delete(row.a());
    world.run(5_000);
    forgetDebts(row.a());
    row.allArrive();
    assertThat(row.failedGet(row.c()).code()).isEqualTo(ErrorCode.GONE);
    world.run(1_000);
    assertThat(row.stored(row.c())).isEqualTo(row.stored(row.a()));
  }

  @Test
  void owners_that_have_one_sibling_each_get_both() {
    row.put(row.a(), "before");
    world.run(1_000);
    row.isolate(row.a());
    row.isolate(row.b());
    Future<?> left = row.putting(row.a(), "left", withPast(row.a()));
    Future<?> right = row.putting(row.b(), "right", withPast(row.b()));
    world.await(left);
    world.await(right);
    world.run(5_000);
    forgetDebts(row.a());
    forgetDebts(row.b());
    world.network().mend();
    assertThat(row.get(row.a()).siblings()).isEqualTo(2);
    world.run(1_000);
    assertThat(row.stored(row.a()).live()).hasSize(2);
    assertThat(row.stored(row.b())).isEqualTo(row.stored(row.a()));
  }

  private WriteOptions withPast(WorldNode at) {
    String token =
        world
            .await(at.coordinator().get(Requests.get(row.key(), new QuorumSize.Exactly(1))))
            .contextToken();
    return new WriteOptions(
        Requests.PLAIN.preconditions(),
        Optional.of(token),
        Optional.empty(),
        new QuorumSize.Exactly(1),
        Requests.PLAIN.sloppy(),
        Requests.TIMEOUT_MILLIS);
  }

  @Test
  void an_owner_that_lost_its_index_gets_what_is_read() {
    row.put(row.a(), "text");
    world.run(1_000);
    row.b().crash();
    row.b().disk().loseIndex();
    row.restart(row.b());
    assertThat(row.read(row.a())).isEqualTo("text");
    world.run(1_000);
    assertThat(row.stored(row.b())).isEqualTo(row.stored(row.a()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_newest_copy_that_is_corrupt_is_not_spread(boolean isLarge) {
    row.put(row.a(), "old");
    world.run(1_000);
    row.fate(Fate.LOSE, Row.from(row.a()).and(Row.commits().or(Row.offers())));
    Dot newest =
        row.put(row.a(), text(isLarge, "new"), Requests.with(new QuorumSize.Exactly(1)))
            .dot()
            .orElseThrow();
    world.run(5_000);
    forgetDebts(row.a());
    row.allArrive();
    row.a().disk().damageBodies(row.key());
    List<Integer> stages = row.all().stream().map(WorldNode::stageCount).toList();

    for (WorldNode reader : row.all()) {
      world.failureOf(reader.coordinator().get(Requests.get(row.key(), new QuorumSize.All())));
      world.run(5_000);
    }

    assertThat(row.copies(newest)).isEqualTo(1);
    assertThat(row.all()).extracting(WorldNode::stageCount).isEqualTo(stages);
    assertThat(row.b().events().repairsFailed()).isPositive();
    assertThat(row.b().events().repairsDone()).isZero();
  }

  @Test
  void the_late_answer_of_a_straggler_leads_to_its_repair() {
    putBeside(row, row.b(), "text");
    row.fate(Fate.HOLD, Row.to(row.b()).and(p -> p.request() instanceof PeerRequest.Head));
    assertThat(row.read(row.a())).isEqualTo("text");
    assertThat(row.a().events().hedges()).isEqualTo(1);
    world.run(100);
    assertThat(row.a().events().repairsBegun()).isZero();

    row.allArrive();
    world.network().release();
    world.run(1_000);

    assertThat(row.stored(row.b())).isEqualTo(row.stored(row.a()));
    assertThat(row.a().events().repairsDone()).isEqualTo(1);
  }

  @Test
  void a_bounded_number_of_keys_is_under_repair_at_once_and_each_of_them_once() {
    List<Row> rows = new ArrayList<>();
    row.fate(Fate.LOSE, Row.to(row.c()).and(Row.commits().or(Row.offers())));
    for (int i = 0; i < KEYS_MAX + 10; i++) {
      Row other = new Row(world, World.key("key " + i), row.a(), row.b(), row.c());
      other.put(row.a(), "text " + i);
      rows.add(other);
    }
    world.run(5_000);
    forgetDebts(row.a());
    row.a().suspect(row.b());
    row.fate(Fate.HOLD, Row.offers());

    readAll(rows);
    readAll(rows.subList(0, 1));
    assertThat(row.a().events().repairsBegun()).isEqualTo(KEYS_MAX);
    assertThat(row.a().events().repairsDropped()).isEqualTo(11);
    world.run(200);
    assertThat(world.network().held()).isEqualTo(KEYS_MAX);

    row.allArrive();
    world.network().release();
    world.run(1_000);
    assertThat(row.a().events().repairsDone()).isEqualTo(KEYS_MAX);
    readAll(rows);
    world.run(1_000);
    assertThat(rows).allSatisfy(r -> assertThat(r.stored(r.c())).isEqualTo(r.stored(r.a())));
  }

  private void readAll(List<Row> rows) {
    List<Future<GetAnswer>> reads =
        rows.stream().map(r -> r.a().coordinator().get(Requests.get(r.key()))).toList();
    reads.forEach(world::await);
  }

  @Test
  void a_read_of_what_all_have_repairs_nothing() {
    row.put(row.a(), "text");
    world.run(1_000);
    world.await(row.a().coordinator().get(Requests.get(row.key(), new QuorumSize.All())));
    world.run(1_000);
    assertThat(row.a().events().repairsBegun()).isZero();
  }
}
