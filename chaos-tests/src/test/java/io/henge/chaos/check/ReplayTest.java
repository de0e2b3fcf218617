package io.henge.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.history.History;
import io.henge.chaos.history.Operation;
import io.henge.chaos.history.Operation.Kind;
import io.henge.chaos.history.Operation.Outcome;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReplayTest {
  private static final Terms TERMS = new Terms(Long.MAX_VALUE, false);

  private static Op op(long number, Kind kind, long began, long ended) {
    return new Op(number, kind, "key").between(began, ended);
  }

  private static List<Finding> findings(Terms terms, Op... operations) {
    List<Operation> all = Stream.of(operations).map(Op::build).toList();
    History.Header header = new History.Header("directed", 0, 5, "", 0);
    return Replay.of(new History(header, all, List.of(), List.of()), terms);
  }

  private static List<Invariant> broken(Terms terms, Op... operations) {
    return findings(terms, operations).stream().map(Finding::invariant).toList();
  }

  @Test
  void a_finding_names_the_operations_that_show_it() {
    Op put = op(0, Kind.PUT, 0, 10);
    assertThat(findings(TERMS, put, op(1, Kind.GET, 20, 30)))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.invariant()).isEqualTo(Invariant.H);
              assertThat(finding.key()).isEqualTo("key");
              assertThat(finding.operations()).containsExactly(1L, 0L);
            });
  }

  @Test
  void what_many_reads_show_is_told_once() {
    Op put = op(0, Kind.PUT, 0, 10);
    assertThat(broken(TERMS, put, op(1, Kind.GET, 20, 30), op(2, Kind.GET, 40, 50)))
        .containsExactly(Invariant.H);
  }

  @Test
  void a_read_that_begins_in_the_microsecond_of_an_ack_may_have_begun_before_it() {
    Op put = op(0, Kind.PUT, 0, 10);
    assertThat(broken(TERMS, put, op(1, Kind.GET, 10, 30))).isEmpty();
    assertThat(broken(TERMS, put, op(1, Kind.GET, 11, 30))).containsExactly(Invariant.H);
  }

  @Test
  void a_blind_write_whose_answer_did_not_come_may_replace_what_was_begun_long_after_it() {
    Op silent = op(0, Kind.PUT, 0, 10).outcome(Outcome.UNKNOWN, 0);
    Op late = op(1, Kind.PUT, 20, 30).context(List.of());
    Op read = op(2, Kind.VERSIONS, 40, 50).shown(List.of("w0"));
    assertThat(broken(TERMS, silent, late, read)).isEmpty();
    assertThat(broken(TERMS, op(0, Kind.PUT, 0, 10), late, read)).containsExactly(Invariant.U);
  }

  @Test
  void a_write_that_replaced_such_a_one_may_have_replaced_as_much() {
    Op silent = op(0, Kind.PUT, 0, 10).outcome(Outcome.UNKNOWN, 0);
    Op lost = op(1, Kind.PUT, 20, 30).context(List.of());
    Op over = op(2, Kind.PUT, 40, 50).context(List.of("w0"));
    Op read = op(3, Kind.VERSIONS, 60, 70).shown(List.of("w2"));
    assertThat(broken(TERMS, silent, lost, over, read)).isEmpty();
    assertThat(broken(TERMS, op(0, Kind.PUT, 0, 10), lost, over, read))
        .containsExactly(Invariant.U);
  }

  @Test
  void a_blind_write_that_was_sent_twice_may_replace_what_was_begun_after_its_answer() {
    Op late = op(1, Kind.PUT, 20, 30).context(List.of());
    Op read = op(2, Kind.VERSIONS, 40, 50).shown(List.of("w0"));
    assertThat(broken(TERMS, op(0, Kind.PUT, 0, 10).attempts(2), late, read)).isEmpty();
  }

  @Test
  void a_write_where_nothing_was_that_was_sent_twice_excuses_no_lost_update() {
    Op first = op(0, Kind.PUT_IF_ABSENT, 0, 10).attempts(2);
    Op lost = op(1, Kind.PUT, 20, 30).context(List.of("w0"));
    Op over = op(2, Kind.PUT, 40, 50).context(List.of("w0"));
    Op read = op(3, Kind.VERSIONS, 60, 70).shown(List.of("w2"));
    assertThat(broken(TERMS, first, lost, over, read)).containsExactly(Invariant.U);
  }

  @Test
  void a_write_where_nothing_was_may_come_late_and_replace_what_was_deleted_meanwhile() {
    Op silent = op(0, Kind.PUT_IF_ABSENT, 0, 10).outcome(Outcome.UNKNOWN, 0);
    Op put = op(1, Kind.PUT, 20, 30).context(List.of());
    Op delete = op(2, Kind.DELETE, 40, 50).context(List.of("w1"));
    Op read = op(3, Kind.VERSIONS, 60, 70).shown(List.of("w0"));
    assertThat(broken(TERMS, silent, put, delete, read)).isEmpty();
  }

  @Test
  void a_write_whose_client_was_told_of_other_bytes_is_corrupt() {
    Op damaged = op(0, Kind.PUT, 0, 10).outcome(Outcome.DAMAGED, 0);
    assertThat(broken(TERMS, damaged)).containsExactly(Invariant.C);
  }

  @Test
  void a_twin_may_stand_beside_what_replaced_the_other_one() {
    Op twice = op(0, Kind.PUT, 0, 10).attempts(2);
    Op over = op(1, Kind.PUT, 20, 30).context(List.of("w0"));
    Op read = op(2, Kind.VERSIONS, 40, 50).shown(List.of("w0", "w1"));
    assertThat(broken(TERMS, twice, over, read)).isEmpty();
    assertThat(broken(TERMS, op(0, Kind.PUT, 0, 10), over, read))
        .contains(Invariant.L, Invariant.S);
  }

  @Test
  void a_twin_that_has_replaced_no_more_than_the_other_one_does_not() {
    Op twice = op(0, Kind.PUT, 0, 10).context(List.of()).attempts(2);
    Op over = op(1, Kind.PUT, 20, 30).context(List.of("w0"));
    Op read = op(2, Kind.VERSIONS, 40, 50).shown(List.of("w0", "w1"));
    assertThat(broken(TERMS, twice, over, read)).contains(Invariant.L, Invariant.S);
  }

  @Test
  void a_write_that_says_that_it_guessed_may_stand_beside_what_it_missed() {
    Op first = op(0, Kind.PUT, 0, 10);
    Op blind = op(1, Kind.PUT, 20, 30).sloppy();
    Op read = op(2, Kind.VERSIONS, 40, 50).shown(List.of("w0", "w1"));
    assertThat(broken(TERMS, first, blind.degraded(true), read)).isEmpty();
    assertThat(broken(TERMS, first, blind.degraded(false), read))
        .contains(Invariant.L, Invariant.S);
  }

  @Test
  void what_stand_ins_acknowledged_is_promised_from_the_healed_moment_on() {
    Op put = op(0, Kind.PUT, 0, 10).sloppy().acks(2, 1);
    Op read = op(1, Kind.GET, 40, 50);
    assertThat(broken(new Terms(60, false), put, read)).isEmpty();
    assertThat(broken(new Terms(30, false), put, read)).containsExactly(Invariant.D);
  }

  @Test
  void while_the_ring_changes_an_ack_of_a_stand_in_may_have_been_wanted_by_one_of_the_rows() {
    Op put = op(0, Kind.PUT, 0, 10).sloppy().acks(3, 1);
    Op read = op(1, Kind.GET, 40, 50);
    assertThat(broken(TERMS, put, read)).containsExactly(Invariant.H);
    assertThat(broken(new Terms(Long.MAX_VALUE, true), put, read)).isEmpty();
  }

  @Test
  void a_delete_that_found_nothing_deletes_nothing() {
    Op delete = op(0, Kind.DELETE, 0, 10).acks(0, 0);
    Op put = op(1, Kind.PUT, 5, 8);
    Op read = op(2, Kind.GET, 40, 50);
    assertThat(broken(TERMS, delete, put, read)).containsExactly(Invariant.H);
    assertThat(broken(TERMS, delete.acks(2, 0), put, read)).isEmpty();
  }
}
