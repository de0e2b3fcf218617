package io.henge.chaos.report;

import java.util.List;
import java.util.Map;

/**
 * What a run of several schedules came to.
 *
 * @param title for people
 * @param startedMillis when it was begun, in milliseconds since 1970
 * @param environment what can be done to nodes here: for each capability, empty when it is there,
 *     else why it is not; in order
 * @param machine what it ran on, by names for people, in order
 * @param command what repeats the run
 * @param schedules in the order in which they ran
 * @param planted what became of bugs that were planted to be found; empty in any other run, and of
 *     such a run the schedules are not told
 */
public record RunResult(
    String title,
    long startedMillis,
    Map<String, String> environment,
    Map<String, String> machine,
    String command,
    List<ScheduleResult> schedules,
    List<PlantedOutcome> planted) {
  public RunResult {
    schedules = List.copyOf(schedules);
    planted = List.copyOf(planted);
  }

  /** One of which nothing is to be found. */
  public RunResult(
      String title,
      long startedMillis,
      Map<String, String> environment,
      Map<String, String> machine,
      String command,
      List<ScheduleResult> schedules) {
    this(title, startedMillis, environment, machine, command, schedules, List.of());
  }
}
