package io.henge.chaos.history;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The lines of a history's file. A line's {@code is} tells what it is. */
public final class HistoryLines {
  private static final String IS = "is";

  private HistoryLines() {}

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException when it is none of a history
   */
  public static History read(Path file) throws IOException {
    List<Operation> operations = new ArrayList<>();
    List<FaultEvent> faults = new ArrayList<>();
    List<Sample> samples = new ArrayList<>();
    List<History.Header> headers = new ArrayList<>();
    try (Stream<String> lines = Files.lines(file)) {
      lines
          .map(JsonObject::new)
          .forEach(
              line -> {
                switch (line.getString(IS, "")) {
                  case "history" -> headers.add(header(line));
                  case "operation" -> operations.add(operation(line));
                  case "fault" -> faults.add(fault(line));
                  case "sample" -> samples.add(sample(line));
                  default -> throw new IllegalArgumentException("not of a history: " + line);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (headers.size() != 1) {
      throw new IllegalArgumentException(file + " is no history");
    }
    operations.sort(Comparator.comparingLong(Operation::number));
    return new History(headers.get(0), operations, faults, samples);
  }

  static JsonObject toJson(History.Header header) {
    return new JsonObject()
        .put(IS, "history")
        .put("schedule", header.schedule())
        .put("seed", header.seed())
        .put("nodes", header.nodes())
        .put("script", header.script())
        .put("startedMillis", header.startedMillis());
  }

  private static History.Header header(JsonObject line) {
    return new History.Header(
        line.getString("schedule"),
        line.getLong("seed"),
        line.getInteger("nodes"),
        line.getString("script"),
        line.getLong("startedMillis"));
  }

  static JsonObject toJson(Operation operation) {
    JsonObject line =
        new JsonObject()
            .put(IS, "operation")
            .put("number", operation.number())
            .put("client", operation.client())
            .put("kind", operation.kind().name())
            .put("key", operation.key());
    operation.write().ifPresent(name -> line.put("write", name));
    operation.context().ifPresent(names -> line.put("context", new JsonArray(names)));
    return line.put("contextAt", operation.contextMicros())
        .put("strict", operation.strict())
        .put("node", operation.node())
        .put("began", operation.beganMicros())
        .put("ended", operation.endedMicros())
        .put("outcome", operation.outcome().name())
        .put("status", operation.status())
        .put("attempts", operation.attempts())
        .put("acted", operation.acted())
        .put("shown", new JsonArray(operation.shown()))
        .put("acks", operation.acks())
        .put("standIns", operation.standIns())
        .put("degraded", operation.degraded())
        .put("note", operation.note());
  }

  private static Operation operation(JsonObject line) {
    return new Operation(
        line.getLong("number"),
        line.getInteger("client"),
        Operation.Kind.valueOf(line.getString("kind")),
        line.getString("key"),
        Optional.ofNullable(line.getString("write")),
        Optional.ofNullable(line.getJsonArray("context")).map(HistoryLines::strings),
        line.getLong("contextAt"),
        line.getBoolean("strict"),
        line.getInteger("node"),
        line.getLong("began"),
        line.getLong("ended"),
        Operation.Outcome.valueOf(line.getString("outcome")),
        line.getInteger("status"),
        line.getInteger("attempts"),
        line.getInteger("acted"),
        strings(line.getJsonArray("shown")),
        line.getInteger("acks"),
        line.getInteger("standIns"),
        line.getBoolean("degraded"),
        line.getString("note"));
  }

  static JsonObject toJson(FaultEvent event) {
    return new JsonObject()
        .put(IS, "fault")
        .put("at", event.atMicros())
        .put("id", event.id())
        .put("fault", event.fault())
        .put("phase", event.phase().name())
        .put("nodes", new JsonArray(event.nodes()))
        .put("note", event.note());
  }

  private static FaultEvent fault(JsonObject line) {
    return new FaultEvent(
        line.getLong("at"),
        line.getInteger("id"),
        line.getString("fault"),
        FaultEvent.Phase.valueOf(line.getString("phase")),
        line.getJsonArray("nodes").stream().map(Integer.class::cast).toList(),
        line.getString("note"));
  }

  static JsonObject toJson(Sample sample) {
    return new JsonObject()
        .put(IS, "sample")
        .put("at", sample.atMicros())
        .put("node", sample.node())
        .put("state", sample.state().name())
        .put("values", new JsonObject(new LinkedHashMap<>(new TreeMap<>(sample.values()))));
  }

  private static Sample sample(JsonObject line) {
    JsonObject values = line.getJsonObject("values");
    Map<String, Long> named = new TreeMap<>();
    values.fieldNames().forEach(name -> named.put(name, values.getLong(name)));
    return new Sample(
        line.getLong("at"),
        line.getInteger("node"),
        Sample.State.valueOf(line.getString("state")),
        named);
  }

  private static List<String> strings(JsonArray array) {
    return array.stream().map(String.class::cast).toList();
  }
}
