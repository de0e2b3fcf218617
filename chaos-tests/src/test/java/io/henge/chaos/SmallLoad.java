package io.henge.chaos;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A client that writes small blobs at one node and reads them back, one request after the other,
 * and notes how long each took. Its keys are its own, so it knows what every read has to show.
 */
final class SmallLoad {
  private static final int KEYS = 50;

  private final PlainHttp http = new PlainHttp();
  private final NodeProcess node;
  private final int number;
  private final int bodyBytes;
  private final Thread thread = new Thread(this::run);
  private final Map<String, byte[]> newest = new HashMap<>();
  private final List<Long> micros = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private volatile boolean isStopping;

  SmallLoad(NodeProcess node, int number, int bodyBytes) {
    this.node = node;
    this.number = number;
    this.bodyBytes = bodyBytes;
  }

  void start() {
    thread.start();
  }

  /** Ends after the request that runs. */
  void stop() {
    isStopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void run() {
    for (long i = 0; !isStopping; i++) {
      String key = "paused/" + number + "/" + i % KEYS;
      byte[] body = Payloads.of(i * 10 + number, bodyBytes);
      try {
        write(key, body);
        read(key, body);
      } catch (IOException e) {
        note(key + ": " + e);
      } catch (InterruptedException e) {
        note(key + ": interrupted");
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void write(String key, byte[] body) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    HttpResponse<byte[]> answer = http.put(node.key(key), body);
    took(begun);
    if (answer.statusCode() == 201) {
      synchronized (this) {
        newest.put(key, body);
      }
    } else {
      note("PUT " + key + ": " + answer.statusCode());
    }
  }

  private void read(String key, byte[] body) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    HttpResponse<byte[]> answer = http.get(node.key(key));
    took(begun);
    if (answer.statusCode() != 200 || !Arrays.equals(answer.body(), body)) {
      note("GET " + key + ": " + answer.statusCode() + ", or another body than the newest");
    }
  }

  private synchronized void took(long begunNanos) {
    micros.add((System.nanoTime() - begunNanos) / 1_000);
  }

  private synchronized void note(String failure) {
    failures.add(failure);
  }

  /** What was acknowledged last of each key. */
  synchronized Map<String, byte[]> newest() {
    return Map.copyOf(newest);
  }

  /** How long the requests took that ended since they were forgotten, in microseconds. */
  synchronized long[] latencies() {
    return micros.stream().mapToLong(Long::longValue).toArray();
  }

  synchronized void forgetLatencies() {
    micros.clear();
  }

  /** What went wrong so far. */
  synchronized List<String> failures() {
    return List.copyOf(failures);
  }
}
