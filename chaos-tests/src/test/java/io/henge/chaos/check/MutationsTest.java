package io.henge.chaos.check;

import static io.henge.chaos.check.Mutations.addAnywhere;
import static io.henge.chaos.check.Mutations.anywhere;
import static io.henge.chaos.check.Mutations.assertFound;
import static io.henge.chaos.check.Mutations.hideAnywhere;
import static io.henge.chaos.check.Mutations.showAnywhere;
import static io.henge.chaos.check.Mutations.without;
import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.history.Operation;
import io.henge.chaos.history.Operation.Kind;
import io.henge.chaos.history.Operation.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Histories that keep the contract but for what one read of a key shows. */
class MutationsTest {
  private static final List<Kind> PLAIN = List.of(Kind.GET, Kind.RANGE, Kind.VERSIONS);

  @Test
  void one_of_two_siblings_is_lost() {
    assertFound(
        Invariant.U,
        mutant ->
            anywhere(
                mutant,
                Kind.VERSIONS,
                mutant::isAloneIn,
                (read, write) ->
                    mutant.put(Op.like(read).shown(without(read.shown(), Mutant.name(write))))));
  }

  @Test
  void a_write_is_missing_from_all_later_reads() {
    assertFound(
        Invariant.H,
        mutant ->
            anywhere(
                mutant,
                Kind.GET,
                (read, write) ->
                    mutant.isMissed(read, write)
                        && !mutant.isAfterHealing(read)
                        && read.shown().contains(Mutant.name(write)),
                (read, write) -> forget(mutant, write)));
  }

  private static boolean forget(Mutant mutant, Operation write) {
    String name = Mutant.name(write);
    mutant
        .reads(Kind.values())
        .filter(read -> Mutant.isBefore(read).test(write) && read.shown().contains(name))
        .forEach(read -> mutant.put(Op.like(read).shown(without(read.shown(), name))));
    return true;
  }

  @Test
  void nothing_is_said_to_be_there() {
    for (Kind kind : PLAIN) {
      assertFound(
          Invariant.H,
          mutant ->
              hideAnywhere(
                  mutant,
                  kind,
                  (read, write) -> !mutant.isAfterHealing(read) && mutant.isMissed(read, write)));
    }
  }

  @Test
  void nothing_is_there_when_all_is_healed() {
    for (Kind kind : PLAIN) {
      assertFound(
          Invariant.D,
          mutant ->
              hideAnywhere(
                  mutant,
                  kind,
                  (read, write) -> mutant.isAfterHealing(read) && mutant.isMissed(read, write)));
    }
  }

  @Test
  void what_stand_ins_had_is_lost_when_all_is_healed() {
    assertFound(
        Invariant.D,
        mutant ->
            hideAnywhere(
                mutant,
                Kind.GET,
                (read, write) ->
                    mutant.isAfterHealing(read)
                        && !Mutant.isPromised(write)
                        && mutant.isMissed(read, write)));
  }

  @Test
  void what_was_deleted_is_shown_again() {
    for (Kind kind : PLAIN) {
      assertFound(
          Invariant.Z,
          mutant ->
              showAnywhere(mutant, kind, (read, write) -> mutant.isReplaced(read, write, true)));
    }
  }

  @Test
  void what_was_replaced_is_shown_again() {
    for (Kind kind : PLAIN) {
      assertFound(
          Invariant.L,
          mutant ->
              showAnywhere(mutant, kind, (read, write) -> mutant.isReplaced(read, write, false)));
    }
  }

  @Test
  void two_reads_are_swapped() {
    assertFound(Invariant.L, MutationsTest::swap);
    assertFound(Invariant.C, MutationsTest::swap);
  }

  /** The later one showed what was not begun when the earlier one was over. */
  private static boolean swap(Mutant mutant) {
    return anywhere(
        mutant,
        Kind.GET,
        (late, write) ->
            late.shown().contains(Mutant.name(write)) && earlier(mutant, late, write).isPresent(),
        (late, write) -> {
          Operation early = earlier(mutant, late, write).orElseThrow();
          return mutant.put(Op.like(late).shown(early.shown()))
              && mutant.put(Op.like(early).shown(late.shown()));
        });
  }

  private static Optional<Operation> earlier(Mutant mutant, Operation late, Operation write) {
    return mutant
        .reads(Kind.GET)
        .filter(early -> early.key().equals(late.key()) && !early.shown().isEmpty())
        .filter(Mutant.isBefore(write))
        .filter(
            early ->
                mutant.isReplaced(late, mutant.write(early.shown().get(0)).orElseThrow(), false))
        .findFirst();
  }

  @Test
  void a_sibling_comes_twice() {
    assertFound(
        Invariant.S,
        mutant ->
            addAnywhere(
                mutant, Kind.VERSIONS, (read, write) -> read.shown().contains(Mutant.name(write))));
  }

  @Test
  void a_version_stands_beside_its_ancestor() {
    assertFound(
        Invariant.S,
        mutant ->
            addAnywhere(
                mutant,
                Kind.VERSIONS,
                (read, write) ->
                    write.attempts() == 1
                        && read.shown().stream()
                            .map(name -> mutant.write(name).orElseThrow())
                            .anyMatch(shown -> Mutant.hasSeen(shown, write))));
  }

  @Test
  void what_was_refused_is_shown() {
    for (Kind kind : PLAIN) {
      assertFound(
          Invariant.H,
          mutant ->
              showAnywhere(
                  mutant,
                  kind,
                  (read, write) ->
                      write.outcome() == Outcome.REFUSED
                          && write.kind() != Kind.DELETE
                          && Mutant.isBefore(read).test(write)));
    }
  }

  @Test
  void what_is_begun_later_is_shown() {
    assertFound(
        Invariant.C,
        mutant ->
            showAnywhere(mutant, Kind.GET, (read, write) -> Mutant.isBefore(write).test(read)));
  }

  @Test
  void a_body_is_nobodys() {
    assertFound(Invariant.C, mutant -> changeAGet(mutant, op -> op.shown(List.of("nobody's"))));
    assertFound(Invariant.C, mutant -> changeAGet(mutant, op -> op.outcome(Outcome.DAMAGED, 200)));
  }

  private static boolean changeAGet(Mutant mutant, UnaryOperator<Op> change) {
    return mutant
        .reads(Kind.GET)
        .findFirst()
        .map(read -> mutant.put(change.apply(Op.like(read))))
        .orElse(false);
  }

  @Test
  void a_body_is_that_of_another_key() {
    assertFound(
        Invariant.C,
        mutant ->
            mutant
                .reads(Kind.GET)
                .flatMap(
                    read ->
                        mutant
                            .writes()
                            .filter(write -> !write.key().equals(read.key()))
                            .filter(write -> Mutant.isBefore(read).test(write))
                            .map(write -> Op.like(read).shown(List.of(Mutant.name(write)))))
                .findFirst()
                .map(mutant::put)
                .orElse(false));
  }

  @Test
  void what_says_that_it_is_degraded_or_does_not_answer_is_not_held_to_be_complete() {
    for (long seed = 0; seed < 100; seed++) {
      ReferenceWorld.Told legal = ReferenceWorld.of(seed);
      Mutant mutant = new Mutant(legal);
      mutant
          .reads(Kind.values())
          .map(
              read ->
                  read.number() % 2 == 0
                      ? Op.like(read).degraded(true)
                      : Op.like(read).outcome(Outcome.UNKNOWN, 0))
          .forEach(op -> mutant.put(op.shown(List.of())));
      assertThat(Replay.of(mutant.history(), legal.terms())).isEmpty();
    }
  }
}
