package io.henge.chaos;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Writers that each have keys of their own, so that every read has one right answer: what was
 * acknowledged last. A request that fails is tried again at another node, a write under the same
 * request id; how long that takes is what a client waits while nodes come and go.
 */
final class RegisterLoad implements AutoCloseable {
  /** Of all keys. */
  static final String BUCKET = "registers";

  private static final int KEYS_PER_WRITER = 30;
  private static final int BYTES_MAX = 60_000;
  private static final long GIVE_UP_MILLIS = 60_000;

  private final PlainHttp http = new PlainHttp();
  private final Supplier<List<NodeProcess>> nodes;
  private final List<Thread> threads = new ArrayList<>();
  private final List<Writer> writers = new ArrayList<>();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong failedAtFirst = new AtomicLong();
  private final AtomicLong longestMillis = new AtomicLong();
  private volatile boolean isOver;

  /**
   * @param nodes who may be asked at the moment
   */
  RegisterLoad(int count, long seed, Supplier<List<NodeProcess>> nodes) {
    this.nodes = nodes;
    SplittableRandom dice = new SplittableRandom(seed);
    for (int i = 0; i < count; i++) {
      Writer writer = new Writer(i, dice.split());
      writers.add(writer);
      threads.add(new Thread(writer, "writer-" + i));
    }
    threads.forEach(Thread::start);
  }

  /** What no client may ever see, and was seen. */
  List<String> violations() {
    return List.copyOf(violations);
  }

  /** How many requests were answered. */
  long requests() {
    return requests.get();
  }

  /** How many of them were answered, but not at the first try. */
  long failedAtFirst() {
    return failedAtFirst.get();
  }

  /** The longest time that a request took with all its tries, of those that failed at first. */
  long longestMillis() {
    return longestMillis.get();
  }

  String summary() {
    return "%d requests, %d failed at first, the worst for %d ms"
        .formatted(requests.get(), failedAtFirst.get(), longestMillis.get());
  }

  /** Ends the load, and reads each key at each of these nodes once more. */
  void finish(List<NodeProcess> at) throws InterruptedException {
    close();
    for (Thread thread : threads) {
      thread.join();
    }
    for (Writer writer : writers) {
      for (NodeProcess node : at) {
        writer.readAll(node);
      }
    }
  }

  @Override
  public void close() {
    isOver = true;
  }

  /** One of them. */
  private final class Writer implements Runnable {
    private final int number;
    private final SplittableRandom dice;
    private final byte[][] last = new byte[KEYS_PER_WRITER][];

    Writer(int number, SplittableRandom dice) {
      this.number = number;
      this.dice = dice;
    }

    @Override
    public void run() {
      try {
        for (int round = 0; !isOver; round++) {
          int key = dice.nextInt(KEYS_PER_WRITER);
          if (last[key] == null || dice.nextInt(2) == 0) {
            write(key, round);
          } else {
            read(key);
          }
        }
      } catch (RuntimeException | InterruptedException e) {
        violations.add("writer " + number + " ended: " + e);
      }
    }

    private String name(int key) {
      return BUCKET + "/" + number + "/" + key;
    }

    private void write(int key, int round) throws InterruptedException {
      byte[] body = body(key, round);
      String id = UUID.randomUUID().toString();
      HttpResponse<byte[]> answer =
          patiently(node -> http.put(node.key(name(key)), body, "Henge-Request-Id", id));
      if (answer.statusCode() != 201) {
        violations.add("PUT " + name(key) + ": " + answer.statusCode());
      }
      last[key] = body;
    }

    private byte[] body(int key, int round) {
      byte[] body = new byte[dice.nextInt(BYTES_MAX)];
      byte[] text = (name(key) + " in round " + round).getBytes(StandardCharsets.UTF_8);
      Arrays.fill(body, (byte) round);
      byte[] whole = Arrays.copyOf(text, text.length + body.length);
      System.arraycopy(body, 0, whole, text.length, body.length);
      return whole;
    }

    private void read(int key) throws InterruptedException {
      judge(key, patiently(node -> http.get(node.key(name(key)))), "");
    }

    void readAll(NodeProcess node) {
      for (int key = 0; key < KEYS_PER_WRITER; key++) {
        if (last[key] != null) {
          URI uri = node.key(name(key));
          judge(key, http.read(uri), " at " + uri);
        }
      }
    }

    private void judge(int key, HttpResponse<byte[]> answer, String where) {
      if (answer.statusCode() != 200) {
        violations.add("GET " + name(key) + where + ": " + answer.statusCode());
      } else if (!Arrays.equals(answer.body(), last[key])) {
        violations.add("GET " + name(key) + where + ": not what was acknowledged last");
      }
    }

    private HttpResponse<byte[]> patiently(Request request) throws InterruptedException {
      long began = System.nanoTime();
      for (boolean isFirst = true; ; isFirst = false) {
        List<NodeProcess> all = nodes.get();
        try {
          HttpResponse<byte[]> answer = request.to(all.get(dice.nextInt(all.size())));
          if (answer.statusCode() < 500) {
            requests.incrementAndGet();
            return answer;
          }
        } catch (IOException unreachable) {
          // Another node is asked.
        }
        long millis = (System.nanoTime() - began) / 1_000_000;
        longestMillis.accumulateAndGet(millis, Math::max);
        if (isFirst) {
          failedAtFirst.incrementAndGet();
        }
        if (millis > GIVE_UP_MILLIS) {
          throw new IllegalStateException("no answer for " + millis + " ms");
        }
        Pause.millis(10);
      }
    }
  }

  /** A request that can be sent to any node. */
  @FunctionalInterface
  private interface Request {
    HttpResponse<byte[]> to(NodeProcess node) throws IOException, InterruptedException;
  }
}
