package io.henge.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static final String OF_SCHEDULES = "| schedule |";

  private static String summary(RunResult run) {
    return Summary.of(run, Examined.all(run));
  }

  /** The lines below the head of the last table. */
  private static List<String> schedules(String summary) {
    return summary.substring(summary.indexOf(OF_SCHEDULES)).lines().skip(2).toList();
  }

  @Test
  void each_schedule_has_a_line_with_its_operations_and_faults() {
    RunResult run = SampleRuns.passing(3, 500);
    String summary = summary(run);
    assertThat(summary).startsWith("# 5 nodes, storms of faults: PASS\n");
    assertThat(summary).contains("`chaos-tests/run.sh --schedules 3 --seed 4711`");
    assertThat(summary).contains("| acknowledged writes lost | 0 |");
    assertThat(schedules(summary)).hasSize(3).allMatch(line -> line.endsWith("| ✓ |"));
    ScheduleResult first = run.schedules().get(0);
    assertThat(schedules(summary).get(0))
        .contains(first.history().header().schedule())
        .contains(Words.count(first.history().operations().size()));
  }

  @Test
  void what_was_found_stands_there_with_its_letter() {
    assertThat(summary(SampleRuns.failing())).contains(": FAIL\n", "| D: ");
  }

  @Test
  void names_and_texts_of_others_stay_texts() {
    String summary = summary(SampleRuns.failing());
    assertThat(summary).doesNotContain("<img", "<script", "</title");
    assertThat(schedules(summary))
        .allSatisfy(
            line -> assertThat(line.replace("\\|", "").chars().filter(c -> c == '|')).hasSize(5));
  }
}
