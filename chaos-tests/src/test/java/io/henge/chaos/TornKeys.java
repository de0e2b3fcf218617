package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.cluster.Explained;
import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Keys that are written and read while the nodes are torn into two sides whose members do not reach
 * each other as peers. Every row has a majority of its owners on one side: there alone strict
 * requests may count on an answer. The other side may say that it cannot tell, and may find a way
 * around the cut; it may not answer anything else.
 */
final class TornKeys {
  private static final int REPLICAS = 3;
  private static final String BEFORE = "before";
  private static final String BY_MAJORITY = "by the side with most owners";
  private static final String ELSEWHERE = "by the other side";

  /** Of requests that may well find nobody. */
  private static final String PATIENCE = "400ms";

  private final PlainHttp http;
  private final List<List<NodeProcess>> sides;
  private final int count;

  /** Of each key, the side that has most of its owners. */
  private final Map<String, Integer> most = new HashMap<>();

  /** Of each key that both sides write, what was there before. */
  private final List<String> contexts = new ArrayList<>();

  /** What each key that only the wrong side has written may show in the end. */
  private final List<Set<String>> allowed = new ArrayList<>();

  /**
   * @param sides two of them; the nodes of each reach each other
   * @param count how many keys of each kind
   */
  TornKeys(PlainHttp http, List<List<NodeProcess>> sides, int count) {
    this.http = http;
    this.sides = List.copyOf(sides);
    this.count = count;
  }

  /** Writes all keys, at all their owners. */
  void writeBefore() throws IOException, InterruptedException {
    for (int i = 0; i < count; i++) {
      put(node(0, i), agreed(i), "?w=all&sloppy=false", BEFORE);
      put(node(1, i), refused(i), "?w=all&sloppy=false", BEFORE);
      HttpResponse<byte[]> both = put(node(0, i), both(i), "?w=all&sloppy=false", BEFORE);
      contexts.add(both.headers().firstValue("Henge-Context").orElseThrow());
      for (String key : List.of(agreed(i), refused(i))) {
        most.put(key, sideOfMost(key));
      }
    }
  }

  /** While they are torn: both sides write and read as they can. */
  void useWhileTorn() throws IOException, InterruptedException {
    for (int i = 0; i < count; i++) {
      useAgreed(i);
      NodeProcess elsewhere = node(1 - most.get(refused(i)), i);
      allowed.add(writeElsewhere(elsewhere, refused(i)));
      for (int side = 0; side < sides.size(); side++) {
        put(node(side, i), both(i), "", bySide(side), "Henge-Context", contexts.get(i));
      }
    }
  }

  private void useAgreed(int i) throws IOException, InterruptedException {
    int side = most.get(agreed(i));
    put(node(side, i), agreed(i), "?sloppy=false", BY_MAJORITY);
    for (NodeProcess node : sides.get(side)) {
      assertThat(text(http.read(node.key(agreed(i))))).as(agreed(i)).isEqualTo(BY_MAJORITY);
    }
    readElsewhere(node(1 - side, i), agreed(i));
  }

  /** A strict read of that side shows the newest or nothing, any other says that it is in doubt. */
  private void readElsewhere(NodeProcess node, String key)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> strict = http.get(node.uri("/" + key + "?timeout=" + PATIENCE));
    if (!isUndecided(strict)) {
      assertThat(text(strict)).as(key).isEqualTo(BY_MAJORITY);
    }
    HttpResponse<byte[]> any = http.get(node.uri("/" + key + "?sloppy=true&timeout=" + PATIENCE));
    if (any.headers().firstValue("Henge-Degraded").isPresent()) {
      assertThat(text(any)).as(key).isIn(BEFORE, BY_MAJORITY);
    } else if (!isUndecided(any)) {
      assertThat(text(any)).as(key).isEqualTo(BY_MAJORITY);
    }
  }

  /** A strict write of that side; what the key may show from now on. */
  private Set<String> writeElsewhere(NodeProcess node, String key)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        http.put(node.uri("/" + key + "?sloppy=false&timeout=" + PATIENCE), bytes(ELSEWHERE));
    if (!isUndecided(answer)) {
      assertThat(answer.statusCode()).as(key).isEqualTo(201);
      return Set.of(ELSEWHERE);
    }
    return body(answer).contains("\"maySurface\":true")
        ? Set.of(BEFORE, ELSEWHERE)
        : Set.of(BEFORE);
  }

  private static boolean isUndecided(HttpResponse<byte[]> answer) {
    return answer.statusCode() == 503 || answer.statusCode() == 504;
  }

  /** Waits until all owners hold the same, and fails unless that is what was acknowledged. */
  void awaitHealed() {
    List<String> keys =
        IntStream.range(0, count)
            .boxed()
            .flatMap(i -> Stream.of(agreed(i), refused(i), both(i)))
            .toList();
    Explained.awaitEqual(http, node(0, 0), keys, REPLICAS);
    sides.stream().flatMap(List::stream).forEach(this::requireAllAt);
  }

  private void requireAllAt(NodeProcess node) {
    for (int i = 0; i < count; i++) {
      assertThat(text(http.read(node.key(agreed(i))))).isEqualTo(BY_MAJORITY);
      assertThat(text(http.read(node.key(refused(i))))).isIn(allowed.get(i));
      Set<String> texts = new HashSet<>();
      for (String version : VersionList.of(http, node, both(i)).names()) {
        texts.add(text(http.read(node.uri("/" + both(i) + "?version=" + version))));
      }
      assertThat(texts).as(both(i)).containsExactlyInAnyOrder(bySide(0), bySide(1));
    }
  }

  /** How many strict writes of the wrong side were not carried out. */
  long refusedWrites() {
    return allowed.stream().filter(texts -> texts.contains(BEFORE)).count();
  }

  private int sideOfMost(String key) throws IOException, InterruptedException {
    Explained explained = Explained.of(http, node(0, 0), key);
    long ofFirst = sides.get(0).stream().filter(explained::isOwner).count();
    return ofFirst > REPLICAS / 2 ? 0 : 1;
  }

  private NodeProcess node(int side, int number) {
    List<NodeProcess> nodes = sides.get(side);
    return nodes.get(number % nodes.size());
  }

  private HttpResponse<byte[]> put(
      NodeProcess node, String key, String query, String text, String... headers) {
    HttpResponse<byte[]> answer = http.write(node.uri("/" + key + query), bytes(text), headers);
    assertThat(answer.statusCode()).as("%s: %s", key, body(answer)).isEqualTo(201);
    return answer;
  }

  private static String agreed(int i) {
    return "agreed/" + i;
  }

  private static String refused(int i) {
    return "refused/" + i;
  }

  private static String both(int i) {
    return "both/" + i;
  }

  private static String bySide(int side) {
    return "by side " + side;
  }

  private static String text(HttpResponse<byte[]> answer) {
    assertThat(answer.statusCode()).as(body(answer)).isEqualTo(200);
    return body(answer);
  }

  private static String body(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
