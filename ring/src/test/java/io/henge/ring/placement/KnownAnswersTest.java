package io.henge.ring.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.ring.AssignmentTable;
import io.henge.ring.TestJson;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Placement must give the same answers for ever, or a ring would disagree with its own chain. */
class KnownAnswersTest {
  private static final TestJson VECTORS = TestJson.resource(KnownAnswersTest.class, "vectors.json");

  @Test
  void seeds_are_as_known() {
    TestJson seeds = VECTORS.get("seed");
    seeds
        .names()
        .forEach(
            seat ->
                assertThat(Mix64.seedOfSeat(Integer.parseInt(seat)))
                    .as("seat %s", seat)
                    .isEqualTo(seeds.get(seat).unsigned()));
  }

  @Test
  void pair_hashes_are_as_known() {
    TestJson hashes = VECTORS.get("hash");
    hashes
        .names()
        .forEach(
            pair -> {
              int comma = pair.indexOf(',');
              int partition = Integer.parseInt(pair.substring(0, comma));
              int seat = Integer.parseInt(pair.substring(comma + 1));
              assertThat(Rendezvous.pairHash(partition, seat))
                  .as("partition, seat %s", pair)
                  .isEqualTo(hashes.get(pair).unsigned());
            });
  }

  @Test
  void logarithms_are_as_known() {
    TestJson logarithms = VECTORS.get("neglog2");
    logarithms
        .names()
        .forEach(
            hash ->
                assertThat(NegativeLog2.of(Long.parseUnsignedLong(hash)))
                    .as("hash %s", hash)
                    .isEqualTo(logarithms.get(hash).unsigned()));
  }

  @Test
  void the_table_of_logarithms_is_as_known() throws Exception {
    ByteBuffer table = ByteBuffer.allocate(4096 * Long.BYTES);
    for (long index = 0; index < 4096; index++) {
      long hashAtEntry = (4096 + index) << 51;
      table.putLong((1L << 32) - NegativeLog2.of(hashAtEntry));
    }
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(table.array());
    assertThat(HexFormat.of().formatHex(digest))
        .isEqualTo("548e3fe1286539085b48172a39c4c6d46114bbf4d3a1efcf62bc3691f1b2057b");
  }

  @Test
  void quotas_and_zone_cap_are_as_known() {
    Candidates candidates = Candidates.of(Rings.read(VECTORS.get("members")));
    int partitions = VECTORS.integer("Q");
    int replicas = VECTORS.integer("N");
    FairShare shares = FairShare.of(candidates, partitions, replicas);
    int[] quotas = Quotas.of(candidates, shares, partitions * replicas, new int[5]);
    assertThat(shares.zoneCap()).isEqualTo(VECTORS.integer("zoneCap"));
    assertThat(quotas)
        .containsExactly(
            IntStream.range(0, 5)
                .map(seat -> VECTORS.get("quota").integer(Integer.toString(seat)))
                .toArray());
  }

  @Test
  void the_small_ring_is_as_known() {
    int[] table =
        FoundingTable.of(
            Rings.read(VECTORS.get("members")), VECTORS.integer("Q"), VECTORS.integer("N"));
    assertThat(table).containsExactly(VECTORS.get("ring").rows());
  }

  @Test
  void the_founding_of_every_walk_is_as_known() {
    List<TestJson> walks = TestJson.resource(getClass(), "walks.json").get("walks").items();
    assertThat(walks).hasSize(8);
    for (TestJson walk : walks) {
      TestJson founding = walk.get("steps").items().get(0);
      assertThat(founding.get("change").string()).isEqualTo("founding");
      checkFounding(founding, walk.integer("Q"), walk.integer("N"));
    }
  }

  @Test
  void every_step_of_every_walk_is_as_known() {
    for (TestJson walk : TestJson.resource(getClass(), "walks.json").get("walks").items()) {
      List<TestJson> steps = walk.get("steps").items();
      int replicas = walk.integer("N");
      List<WeightedSeat> members = Rings.read(steps.get(0).get("members"));
      int[] table = FoundingTable.of(members, walk.integer("Q"), replicas);
      for (TestJson step : steps.subList(1, steps.size())) {
        int width = Math.min(replicas, members.size());
        members = Rings.read(step.get("members"));
        table = PlacementStep.of(table, width, members, replicas);
        checkStep(step, table, Math.min(replicas, members.size()));
      }
    }
  }

