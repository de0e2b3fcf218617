package io.henge.chaos.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private final RandomSchedules random = new RandomSchedules(5, EnumSet.allOf(FaultKind.class));

  @Test
  void a_schedule_is_the_same_after_it_was_written_down() {
    for (long seed = 0; seed < 200; seed++) {
      Schedule drawn = random.of(seed);
      assertThat(Schedule.parse(drawn.text())).isEqualTo(drawn);
      assertThat(random.of(seed)).isEqualTo(drawn);
    }
  }

  @Test
  void comments_and_blanks_do_not_count_and_what_is_no_schedule_is_refused() {
    String text = "# why\n\nhenge-schedule 1\n a-b 7 3 5000 \n 10 20 KILL 1,3 9 # not here\n";
    assertThatThrownBy(() -> Schedule.parse(text)).isInstanceOf(IllegalArgumentException.class);
    Schedule parsed = Schedule.parse(text.replace(" # not here", ""));
    assertThat(parsed.steps()).containsExactly(new Step(10, 20, FaultKind.KILL, List.of(1, 3), 9));
    assertThat(parsed.nodes()).isEqualTo(3);
    for (String wrong :
        List.of(
            "",
            "henge-schedule 2\na 7 3 5000\n",
            "henge-schedule 1\na 7 3\n",
            "henge-schedule 1\n../a 7 3 5000\n",
            "henge-schedule 1\na 7 3 5000\n10 20 KILL 4 9\n",
            "henge-schedule 1\na 7 3 5000\n-10 20 KILL 1 9\n",
            "henge-schedule 1\na 7 3 5000\n10 20 TICKLE 1 9\n")) {
      assertThatThrownBy(() -> Schedule.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void every_drawn_schedule_has_faults_that_overlap_and_ends_them_in_time() {
    for (long seed = 0; seed < 2_000; seed++) {
      Schedule drawn = random.of(seed);
      assertThat(drawn.steps()).allMatch(step -> step.endMillis() < drawn.lastsMillis());
      assertThat(overlap(drawn.steps())).as("%s", drawn).isTrue();
    }
  }

  /** Each of three nodes is next to both others, and none of them can leave two that are enough. */
  @Test
  void three_nodes_make_no_ring_of_majorities_and_none_leaves() {
    List<String> ofFour = List.of("majorities-ring", "leave-and-join");
    assertThat(new Scenarios(4).names()).containsAll(ofFour);
    assertThat(new Scenarios(3).names()).doesNotContainAnyElementsOf(ofFour);
    RandomSchedules ofThree = new RandomSchedules(3, EnumSet.allOf(FaultKind.class));
    for (long seed = 0; seed < 500; seed++) {
      assertThat(ofThree.of(seed).steps())
          .extracting(Step::kind)
          .doesNotContain(FaultKind.MAJORITIES_RING, FaultKind.LEAVE_AND_JOIN);
    }
  }

  /** What two of three owners have lost no store can give back. */
  @Test
  void one_node_at_most_loses_what_it_has() {
    Set<FaultKind> losses = EnumSet.of(FaultKind.BIT_ROT, FaultKind.DISK_LOST);
    Set<FaultKind> seen = EnumSet.noneOf(FaultKind.class);
    for (long seed = 0; seed < 2_000; seed++) {
      List<Step> losing =
          random.of(seed).steps().stream().filter(step -> losses.contains(step.kind())).toList();
      assertThat(losing).as("seed %d", seed).hasSizeLessThan(2);
      losing.forEach(step -> assertThat(step.nodes()).hasSize(1));
      losing.forEach(step -> seen.add(step.kind()));
    }
    assertThat(seen).isEqualTo(losses);
  }

  private static boolean overlap(List<Step> steps) {
    for (int i = 0; i < steps.size(); i++) {
      for (int j = 0; j < i; j++) {
        Step one = steps.get(i);
        Step other = steps.get(j);
        if (one.atMillis() < other.endMillis() && other.atMillis() < one.endMillis()) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void every_kind_is_drawn_and_only_what_is_possible() {
    Set<FaultKind> drawn = EnumSet.noneOf(FaultKind.class);
    for (long seed = 0; seed < 500; seed++) {
      random.of(seed).steps().forEach(step -> drawn.add(step.kind()));
    }
    assertThat(drawn).isEqualTo(EnumSet.allOf(FaultKind.class));
    RandomSchedules few = new RandomSchedules(3, EnumSet.of(FaultKind.KILL, FaultKind.PAUSE));
    Set<FaultKind> fewDrawn =
        few.of(1).steps().stream().map(Step::kind).collect(Collectors.toSet());
    assertThat(fewDrawn).isSubsetOf(FaultKind.KILL, FaultKind.PAUSE);
  }

  @Test
  void there_is_a_scenario_of_each_kind_alone() {
    Scenarios scenarios = new Scenarios(4);
    for (FaultKind kind : FaultKind.values()) {
      assertThat(scenarios.of(Scenarios.nameOf(kind)).steps())
          .singleElement()
          .returns(kind, Step::kind);
    }
    assertThat(scenarios.of("quiet").steps()).isEmpty();
    assertThatThrownBy(() -> scenarios.of("nothing"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("quiet");
  }

  @Test
  void what_found_something_once_can_still_be_run() throws IOException {
    Path regressions = Path.of(System.getProperty("henge.home"), "chaos-tests", "regressions");
    try (Stream<Path> files = Files.list(regressions)) {
      List<Path> all = files.toList();
      assertThat(all).isNotEmpty();
      for (Path file : all) {
        Schedule schedule = Schedule.parse(Files.readString(file));
        assertThat(file.getFileName()).hasToString(schedule.name() + ".schedule");
      }
    }
  }

  @Test
  void a_hurried_one_has_the_same_faults_in_a_part_of_the_time() {
    Schedule whole = new Scenarios(3).of("rot-while-others-are-away");
    Schedule half = whole.hurried(2);
    assertThat(half.lastsMillis()).isEqualTo(whole.lastsMillis() / 2);
    assertThat(half.steps().get(1).endMillis()).isEqualTo(whole.steps().get(1).endMillis() / 2);
    assertThat(kinds(half)).isEqualTo(kinds(whole));
  }

  @Test
  void what_has_no_part_in_a_failure_is_left_out() {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      FaultKind kind = i == 3 ? FaultKind.KILL : i == 7 ? FaultKind.PAUSE : FaultKind.FLAP;
      steps.add(new Step(i, 10, kind, List.of(1), 0));
    }
    Schedule failing = new Schedule("failing", 1, 3, 100, steps);
    Shrinker shrinker = new Shrinker(tried -> kinds(tried).containsAll(kinds(3, 7, steps)), 100);
    assertThat(kinds(shrinker.shrink(failing))).containsExactly(FaultKind.KILL, FaultKind.PAUSE);
    Schedule untouched = new Shrinker(tried -> true, 0).shrink(failing);
    assertThat(untouched).isEqualTo(failing);
  }

  private static List<FaultKind> kinds(Schedule schedule) {
    return schedule.steps().stream().map(Step::kind).toList();
  }

  private static List<FaultKind> kinds(int one, int other, List<Step> steps) {
    return List.of(steps.get(one).kind(), steps.get(other).kind());
  }
}
