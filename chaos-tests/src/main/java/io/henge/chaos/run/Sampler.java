package io.henge.chaos.run;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.fault.NodeKeeper;
import io.henge.chaos.history.Recorder;
import io.henge.chaos.history.Sample;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Looks at each node once a second: what it says of itself, and what the system says of it. */
final class Sampler implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMillis(700);
  private static final long EVERY_NANOS = 1_000_000_000;

  /** What a node says, and under which name it is recorded. */
  private static final Map<String, String> METRICS =
      Map.of(
          "henge_hints", "hints",
          "henge_owed", "owed",
          "henge_partitions_under_replicated", "underReplicated",
          "henge_peers_suspected", "suspected",
          "henge_storage_state{state=\"full\"}", "diskFull",
          "henge_storage_state{state=\"poisoned\"}", "diskFailed");

  private final List<NodeKeeper> nodes;
  private final Recorder recorder;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean isOver;

  /** For these nodes. */
  Sampler(List<NodeKeeper> nodes, Recorder recorder) {
    this.nodes = List.copyOf(nodes);
    this.recorder = recorder;
  }

  /** Begins to look. */
  void start() {
    for (NodeKeeper node : nodes) {
      Thread thread = new Thread(() -> watch(node), "sampler-" + node.number());
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void watch(NodeKeeper node) {
    while (!isOver) {
      look(node);
      LockSupport.parkNanos(EVERY_NANOS);
    }
  }

  private void look(NodeKeeper node) {
    Sample.State state = node.state();
    Map<String, Long> values = new HashMap<>();
    if (state != Sample.State.DOWN) {
      system(node.process(), values);
      if (state != Sample.State.PAUSED && metrics(node.process(), values)) {
        state = Sample.State.READY;
      }
    }
    recorder.record(new Sample(recorder.nowMicros(), node.number(), state, values));
  }

  /** Whether it is ready; adds what it says. */
  private boolean metrics(NodeProcess node, Map<String, Long> values) {
    try {
      String text = get(node.admin("/-/metrics")).body();
      text.lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(
              line -> {
                int blank = line.lastIndexOf(' ');
                String name = METRICS.get(line.substring(0, Math.max(0, blank)));
                if (name != null) {
                  values.put(name, Math.round(Double.parseDouble(line.substring(blank + 1))));
                }
              });
      return get(node.uri("/-/health/ready")).statusCode() == 200;
    } catch (IOException | NumberFormatException silent) {
      return false;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
    return http.send(request, BodyHandlers.ofString());
  }

  private static void system(NodeProcess node, Map<String, Long> values) {
    try {
      Path proc = Path.of("/proc", Long.toString(node.pid()));
      try (Stream<Path> descriptors = Files.list(proc.resolve("fd"))) {
        values.put("descriptors", descriptors.count());
      }
      for (String line : Files.readAllLines(proc.resolve("status"))) {
        if (line.startsWith("VmRSS:")) {
          values.put("residentBytes", number(line) * 1024);
        } else if (line.startsWith("Threads:")) {
          values.put("threads", number(line));
        }
      }
    } catch (IOException gone) {
      values.clear();
    }
  }

  private static long number(String line) {
    return Long.parseLong(line.replaceAll("[^0-9]", ""));
  }

  @Override
  public void close() {
    isOver = true;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
      try {
        thread.join();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
