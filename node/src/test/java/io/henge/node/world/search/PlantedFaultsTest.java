package io.henge.node.world.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The search finds bugs: each one that is put into the product's own classes. */
class PlantedFaultsTest {
  /** A build looks for one of so many in random worlds; {@code -Dhenge.planted=all} for each. */
  private static final int SEARCHED_ONE_OF = 12;

  private static boolean isSearchedFor(PlantedFault fault) {
    return fault.isFoundBySearch()
        && ("all".equals(System.getProperty("henge.planted"))
            || Math.floorMod(fault.name().hashCode(), SEARCHED_ONE_OF) == 0);
  }

  @ParameterizedTest
  @MethodSource("io.henge.node.world.search.PlantedFaults#all")
  void random_worlds_and_a_test_of_the_rule_find_it(PlantedFault fault) {
    FaultyProgram program = FaultyProgram.with(fault);
    Object found = "not looked for";
    if (isSearchedFor(fault)) {
      found = program.call(Detection.class, "search");
      assertThat(found).as("%s (%s) in any world", fault.name(), fault.rule()).isNotNull();
    }
    List<String> failed = program.failuresOf(fault.test());
    assertThat(failed).as("%s fails with it: %s", fault.test(), fault.name()).isNotEmpty();
    System.out.printf(
        "planted: %s | %s | worlds: %s | %s%n", fault.rule(), fault.name(), found, fault.test());
  }

  @Test
  void a_change_that_is_none_is_not_found() {
    PlantedFault.Edit comment =
        new PlantedFault.Edit(
            "node/src/main/java/io/henge/node/coordinator/WriteTally.java",
            " * Counts the durable acks of a write: a pure accumulator.",
            " * Counts.");
    PlantedFault.Test test = PlantedFaults.all().get(0).test();
    PlantedFault none = new PlantedFault("", "no fault", test, true, List.of(comment));
    FaultyProgram program = FaultyProgram.with(none);
    assertThat(program.call(Detection.class, "searchBriefly")).isNull();
    assertThat(program.failuresOf(test)).isEmpty();
  }
}
