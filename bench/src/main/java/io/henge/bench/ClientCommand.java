package io.henge.bench;

import io.henge.client.BlobSink;
import io.henge.client.BlobSource;
import io.henge.client.HengeClient;
import io.henge.client.HengeClientBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The Java client that knows the ring, beside the same client that asks one node for everything: in
 * turns, against one cluster: so many requests at once and no pause between them, or so many in a
 * second, whatever becomes of them.
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

  @Option(
      names = "--rate",
      description = "Requests a second at random times, instead of so many at once.")
  private Optional<Double> rate = Optional.empty();

  private final Map<String, List<RequestLoop.Round>> all = new TreeMap<>();

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

  private void measure(String name, boolean counts, RequestLoop.Request request) {
    RequestLoop loop = new RequestLoop(request, keys);
    RequestLoop.Round round =
        rate.map(perSecond -> loop.open(perSecond, seconds))
            .orElseGet(() -> loop.closed(atOnce, seconds));
    if (counts) {
      all.computeIfAbsent(name, first -> new ArrayList<>()).add(round);
    }
  }

  private void print() {
    System.out.printf(
        Locale.ROOT,
        "| %d bytes, %s, medians of %d rounds | requests/s | MB/s | p50 ms | p99 | p99.9 | failed |%n",
        bytes,
        rate.map(perSecond -> perSecond + " a second").orElse(atOnce + " at once"),
        rounds);
    System.out.println("|---|---|---|---|---|---|---|");
    all.forEach(
        (name, measured) -> {
          double perSecond = median(measured, RequestLoop.Round::perSecond);
          System.out.printf(
              Locale.ROOT,
              "| %s | %.0f | %.1f | %.2f | %.2f | %.2f | %.0f |%n",
              name,
              perSecond,
              perSecond * bytes / 1e6,
              median(measured, round -> millis(round, 50)),
              median(measured, round -> millis(round, 99)),
              median(measured, round -> millis(round, 99.9)),
              median(measured, RequestLoop.Round::failed));
        });
  }

  private static double median(
      List<RequestLoop.Round> measured, ToDoubleFunction<RequestLoop.Round> figure) {
    double[] sorted = measured.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static double millis(RequestLoop.Round round, double percentile) {
    return round.tookMicros().getValueAtPercentile(percentile) / 1_000.0;
  }
}
