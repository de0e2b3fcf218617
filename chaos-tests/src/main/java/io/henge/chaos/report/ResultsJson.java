package io.henge.chaos.report;

import io.henge.chaos.check.Finding;
import io.henge.chaos.check.Invariant;
import io.henge.chaos.history.FaultEvent;
import io.henge.chaos.history.History;
import io.henge.chaos.history.Operation.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the page says, for programs. */
final class ResultsJson {
  private ResultsJson() {}

  static JsonObject of(RunResult run, List<Examined> schedules) {
    Verdict verdict = Verdict.of(run);
    Totals totals = Totals.of(schedules);
    JsonObject faults = new JsonObject();
    totals
        .faults()
        .forEach(
            (fault, count) ->
                faults.put(
                    fault,
                    new JsonObject().put("begun", count.begun()).put("skipped", count.skipped())));
    return new JsonObject()
        .put("title", run.title())
        .put("startedMillis", run.startedMillis())
        .put("verdict", verdict.word().name())
        .put("reasons", new JsonArray(verdict.reasons()))
        .put("command", run.command())
        .put("environment", texts(run.environment()))
        .put("machine", texts(run.machine()))
        .put("operations", totals.operations())
        .put("outcomes", outcomes(totals.outcomes()))
        .put("faults", faults)
        .put("bounds", array(totals.bounds(), ResultsJson::bound))
        .put("planted", array(run.planted(), ResultsJson::planted))
        .put("schedules", array(schedules, ResultsJson::schedule));
  }

  private static JsonObject planted(PlantedOutcome outcome) {
    return new JsonObject()
        .put("name", outcome.name())
        .put("fault", outcome.title())
        .put("asExpected", outcome.isAsExpected())
        .put("letters", outcome.letters())
        .put("schedules", outcome.schedules())
        .put("lastSchedule", outcome.lastSchedule())
        .put("seconds", outcome.seconds())
        .put("findings", array(outcome.findings(), ResultsJson::finding));
  }

  private static JsonObject bound(Totals.Bound bound) {
    return new JsonObject()
        .put("what", bound.what())
        .put("invariant", bound.invariant().name())
        .put("found", bound.found())
        .put("trials", bound.trials());
  }

  private static JsonObject schedule(Examined schedule) {
    ScheduleResult result = schedule.result();
    History.Header header = result.history().header();
    List<String> checked =
        Arrays.stream(Invariant.values())
            .filter(result.checked()::contains)
            .map(Invariant::name)
            .toList();
    return new JsonObject()
        .put("schedule", header.schedule())
        .put("verdict", schedule.verdict().word().name())
        .put("seed", header.seed())
        .put("nodes", header.nodes())
        .put("startedMillis", header.startedMillis())
        .put("script", header.script())
        .put("command", result.command())
        .put("checked", new JsonArray(checked))
        .put("findings", array(result.findings(), ResultsJson::finding))
        .put("reduced", new JsonArray(result.reduced()))
        .put("healedMicros", result.healedMicros())
        .put("equalMicros", result.equalMicros())
        .put("facts", texts(result.facts()))
        .put("figures", figures(schedule.figures()))
        .put("faults", array(result.history().faults(), ResultsJson::fault))
        .put("seconds", seconds(schedule));
  }

  private static JsonObject finding(Finding finding) {
    return new JsonObject()
        .put("invariant", finding.invariant().name())
        .put("key", finding.key())
        .put("text", finding.text())
        .put("operations", new JsonArray(finding.operations()));
  }

  private static JsonObject fault(FaultEvent event) {
    return new JsonObject()
        .put("atMicros", event.atMicros())
        .put("id", event.id())
        .put("fault", event.fault())
        .put("phase", event.phase().name())
        .put("nodes", new JsonArray(event.nodes()))
        .put("note", event.note());
  }

  private static JsonObject figures(Figures figures) {
    JsonObject json =
        new JsonObject()
            .put("lengthMicros", figures.lengthMicros())
            .put("operations", figures.operations())
            .put("outcomes", outcomes(figures.outcomes()))
            .put("perSecond", figures.perSecond())
            .put("servedAtFirstTry", figures.firstTry().part())
            .put("servedWithRetries", figures.withRetries().part())
            .put("before", quantiles(figures.before()))
            .put("during", quantiles(figures.during()))
            .put("after", quantiles(figures.after()));
    figures
        .worst()
        .ifPresent(
            worst ->
                json.put(
                    "worstSecond",
                    new JsonObject()
                        .put("at", worst.at())
                        .put("served", worst.served().part())
                        .put("operations", worst.served().whole())));
    figures
        .outage()
        .ifPresent(
            outage -> {
              JsonObject stretch = new JsonObject().put("fromSecond", outage.fromSecond());
              outage.toSecond().ifPresent(to -> stretch.put("toSecond", to));
              json.put("outage", stretch);
            });
    figures.untilEqualMicros().ifPresent(micros -> json.put("untilEqualMicros", micros));
    return json;
  }

  private static JsonObject quantiles(Latencies latencies) {
    JsonObject json = new JsonObject();
    if (!latencies.isEmpty()) {
      json.put("p50Micros", latencies.quantileMicros(0.5));
      json.put("p99Micros", latencies.quantileMicros(0.99));
    }
    return json;
  }

  /** How many were begun in each second, and what became of them. */
  private static JsonObject seconds(Examined schedule) {
    Buckets seconds =
        Buckets.of(
            schedule.result().history(), schedule.figures().lengthMicros(), Integer.MAX_VALUE);
    JsonObject json = new JsonObject();
    for (Outcome outcome : Outcome.values()) {
      json.put(word(outcome), array(seconds.all(), second -> second.count(outcome)));
    }
    return json.put("p50Micros", array(seconds.all(), second -> quantile(second, 0.5)))
        .put("p99Micros", array(seconds.all(), second -> quantile(second, 0.99)));
  }

  private static Long quantile(Buckets.Bucket second, double share) {
    return second.latencies().isEmpty() ? null : second.latencies().quantileMicros(share);
  }

  private static JsonObject outcomes(Map<Outcome, Long> outcomes) {
    JsonObject json = new JsonObject();
    outcomes.forEach((outcome, count) -> json.put(word(outcome), count));
    return json;
  }

  private static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  private static JsonObject texts(Map<String, String> texts) {
    JsonObject json = new JsonObject();
    texts.forEach(json::put);
    return json;
  }

  private static <T> JsonArray array(List<T> items, Function<T, Object> toJson) {
    return new JsonArray(items.stream().map(toJson).collect(Collectors.toList()));
  }
}
