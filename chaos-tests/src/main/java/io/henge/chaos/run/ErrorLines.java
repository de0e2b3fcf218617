package io.henge.chaos.run;

import io.henge.chaos.check.Finding;
import io.henge.chaos.check.Invariant;
import io.henge.chaos.fault.NodeKeeper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What nodes log at level ERROR and no fault explains: a node that meets what must not be says so,
 * and may answer clients as if nothing were.
 */
final class ErrorLines {
  private static final Pattern LINE = Pattern.compile("(?m)^\\S+ ERROR (\\S+) (.*)$");

  /** What the JVM says itself, of threads that nobody caught and of its own end. */
  private static final Pattern OF_JVM =
      Pattern.compile(
          "(?m)^(Exception in thread .*|# A fatal error has been detected.*|.*OutOfMemoryError.*)$");

  /** Of disks that fail or decay, connections that are reset, and a liveness layer torn apart. */
  private static final Set<String> EXPECTED =
      Set.of(
          "StorageHealth",
          "Quarantine",
          "DamageDesk",
          "ConnectionBase",
          "HazelcastClusterManager",
          "VertxImpl");

  /** Hazelcast's own lines begin with its address and its group. */
  private static final Pattern OF_HAZELCAST =
      Pattern.compile("^\\[[^]]*]:\\d+ \\[henge-[0-9a-f]+] ");

  private static final int TEXT_MAX = 300;

  private final List<NodeKeeper> nodes;
  private final Map<NodeKeeper, Integer> seen = new HashMap<>();

  /** Those from now on. */
  ErrorLines(List<NodeKeeper> nodes) {
    this.nodes = List.copyOf(nodes);
    nodes.forEach(node -> seen.put(node, node.process().logText().length()));
  }

  List<Finding> findings() {
    return nodes.stream()
        .flatMap(
            node ->
                unexpected(node.process().logText().substring(seen.get(node)))
                    .map(line -> node + " logs: " + line))
        .map(text -> new Finding(Invariant.N, "", text, List.of()))
        .toList();
  }

  /** The lines of a log that are to be looked at. */
  static Stream<String> unexpected(String log) {
    return Stream.concat(loggedBy(log), OF_JVM.matcher(log).results().map(MatchResult::group))
        .map(line -> line.substring(0, Math.min(line.length(), TEXT_MAX)));
  }

  private static Stream<String> loggedBy(String log) {
    return LINE.matcher(log)
        .results()
        .filter(line -> !EXPECTED.contains(line.group(1)))
        .filter(line -> !OF_HAZELCAST.matcher(line.group(2)).find())
        .map(line -> line.group(1) + " " + line.group(2));
  }
}
