package io.henge.chaos.report;

import io.henge.chaos.history.History;
import io.henge.chaos.history.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How many hints and under-replicated blobs all nodes had at the end of each bucket. A node that
 * says nothing still has what it had when it was last heard.
 *
 * @param hints in each bucket; empty before the first was heard of
 * @param underReplicated likewise
 */
record Backlog(List<OptionalLong> hints, List<OptionalLong> underReplicated) {

  static Backlog of(History history, Buckets buckets) {
    return new Backlog(sums(history, buckets, "hints"), sums(history, buckets, "underReplicated"));
  }

  private static List<OptionalLong> sums(History history, Buckets buckets, String value) {
    List<Sample> samples =
        history.samples().stream()
            .filter(it -> it.values().containsKey(value))
            .sorted(Comparator.comparingLong(Sample::atMicros))
            .toList();
    Map<Integer, Long> heard = new HashMap<>();
    List<OptionalLong> sums = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < buckets.all().size(); i++) {
      long end = (i + 1) * buckets.widthMicros();
      while (next < samples.size() && samples.get(next).atMicros() < end) {
        Sample sample = samples.get(next++);
        heard.put(sample.node(), Objects.requireNonNull(sample.values().get(value)));
      }
      long sum = heard.values().stream().mapToLong(Long::longValue).sum();
      sums.add(heard.isEmpty() ? OptionalLong.empty() : OptionalLong.of(sum));
    }
    return sums;
  }

  boolean isEmpty() {
    return Stream.of(hints, underReplicated)
        .flatMap(List::stream)
        .noneMatch(OptionalLong::isPresent);
  }

  long most() {
    return Stream.of(hints, underReplicated)
        .flatMap(List::stream)
        .mapToLong(it -> it.orElse(0))
        .max()
        .orElse(0);
  }

  OptionalDouble hints(int bucket, double full) {
    return share(hints.get(bucket), full);
  }

  OptionalDouble underReplicated(int bucket, double full) {
    return share(underReplicated.get(bucket), full);
  }

  private static OptionalDouble share(OptionalLong sum, double full) {
    return sum.isPresent() ? OptionalDouble.of(sum.getAsLong() / full) : OptionalDouble.empty();
  }
}
