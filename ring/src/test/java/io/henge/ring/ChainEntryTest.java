package io.henge.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChainEntryTest {
  private static final ChainEntry FIRST = ChainEntry.founding(Members.equal(4, 2), 4, 3);

  private static final ChainEntry SECOND =
      new ChainEntry(
          new Generation(2, 5, "cd".repeat(32)),
          7,
          new Lineage(FIRST.digest(), "ab".repeat(32)),
          Layouts.done(FIRST.layout()),
          new Quorums(1, 3),
          Map.of(
              "logs",
                  new BucketPolicy(
                      ConflictPolicy.LAST_WRITE_WINS, OptionalInt.of(1), OptionalInt.of(3), false),
              "", new BucketPolicy(ConflictPolicy.SIBLINGS),
              "a\"\u0001é😀", new BucketPolicy(ConflictPolicy.IMMUTABLE)),
          List.of(
              new RetiredMember(new Seat(9), new NodeId(1), new Incarnation(2)),
              new RetiredMember(new Seat(1), new NodeId(3), new Incarnation(-4))));

  @Test
  void the_founding_entry_is_done_with_majorities() {
    assertThat(FIRST.position()).isEqualTo(new ChainPosition(1, 1, FIRST.digest()));
    assertThat(FIRST.phase()).isEqualTo(Phase.DONE);
    assertThat(FIRST.parentDigest()).isEmpty();
    assertThat(FIRST.readQuorum()).isEqualTo(2);
    assertThat(FIRST.writeQuorum()).isEqualTo(2);
    assertThat(ChainEntry.founding(Members.equal(1, 1), 8, 3).writeQuorum()).isEqualTo(1);
    assertThat(ChainEntry.founding(Members.equal(2, 1), 8, 3).writeQuorum()).isEqualTo(2);
    assertThat(ChainEntry.founding(Members.equal(9, 1), 8, 5).writeQuorum()).isEqualTo(3);
  }

  @Test
  void the_document_is_as_it_was() {
    ChainEntry entry = ChainEntry.founding(List.of(Members.member(3, 1, 2)), 2, 3);
    assertThat(entry.toJson())
        .isEqualTo(
            "{\"format\":1,\"hash\":\"sha256/64\",\"generation\":1,\"number\":1,\"parent\":\"\","
                + "\"phase\":\"done\",\"partitions\":2,\"replicas\":3,\"readQuorum\":1,"
                + "\"writeQuorum\":1,\"members\":[{\"seat\":3,\"node\":\"000000000000a003\","
                + "\"incarnation\":\"000000000000b003\",\"peer\":\"10.0.0.3:7500\","
                + "\"client\":\"10.0.0.3:7400\",\"zone\":1,\"weight\":2}],\"table\":[[3],[3]],"
                + "\"buckets\":{},\"retired\":[]}");
    assertThat(entry.digest())
        .isEqualTo("1a607e2552ab997cf3a3258166b9ca7d99ebd35a75291ddb50b49ebe9e693aee");
  }

  @Test
  void an_entry_survives_its_document() {
    for (ChainEntry entry : List.of(FIRST, SECOND)) {
      ChainEntry read = ChainEntry.parse(entry.toJson());
      assertThat(read).isEqualTo(entry).hasSameHashCodeAs(entry);
      assertThat(read.toJson()).isEqualTo(entry.toJson());
      assertThat(read.digest()).isEqualTo(entry.digest());
      assertThat(read.layout()).isEqualTo(entry.layout());
      assertThat(read.buckets()).isEqualTo(entry.buckets());
      assertThat(read.retired()).isEqualTo(entry.retired());
    }
    assertThat(SECOND.policyOf("logs").conflict()).isEqualTo(ConflictPolicy.LAST_WRITE_WINS);
    assertThat(SECOND.policyOf("other")).isEqualTo(BucketPolicy.DEFAULT);
  }

  @Test
  void a_successor_has_the_next_number_names_its_parent_and_its_founding_and_keeps_the_rest() {
    BucketPolicy policy =
        new BucketPolicy(ConflictPolicy.IMMUTABLE, OptionalInt.empty(), OptionalInt.of(3), true);
    ChainEntry second = FIRST.withPolicy("photos", policy);
    ChainEntry third = second.withPolicy("", new BucketPolicy(ConflictPolicy.LAST_WRITE_WINS));
    assertThat(second.number()).isEqualTo(2);
    assertThat(second.generation()).isEqualTo(FIRST.generation());
    assertThat(second.parentDigest()).isEqualTo(FIRST.digest());
    assertThat(third.parentDigest()).isEqualTo(second.digest());
    for (ChainEntry entry : List.of(FIRST, second, third)) {
      assertThat(entry.foundingDigest()).isEqualTo(FIRST.digest());
      assertThat(entry.layout()).isEqualTo(FIRST.layout());
      assertThat(ChainEntry.parse(entry.toJson())).isEqualTo(entry);
      assertThat(ChainEntry.parse(entry.toJson()).foundingDigest()).isEqualTo(FIRST.digest());
    }
    assertThat(third.policyOf("photos")).isEqualTo(policy);
    assertThat(third.toJson())
        .contains("\"founding\":\"" + FIRST.digest() + "\"")
        .contains(
            "\"buckets\":{\"\":{\"conflict\":\"last-write-wins\"},"
                + "\"photos\":{\"conflict\":\"immutable\",\"w\":3}}");
    ChainEntry fourth = third.withPolicy("photos", BucketPolicy.DEFAULT);
    assertThat(fourth.policyOf("photos")).isEqualTo(BucketPolicy.DEFAULT);
    assertThat(fourth.buckets()).containsOnlyKeys("");
  }

  @Test
  void a_policy_asks_for_no_more_replicas_than_a_row_has() {
    for (int bad : new int[] {-1, 0, 4, 17}) {
      assertThatThrownBy(
              () ->
                  FIRST.withPolicy(
                      "a",
                      new BucketPolicy(
                          ConflictPolicy.SIBLINGS, OptionalInt.of(bad), OptionalInt.empty(), true)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String bad : List.of("a/b", "-", "\u0000")) {
      assertThatThrownBy(
              () -> FIRST.withPolicy(bad, new BucketPolicy(ConflictPolicy.LAST_WRITE_WINS)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void blanks_in_a_document_do_not_change_its_digest() {
    String spaced = FIRST.toJson().replace(",", " ,\n\t").replace("{", "{ ");
    assertThat(ChainEntry.parse(spaced).digest()).isEqualTo(FIRST.digest());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"format\":1 | \"format\":2 | format 2",
        "\"format\":1 | \"format\":2,\"newField\":{} | format 2",
        "\"format\":1, | '' | format",
        "sha256/64 | sha512/64 | sha512/64",
        "\"generation\":1 | \"generation\":0 | entry.generation",
        "\"generation\":1 | \"generation\":1.0 | integer",
        "\"generation\":1 | \"generation\":2 | entry.begun",
        "\"generation\":1 | \"generation\":1,\"begun\":1 | entry: unknown field 'begun'",
        "\"generation\":1 | \"generation\":9223372036854775808 | entry.generation",
        "\"number\":1 | \"number\":2 | entry.founding",
        "\"parent\":\"\" | \"parent\":\"\",\"founding\":\"\" | unknown field 'founding'",
        "\"parent\":\"\" | \"parent\":\"ab\" | parent",
        "\"done\" | \"begun\" | entry.phase",
        "\"partitions\":4 | \"partitions\":3 | power of two",
        "\"partitions\":4 | \"partitions\":8 | 8 partitions",
        "\"replicas\":3 | \"replicas\":4 | rows of 3",
        "\"readQuorum\":2 | \"readQuorum\":4 | R is 1 to 3",
        "\"writeQuorum\":2 | \"writeQuorum\":0 | entry.writeQuorum",
        "\"seat\":1 | \"seat\":0 | seat 0",
        "\"seat\":1 | \"seat\":77 | row",
        "\"seat\":1 | \"seat\":-1 | entry.members[1].seat",
        "000000000000a001 | 000000000000a000 | twice",
        "000000000000a001 | A00000000000A001 | entry.members[1].node",
        "10.0.0.2:7500 | 10.0.0.2 | entry.members[2].peer",
        "\"weight\":1}] | \"weight\":1001}] | entry.members[3].weight",
        "\"weight\":1}] | \"weight\":1,\"x\":1}] | entry.members[3]: unknown field 'x'",
        "\"zone\":0, | '' | entry.members[0].zone",
        "\"table\":[[ | \"table\":[[1],[ | entry.table[1]",
        "\"table\":[[ | \"table\":[7,[ | entry.table[0]",
        "\"buckets\":{} | \"buckets\":{\"a\":{\"conflict\":\"x\"}} | entry.buckets.a.conflict",
        "\"buckets\":{} | \"buckets\":{\"a\":{\"conflict\":\"siblings\",\"r\":4}} | r of bucket 'a'",
        "\"buckets\":{} | \"buckets\":{\"a\":{\"conflict\":\"siblings\",\"w\":0}} | entry.buckets.a.w",
        "\"buckets\":{} | \"buckets\":{\"a\":{\"conflict\":\"siblings\",\"sloppy\":1}} | a.sloppy",
        "\"buckets\":{} | \"buckets\":{\"a\":{\"conflict\":\"siblings\",\"x\":1}} | unknown field 'x'",
        "\"buckets\":{} | \"buckets\":{\"a/b\":{\"conflict\":\"siblings\"}} | slash",
        "\"buckets\":{} | \"buckets\":{\"-\":{\"conflict\":\"siblings\"}} | reserved",
        "\"buckets\":{} | \"buckets\":[] | entry.buckets",
        "\"retired\":[] | \"retired\":[3] | entry.retired[0]",
        "\"retired\":[] | \"retired\":[],\"more\":1 | unknown field 'more'"
      })
  void a_document_that_breaks_a_rule_is_refused_by_name(
      String part, String replacement, String complaint) {
    String json = FIRST.toJson();
    assertThat(json).contains(part);
    int at = json.indexOf(part);
    String broken = json.substring(0, at) + replacement + json.substring(at + part.length());
    assertThatThrownBy(() -> ChainEntry.parse(broken))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void a_member_is_not_retired() {
    Member member = FIRST.layout().members().get(0);
    RetiredMember retired = new RetiredMember(member.seat(), member.node(), member.incarnation());
    assertThatThrownBy(
            () ->
                new ChainEntry(
                    Generation.FIRST,
                    1,
                    Lineage.NONE,
                    FIRST.layouts(),
                    FIRST.quorums(),
                    Map.of(),
                    List.of(retired)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(member.node().toString());
  }

  @Test
  void the_former_incarnation_of_a_member_may_be_retired() {
    Member member = FIRST.layout().members().get(0);
    RetiredMember former = new RetiredMember(member.seat(), member.node(), new Incarnation(0xdead));
    ChainEntry entry =
        new ChainEntry(
            Generation.FIRST,
            1,
            Lineage.NONE,
            FIRST.layouts(),
            FIRST.quorums(),
            Map.of(),
            List.of(former));
    assertThat(ChainEntry.parse(entry.toJson()).retired()).containsExactly(former);
  }

  @Test
  void a_newcomer_takes_a_seat_and_nothing_else_moves() {
    ChainEntry before = FIRST.withPolicy("photos", new BucketPolicy(ConflictPolicy.IMMUTABLE));
    Member former = FIRST.layout().member(new Seat(2));
    Member newcomer = newcomer(0xc0, 0xd0, "10.0.9.9");
    ChainEntry entry = before.withReplacement(new Seat(2), newcomer);
    Member seated = entry.layout().member(new Seat(2));
    assertThat(entry.number()).isEqualTo(3);
    assertThat(entry.generation()).isEqualTo(before.generation());
    assertThat(entry.parentDigest()).isEqualTo(before.digest());
    assertThat(entry.foundingDigest()).isEqualTo(FIRST.digest());
    assertThat(entry.phase()).isEqualTo(Phase.DONE);
    assertThat(entry.buckets()).isEqualTo(before.buckets());
    assertThat(entry.layout().table()).isEqualTo(before.layout().table());
    assertThat(seated.node()).isEqualTo(newcomer.node());
    assertThat(seated.incarnation()).isEqualTo(newcomer.incarnation());
    assertThat(seated.peer()).isEqualTo(newcomer.peer());
    assertThat(seated.client()).isEqualTo(newcomer.client());
    assertThat(seated.zone()).isEqualTo(newcomer.zone());
    assertThat(seated.weight()).isEqualTo(newcomer.weight());
    for (int seat : new int[] {0, 1, 3}) {
      assertThat(entry.layout().member(new Seat(seat)))
          .isEqualTo(before.layout().member(new Seat(seat)));
    }
    assertThat(entry.retired())
        .containsExactly(new RetiredMember(new Seat(2), former.node(), former.incarnation()));
    assertThat(entry.names(newcomer.node(), newcomer.incarnation())).isTrue();
    assertThat(entry.names(newcomer.node(), former.incarnation())).isFalse();
    assertThat(entry.names(former.node(), former.incarnation())).isFalse();
    ChainEntry read = ChainEntry.parse(entry.toJson());
    assertThat(read).isEqualTo(entry);
    assertThat(read.retired()).isEqualTo(entry.retired());
    assertThat(read.layout()).isEqualTo(entry.layout());
  }

  @Test
  void a_lost_disk_is_replaced_at_the_same_addresses_again_and_again() {
    ChainEntry entry = FIRST;
    for (int time = 1; time <= 3; time++) {
      entry = entry.withReplacement(new Seat(1), newcomer(0xc0 + time, 0xd0 + time, "10.0.0.1"));
    }
    assertThat(entry.retired()).hasSize(3);
    assertThat(ChainEntry.parse(entry.toJson())).isEqualTo(entry);
  }

  @Test
  void who_was_a_member_or_is_one_takes_no_seat() {
    Member former = FIRST.layout().member(new Seat(2));
    ChainEntry entry = FIRST.withReplacement(new Seat(2), newcomer(0xc0, 0xd0, "10.0.9.9"));
    assertNotReplaced(entry, 2, former, "retired");
    assertNotReplaced(entry, 1, former, "retired");
    assertNotReplaced(FIRST, 2, former, "a member already");
    assertNotReplaced(FIRST, 1, former, "a member already");
    Member otherDirectory = newcomer(former.node().value(), 0xd1, "10.0.9.9");
    assertNotReplaced(FIRST, 1, otherDirectory, "a member already");
    assertThat(FIRST.withReplacement(new Seat(2), otherDirectory).number()).isEqualTo(2);
    assertNotReplaced(FIRST, 2, newcomer(0xc1, 0xd1, "10.0.0.1"), "one of its addresses");
    assertNotReplaced(FIRST, 9, newcomer(0xc1, 0xd1, "10.0.9.9"), "seat 9");
  }

  private static void assertNotReplaced(
      ChainEntry entry, int seat, Member newcomer, String complaint) {
    assertThatThrownBy(() -> entry.withReplacement(new Seat(seat), newcomer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(complaint);
  }

  private static Member newcomer(long node, long incarnation, String host) {
    return new Member(
        new Seat(0),
        new NodeId(node),
        new Incarnation(incarnation),
        new Address(host, 7500),
        new Address(host, 7400),
        7,
        3);
  }

  @Test
  void positions_are_ordered_by_generation_then_number() {
    String digest = FIRST.digest();
    assertThat(
            List.of(
                new ChainPosition(1, 1, digest),
                new ChainPosition(1, 9, digest),
                new ChainPosition(2, 3, digest)))
        .isSorted();
    assertThat(new ChainPosition(1, 1, digest))
        .isEqualByComparingTo(new ChainPosition(1, 1, SECOND.digest()));
    assertThatThrownBy(() -> new ChainPosition(1, 1, "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ChainPosition(0, 1, digest))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_greatest_layouts_fit_into_a_document() {
    ChainEntry entry = ChainEntry.founding(Members.equal(255, 5), 65536, 16);
    assertThat(entry.toJson().length()).isLessThan(Json.LENGTH_MAX);
    assertThat(ChainEntry.parse(entry.toJson())).isEqualTo(entry);
  }
}