  private static void checkStep(TestJson step, int[] table, int width) {
    if (step.has("table")) {
      assertThat(table).containsExactly(step.get("table").rows());
    }
    assertThat(digest(table, width))
        .as("after a %s: %s", step.get("change").string(), step.get("members"))
        .isEqualTo(step.get("digest").string());
  }

  @Test
  void the_small_ring_after_a_join_is_as_known() {
    int[] table =
        FoundingTable.of(
            Rings.read(VECTORS.get("members")), VECTORS.integer("Q"), VECTORS.integer("N"));
    int[] joined = PlacementStep.of(table, 3, Rings.mixed(6, 3), VECTORS.integer("N"));
    assertThat(joined).containsExactly(VECTORS.get("afterJoin5").rows());
  }

  @Test
  void foundings_of_odd_shapes_are_as_known() {
    List<TestJson> foundings =
        TestJson.resource(getClass(), "foundings.json").get("foundings").items();
    assertThat(foundings).hasSize(40);
    for (TestJson founding : foundings) {
      checkFounding(founding, founding.integer("Q"), founding.integer("N"));
    }
  }

  private static void checkFounding(TestJson founding, int partitions, int replicas) {
    List<WeightedSeat> members = Rings.read(founding.get("members"));
    int[] table = FoundingTable.of(members, partitions, replicas);
    if (founding.has("table")) {
      assertThat(table).containsExactly(founding.get("table").rows());
    }
    assertThat(digest(table, Math.min(replicas, members.size())))
        .as("Q %s, N %s, %s", partitions, replicas, members)
        .isEqualTo(founding.get("digest").string());
  }

  @ParameterizedTest
  @CsvSource({
    "5, 1, false, 65055525a31872c6ad4c19ac0400c40cba55393f0b49603d32332de4902f694e",
    "5, 3, true, 0a67aa149541b9a1d6053549c49ab7988764850dd95cdecb23b1a91a59e26090",
    "100, 5, true, 028b1d94b294465b4f8a0797099960bbfb2f750bd02f1fe617d0ee5d39e7bff1",
    "1000, 3, true, a4c81926ad83402a55249ff437712919125a0858a2ebfdf833a1253a4704f6fa"
  })
  void great_foundings_are_as_known(int members, int zones, boolean mixed, String digest) {
    List<WeightedSeat> ring = mixed ? Rings.mixed(members, zones) : Rings.equal(members, zones);
    assertThat(digest(FoundingTable.of(ring, 65536, 3), 3)).isEqualTo(digest);
  }

  @Test
  void quotas_after_a_change_are_as_known() {
    TestJson walk = TestJson.resource(getClass(), "walks.json").get("walks").items().get(0);
    List<TestJson> steps = walk.get("steps").items();
    for (int s = 1; s < steps.size(); s++) {
      TestJson step = steps.get(s);
      List<WeightedSeat> members = Rings.read(step.get("members"));
      Candidates candidates = Candidates.of(members);
      int[] before = steps.get(s - 1).get("table").rows();
      int[] held = new int[members.size()];
      for (int i = 0; i < held.length; i++) {
        int seat = candidates.seat(i);
        held[i] = (int) IntStream.of(before).filter(x -> x == seat).count();
      }
      FairShare shares = FairShare.of(candidates, walk.integer("Q"), walk.integer("N"));
      int[] quotas = Quotas.of(candidates, shares, walk.integer("Q") * walk.integer("N"), held);
      for (int i = 0; i < held.length; i++) {
        assertThat(quotas[i])
            .as("step %s, seat %s", s, candidates.seat(i))
            .isEqualTo(step.get("load").integer(Integer.toString(candidates.seat(i))));
      }
    }
  }

  @Test
  void stand_ins_are_as_known() {
    for (TestJson known : TestJson.resource(getClass(), "standins.json").get("standIns").items()) {
      List<WeightedSeat> members = Rings.read(known.get("members"));
      int[] table = FoundingTable.of(members, known.integer("Q"), known.integer("N"));
      StandInOrder order = new StandInOrder(members);
      List<TestJson> expected = known.get("standIns").items();
      for (int partition = 0; partition < expected.size(); partition++) {
        int[] row = IntStream.of(table).skip(partition * 3L).limit(3).toArray();
        assertThat(order.of(partition, row))
            .as("%s members, partition %s", members.size(), partition)
            .containsExactly(expected.get(partition).integers());
      }
    }
  }

  private static String digest(int[] table, int width) {
    return AssignmentTable.of(width, table).digest();
  }
}
