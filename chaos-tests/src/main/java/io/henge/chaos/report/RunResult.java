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
 */
public record RunResult(
    String title,
    long startedMillis,
    Map<String, String> environment,
    Map<String, String> machine,
    String command,
    List<ScheduleResult> schedules) {
  public RunResult {
    schedules = List.copyOf(schedules);
  }
}
