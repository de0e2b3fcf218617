package io.henge.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {
  private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  static {
    // Otherwise the JDK's server takes 40 ms for every answer with a body.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicLong received = new AtomicLong();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile int status = 200;
  private volatile long stallNanos;
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          received.addAndGet(exchange.getRequestBody().transferTo(OutputStream.nullOutputStream()));
          if (asked.getAndIncrement() == 0) {
            stall(stallNanos);
          }
          byte[] body = new byte[100];
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  // A park may end early.
  private static void stall(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() - end < 0) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private LoadGenerator generator(String mix, int connections) throws IOException {
    return generator(mix, connections, 100);
  }

  private LoadGenerator generator(String mix, int connections, long sizeBytes) throws IOException {
    Workload workload =
        new Workload(
            Mix.parse(mix), KeyOrder.EACH, 10, "k", sizeBytes, connections, Duration.ofSeconds(20));
    Target target = new Target("test", List.of(server.getAddress()));
    return new LoadGenerator(target, workload, new SplittableRandom(1), 1);
  }

  private static Figures figures(Map<Operation, Tally> tallies, Operation operation) {
    return tallies.get(operation).figures(1);
  }

  @Test
  void a_closed_loop_sends_as_many_as_asked_for() throws IOException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    try (LoadGenerator generator = generator("put,get,delete", 4)) {
      var tallies = generator.run(Arrivals.closed(end, 300), end);
      assertThat(asked).hasValue(300);
      double answered = 0;
      for (Operation operation : Operation.values()) {
        answered += figures(tallies, operation).perSecond();
        assertThat(figures(tallies, operation).failed()).isZero();
      }
      assertThat(answered).isEqualTo(300);
    }
  }

  @Test
  void a_body_is_as_long_as_asked_for_however_long() throws IOException {
    long sizeBytes = (9 << 20) + 7;
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    try (LoadGenerator generator = generator("put", 2, sizeBytes)) {
      var tallies = generator.run(Arrivals.closed(end, 4), end);
      assertThat(figures(tallies, Operation.PUT).failed()).isZero();
    }
    assertThat(received).hasValue(4 * sizeBytes);
  }

  @Test
  void whatever_was_due_while_the_server_stalled_counts_with_the_time_it_waited()
      throws IOException {
    stallNanos = STALL_NANOS;
    try (LoadGenerator generator = generator("get", 1)) {
      long start = System.nanoTime();
      long end = start + ROUND_NANOS;
      var arrivals = Arrivals.open(start, end, 500, new SplittableRandom(3));
      Figures figures = figures(generator.run(arrivals, end), Operation.GET);
      // The first answer came after the round, so all requests of the round waited for it.
      assertThat(asked.get()).as("seed 3").isGreaterThan(50);
      assertThat(figures.perSecond()).isZero();
      assertThat(figures.p50Millis()).isGreaterThanOrEqualTo((STALL_NANOS - ROUND_NANOS) / 1e6);
    }
  }

  @Test
  void a_closed_loop_would_have_hidden_it() throws IOException {
    stallNanos = STALL_NANOS;
    try (LoadGenerator generator = generator("get", 1)) {
      long start = System.nanoTime();
      long end = start + ROUND_NANOS;
      generator.run(Arrivals.closed(end, Long.MAX_VALUE), end);
      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void what_is_not_there_is_counted_apart_from_failures() throws IOException {
    status = 404;
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    try (LoadGenerator generator = generator("get,put", 2)) {
      var tallies = generator.run(Arrivals.closed(end, 50), end);
      assertThat(figures(tallies, Operation.GET).failed()).isZero();
      assertThat(figures(tallies, Operation.GET).absent()).isPositive();
      assertThat(figures(tallies, Operation.PUT).failed()).isPositive();
      assertThat(figures(tallies, Operation.PUT).perSecond()).isZero();
    }
  }

  @Test
  void a_server_that_only_fails_is_not_measured() throws IOException {
    status = 503;
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    try (LoadGenerator generator = generator("get", 2)) {
      assertThatThrownBy(() -> generator.run(Arrivals.closed(end, Long.MAX_VALUE), end))
          .hasMessageContaining("503");
    }
  }
}
