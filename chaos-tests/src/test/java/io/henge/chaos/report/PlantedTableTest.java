package io.henge.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.check.Finding;
import io.henge.chaos.check.Invariant;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlantedTableTest {
  private static final Finding LOST =
      new Finding(Invariant.D, "key", "a write <was> lost", List.of());
  private static final Finding STUCK = new Finding(Invariant.N, "", "never ready", List.of());
  private static final PlantedOutcome FOUND = outcome(Set.of(Invariant.D), STUCK, LOST);
  private static final PlantedOutcome MISSED = outcome(Set.of(Invariant.D));
  private static final PlantedOutcome OTHERWISE = outcome(Set.of(Invariant.D), STUCK);
  private static final PlantedOutcome QUIET = outcome(Set.of());
  private static final PlantedOutcome FALSE_ALARM = outcome(Set.of(), STUCK);

  @TempDir Path directory;

  @Test
  void a_bug_is_found_by_its_letters_alone_and_nothing_by_none() {
    assertThat(FOUND.isAsExpected()).isTrue();
    assertThat(FOUND.letters()).isEqualTo("D N");
    assertThat(MISSED.isAsExpected()).isFalse();
    assertThat(OTHERWISE.isAsExpected()).isFalse();
    assertThat(QUIET.isAsExpected()).isTrue();
    assertThat(FALSE_ALARM.isAsExpected()).isFalse();
  }

  @Test
  void what_was_not_found_and_a_false_alarm_fail_the_run() {
    assertThat(Verdict.of(run(FOUND, QUIET)).word()).isEqualTo(Verdict.Word.PASS);
    assertThat(Verdict.of(run(FOUND, MISSED)).word()).isEqualTo(Verdict.Word.FAIL);
    assertThat(Verdict.of(run(FOUND, FALSE_ALARM)).reasons())
        .containsExactly("1 of 2 planted faults came out wrong");
  }

  @Test
  void the_page_and_the_json_tell_of_each() throws IOException {
    Report.write(run(FOUND, MISSED, QUIET), directory);
    assertThat(Files.readString(directory.resolve(Report.PAGE)))
        .contains("1 of 2 planted faults were found.", "● found", "✗ not found")
        .contains("● nothing, as is right", "a write &lt;was&gt; lost");
    JsonObject json = new JsonObject(Files.readString(directory.resolve(Report.RESULTS)));
    JsonObject first = json.getJsonArray("planted").getJsonObject(0);
    assertThat(first.getBoolean("asExpected")).isTrue();
    assertThat(first.getInteger("schedules")).isEqualTo(2);
    assertThat(first.getDouble("seconds")).isEqualTo(31.5);
    assertThat(json.getString("verdict")).isEqualTo("FAIL");
  }

  private static PlantedOutcome outcome(Set<Invariant> expected, Finding... findings) {
    return new PlantedOutcome("name", "a bug", expected, 2, "kill", 31.5, List.of(findings));
  }

  private static RunResult run(PlantedOutcome... outcomes) {
    return new RunResult(
        "a run", 0, Map.of("kill", ""), Map.of(), "run.sh", List.of(), List.of(outcomes));
  }
}
