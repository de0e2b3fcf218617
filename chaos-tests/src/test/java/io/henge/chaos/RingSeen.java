package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The newest chain entry, as a node shows it.
 *
 * @param document the whole of it, its number included
 * @param tag its digest
 */
record RingSeen(String document, String tag) {
  private static final Pattern MEMBER =
      Pattern.compile(
          "\\{\"seat\":([0-9]+),\"node\":\"([0-9a-f]+)\",[^{}]*\"peer\":\"([^\"]+)\","
              + "[^{}]*\"zone\":([0-9]+),[^{}]*}");
  private static final Pattern TABLE = Pattern.compile("\"table\":\\[(\\[.*?])]");
  private static final Pattern ROW = Pattern.compile("\\[([0-9,]+)]");

  /** One of those that the entry names. */
  private record Member(int seat, String node, String peer, int zone) {}

  static RingSeen at(PlainHttp http, NodeProcess node) {
    HttpResponse<byte[]> answer = http.read(node.uri("/-/ring"));
    assertThat(answer.statusCode()).isEqualTo(200);
    return new RingSeen(
        new String(answer.body(), StandardCharsets.UTF_8),
        answer.headers().firstValue("ETag").orElseThrow());
  }

  /** Fails unless each of these nodes shows exactly this. */
  void requireAt(PlainHttp http, List<NodeProcess> nodes) {
    for (NodeProcess node : nodes) {
      assertThat(at(http, node)).as("the ring at %s", node.directory()).isEqualTo(this);
    }
  }

  /** Whether the ring does not change at the moment. */
  boolean isDone() {
    return document.contains("\"phase\":\"done\"");
  }

  /** The id of the member whose peer address is that node's. */
  String idOf(NodeProcess node) {
    return memberAt(node).node();
  }

  /** The seat of that member. */
  int seatOf(NodeProcess node) {
    return memberAt(node).seat();
  }

  private Member memberAt(NodeProcess node) {
    return members().stream()
        .filter(member -> member.peer().equals(node.settings().peer()))
        .findFirst()
        .orElseThrow(() -> new AssertionError(node.settings().peer() + " is not in " + document));
  }

  /** How many partitions have more than that many of their owners in one zone. */
  long rowsCrowdedOver(int ownersOfAZoneMax) {
    List<Member> members = members();
    return rows().stream()
        .filter(
            row ->
                members.stream()
                    .filter(member -> row.contains(member.seat()))
                    .collect(Collectors.groupingBy(Member::zone, Collectors.counting()))
                    .values()
                    .stream()
                    .anyMatch(owners -> owners > ownersOfAZoneMax))
        .count();
  }

  /** How many partitions that seat owns nothing of. */
  long rowsWithout(int seat) {
    return rows().stream().filter(row -> !row.contains(seat)).count();
  }

  private List<Member> members() {
    return found(
        MEMBER,
        document,
        found ->
            new Member(
                Integer.parseInt(found.group(1)),
                found.group(2),
                found.group(3),
                Integer.parseInt(found.group(4))));
  }

  private List<List<Integer>> rows() {
    assertThat(isDone()).as("a ring that does not change has one table").isTrue();
    String table = found(TABLE, document, found -> found.group(1)).get(0);
    return found(
        ROW,
        table,
        found -> Arrays.stream(found.group(1).split(",", -1)).map(Integer::valueOf).toList());
  }

  private static <T> List<T> found(Pattern pattern, String text, Function<Matcher, T> what) {
    List<T> all = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      all.add(what.apply(matcher));
    }
    assertThat(all).as("%s in %s", pattern, text).isNotEmpty();
    return all;
  }
}
