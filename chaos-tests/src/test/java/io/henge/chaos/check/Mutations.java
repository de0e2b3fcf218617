package io.henge.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.history.Operation;
import io.henge.chaos.history.Operation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/** Changes legal histories wherever they can be changed, and sees what is found. */
final class Mutations {
  private static final int PLACES_MIN = 20;
  private static final List<ReferenceWorld.Told> LEGAL =
      LongStream.range(0, 300).mapToObj(ReferenceWorld::of).toList();

  private Mutations() {}

  /**
   * One change is found as that in each history in which there is a place for it.
   *
   * @param change makes it, and says whether there was a place
   */
  static void assertFound(Invariant invariant, Predicate<Mutant> change) {
    int places = 0;
    for (ReferenceWorld.Told legal : LEGAL) {
      Mutant mutant = new Mutant(legal);
      if (change.test(mutant)) {
        places++;
        assertThat(Replay.of(mutant.history(), legal.terms()))
            .as("seed %d, changed %s", legal.history().header().seed(), mutant.changed())
            .anyMatch(
                finding ->
                    finding.invariant() == invariant
                        && finding.operations().stream().anyMatch(mutant.changed()::contains));
      }
    }
    assertThat(places).isGreaterThanOrEqualTo(PLACES_MIN);
  }

  /** Changes the first read of a kind of which, with some write that it could show, that holds. */
  static boolean anywhere(
      Mutant mutant,
      Kind kind,
      BiPredicate<Operation, Operation> holds,
      BiPredicate<Operation, Operation> change) {
    for (Operation read : mutant.reads(kind).toList()) {
      Optional<Operation> write =
          mutant
              .writes()
              .filter(
                  one ->
                      kind == Kind.LIST
                          ? one.key().startsWith(read.key())
                          : one.key().equals(read.key()))
              .filter(one -> holds.test(read, one))
              .findFirst();
      if (write.isPresent()) {
        return change.test(read, write.get());
      }
    }
    return false;
  }

  /** The same, and the read shows that write alone. */
  static boolean showAnywhere(Mutant mutant, Kind kind, BiPredicate<Operation, Operation> holds) {
    return anywhere(
        mutant,
        kind,
        holds,
        (read, write) -> mutant.put(Op.like(read).shown(List.of(Mutant.name(write)))));
  }

  /** The same, and the read shows nothing. */
  static boolean hideAnywhere(Mutant mutant, Kind kind, BiPredicate<Operation, Operation> holds) {
    return anywhere(
        mutant, kind, holds, (read, write) -> mutant.put(Op.like(read).shown(List.of())));
  }

  /** The same, and the read shows that write as well. */
  static boolean addAnywhere(Mutant mutant, Kind kind, BiPredicate<Operation, Operation> holds) {
    return anywhere(
        mutant,
        kind,
        holds,
        (read, write) -> mutant.put(Op.like(read).shown(with(read.shown(), Mutant.name(write)))));
  }

  static List<String> without(List<String> names, String name) {
    return names.stream().filter(one -> !one.equals(name)).toList();
  }

  static List<String> with(List<String> names, String name) {
    List<String> more = new ArrayList<>(names);
    more.add(name);
    return more;
  }
}
