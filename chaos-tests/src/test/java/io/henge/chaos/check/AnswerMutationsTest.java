package io.henge.chaos.check;

import static io.henge.chaos.check.Mutations.addAnywhere;
import static io.henge.chaos.check.Mutations.anywhere;
import static io.henge.chaos.check.Mutations.assertFound;
import static io.henge.chaos.check.Mutations.with;
import static io.henge.chaos.check.Mutations.without;

import io.henge.chaos.history.Operation;
import io.henge.chaos.history.Operation.Kind;
import io.henge.chaos.history.Operation.Outcome;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Histories that keep the contract but for what one listing or one answer to a write says. */
class AnswerMutationsTest {
  @Test
  void a_listing_leaves_a_key_out() {
    assertFound(Invariant.H, mutant -> leaveOut(mutant, read -> !mutant.isAfterHealing(read)));
  }

  @Test
  void a_listing_leaves_a_key_out_when_all_is_healed() {
    assertFound(Invariant.D, mutant -> leaveOut(mutant, mutant::isAfterHealing));
  }

  private static boolean leaveOut(Mutant mutant, Predicate<Operation> when) {
    return anywhere(
        mutant,
        Kind.LIST,
        (list, write) -> when.test(list) && mutant.isMissed(list, write),
        (list, write) -> mutant.put(Op.like(list).shown(others(mutant, list, write))));
  }

  /** What a listing shows of other keys than that of a write. */
  private static List<String> others(Mutant mutant, Operation list, Operation write) {
    return list.shown().stream()
        .filter(name -> !mutant.write(name).orElseThrow().key().equals(write.key()))
        .toList();
  }

  @Test
  void a_listing_shows_what_was_replaced() {
    assertFound(Invariant.L, mutant -> showReplaced(mutant, false));
  }

  @Test
  void a_listing_shows_what_was_deleted() {
    assertFound(Invariant.Z, mutant -> showReplaced(mutant, true));
  }

  private static boolean showReplaced(Mutant mutant, boolean byDelete) {
    return anywhere(
        mutant,
        Kind.LIST,
        (list, write) -> mutant.isReplaced(list, write, byDelete),
        (list, write) ->
            mutant.put(Op.like(list).shown(with(others(mutant, list, write), Mutant.name(write)))));
  }

  @Test
  void a_listing_shows_a_key_twice() {
    assertFound(
        Invariant.S,
        mutant ->
            addAnywhere(
                mutant, Kind.LIST, (list, write) -> list.shown().contains(Mutant.name(write))));
  }

  @Test
  void a_listing_shows_what_nobody_wrote() {
    assertFound(
        Invariant.C,
        mutant ->
            anywhere(
                mutant,
                Kind.LIST,
                (list, write) -> list.shown().contains(Mutant.name(write)),
                (list, write) -> {
                  List<String> rest = without(list.shown(), Mutant.name(write));
                  return mutant.put(Op.like(list).shown(with(rest, "nobody's")));
                }));
  }

  @Test
  void a_listing_shows_a_key_without_its_prefix() {
    assertFound(
        Invariant.C,
        mutant ->
            mutant
                .reads(Kind.LIST)
                .flatMap(
                    list ->
                        mutant
                            .writes()
                            .filter(write -> !write.key().startsWith(list.key()))
                            .filter(Mutant.isBefore(list))
                            .map(write -> with(list.shown(), Mutant.name(write)))
                            .map(shown -> Op.like(list).shown(shown)))
                .findFirst()
                .map(mutant::put)
                .orElse(false));
  }

  @Test
  void a_write_where_nothing_was_is_taken_where_something_is() {
    assertFound(Invariant.H, mutant -> answerAtTheEnd(mutant, Kind.PUT_IF_ABSENT, 2));
  }

  @Test
  void a_delete_finds_nothing_where_something_is() {
    assertFound(Invariant.H, mutant -> answerAtTheEnd(mutant, Kind.DELETE, 0));
  }

  private static boolean answerAtTheEnd(Mutant mutant, Kind kind, int acks) {
    Operation later = mutant.atTheEnd(Kind.GET, "").build();
    return mutant
        .writes()
        .filter(write -> mutant.isMissed(later, write))
        .findFirst()
        .map(write -> mutant.put(mutant.atTheEnd(kind, write.key()).acks(acks, 0)))
        .orElse(false);
  }

  @Test
  void a_write_is_acknowledged_by_one() {
    assertFound(Invariant.H, mutant -> acknowledge(mutant, op -> op.acks(1, 0)));
  }

  @Test
  void a_strict_write_is_acknowledged_by_a_stand_in() {
    assertFound(Invariant.H, mutant -> acknowledge(mutant, op -> op.acks(3, 1)));
  }

  private static boolean acknowledge(Mutant mutant, UnaryOperator<Op> as) {
    return mutant
        .writes()
        .filter(write -> write.outcome() == Outcome.OK && write.acks() > 0)
        .filter(Operation::strict)
        .findFirst()
        .map(write -> mutant.put(as.apply(Op.like(write))))
        .orElse(false);
  }
}
