package io.henge.bench;

import io.henge.client.BlobSink;
import io.henge.client.BlobSource;
import io.henge.client.HengeClient;
import io.henge.client.HengeClientBuilder;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The Java client that knows the ring, beside the same client that asks one node for everything: in
 * turns, against one cluster, so many requests at once and no pause between them.
 */
@Command(
    name = "client",
    mixinStandardHelpOptions = true,
    description = "Compares requests to owners with requests to one node for all.")
final class ClientCommand implements Callable<Integer> {
  @Option(names = "--node", defaultValue = "127.0.0.1:7401", description = "A client address.")
  private String node = "";

  @Option(names = "--rounds", defaultValue = "3", description = "How often, each in turn.")
  private int rounds;

  @Option(names = "--seconds", defaultValue = "5", description = "How long each time.")
  private int seconds;

  @Option(names = "--at-once", defaultValue = "16", description = "Requests at once.")
  private int atOnce;

  @Option(names = "--bytes", defaultValue = "1024", description = "Size of a blob.")
  private int bytes;

  @Option(names = "--keys", defaultValue = "1000", description = "How many keys.")
  private int keys;

  private final Map<String, Histogram> all = new TreeMap<>();
  private final Map<String, Double> rates = new TreeMap<>();

  /** A request for a key. */
  @FunctionalInterface
  private interface Request {
    CompletableFuture<?> make(String key);
  }

  @Override
  public Integer call() {
    byte[] body = new byte[bytes];
    new SplittableRandom(1).nextBytes(body);
    HengeClientBuilder owners = HengeClient.builder().endpoints(node);
    HengeClientBuilder one = HengeClient.builder().endpoints(node).endpointsAlone();
    try (HengeClient aware = patient(owners).build();
        HengeClient unaware = patient(one).build()) {
      for (int round = 0; round <= rounds; round++) {
        // The first round warms up.
        boolean counts = round > 0;
        measure("PUT owners", counts, key -> aware.put(key, BlobSource.of(body)));
        measure("PUT one node", counts, key -> unaware.put(key, BlobSource.of(body)));
        measure("GET owners", counts, key -> aware.get(key, BlobSink.bytes(bytes)));
        measure("GET one node", counts, key -> unaware.get(key, BlobSink.bytes(bytes)));
      }
    }
    print();
    return 0;
  }

  private static HengeClientBuilder patient(HengeClientBuilder builder) {
    return builder.attemptTimeout(Duration.ofSeconds(10)).connectionsPerNode(64);
  }

  private void measure(String name, boolean counts, Request request) {
    Histogram took = new ConcurrentHistogram(3);
    AtomicLong done = new AtomicLong();
    long began = System.nanoTime();
    long end = began + TimeUnit.SECONDS.toNanos(seconds);
    CompletableFuture<?>[] lanes = new CompletableFuture<?>[atOnce];
    for (int lane = 0; lane < atOnce; lane++) {
      CompletableFuture<Void> ended = new CompletableFuture<>();
      lanes[lane] = ended;
      lane(request, took, done, end, ended);
    }
    CompletableFuture.allOf(lanes).join();
    double rate = done.get() / ((System.nanoTime() - began) / 1e9);
    if (counts) {
      all.computeIfAbsent(name, first -> new Histogram(3)).add(took);
      rates.merge(name, rate / rounds, Double::sum);
    }
  }

  /** One request after the other, until it is time. */
  private void lane(
      Request request, Histogram took, AtomicLong done, long end, CompletableFuture<Void> ended) {
    if (System.nanoTime() - end >= 0) {
      ended.complete(null);
      return;
    }
    long began = System.nanoTime();
    String key = "bench/" + ThreadLocalRandom.current().nextInt(keys);
    CompletableFuture<?> unused =
        request
            .make(key)
            .handle(
                (value, cause) -> {
                  if (cause == null) {
                    took.recordValue((System.nanoTime() - began) / 1_000);
                    done.incrementAndGet();
                  }
                  lane(request, took, done, end, ended);
                  return null;
                });
  }

  private void print() {
    System.out.printf(
        "| %d bytes, %d at once | requests/s | MB/s | p50 ms | p99 | p99.9 |%n", bytes, atOnce);
    System.out.println("|---|---|---|---|---|---|");
    all.forEach(
        (name, took) ->
            System.out.printf(
                Locale.ROOT,
                "| %s | %.0f | %.1f | %.2f | %.2f | %.2f |%n",
                name,
                rates.get(name),
                rates.get(name) * bytes / 1e6,
                millis(took, 50),
                millis(took, 99),
                millis(took, 99.9)));
  }

  private static double millis(Histogram took, double percentile) {
    return took.getValueAtPercentile(percentile) / 1_000.0;
  }
}
