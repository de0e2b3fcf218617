package io.henge.chaos.cluster;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Somebody who changes the ring while its nodes fail: looks at it, asks some node that answers for
 * what is still to be done, and looks again, until all is as wanted. A change that was answered
 * with a failure may have come about, so nothing that was asked for is taken for done, nor for not
 * done. What a node shows may be out of date: an entry with a lower number than the one that showed
 * the old state says nothing of what came after.
 */
public final class RingOperator {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(2);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final List<NodeProcess> nodes;
  private final Duration patience;
  private final Runnable beforeEach;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_MAX)
          .build();
  private volatile boolean isAbandoned;

  /**
   * @param nodes those that are members, or are to be
   * @param patience how long a change may take
   * @param beforeEach is run before each look at the ring
   */
  public RingOperator(List<NodeProcess> nodes, Duration patience, Runnable beforeEach) {
    this.nodes = List.copyOf(nodes);
    this.patience = patience;
    this.beforeEach = beforeEach;
  }

  /**
   * A node's place in the ring.
   *
   * @param entry the number of an entry that has it
   */
  public record Member(int seat, String node, long entry) {}

  /** The ring as a node shows it. */
  private record Ring(long number, boolean isDone, JsonArray members) {
    private static Ring of(JsonObject document) {
      return new Ring(
          document.getLong("number"),
          document.getString("phase").equals("done"),
          document.getJsonArray("members"));
    }

    private Optional<Member> memberAt(String peer) {
      return members.stream()
          .map(JsonObject.class::cast)
          .filter(member -> member.getString("peer").equals(peer))
          .map(member -> new Member(member.getInteger("seat"), member.getString("node"), number))
          .findFirst();
    }

    private boolean hasSeat(int seat) {
      return members.stream()
          .map(JsonObject.class::cast)
          .anyMatch(member -> member.getInteger("seat") == seat);
    }
  }

  /** What is tried once, at one node. */
  @FunctionalInterface
  private interface Attempt<T> {
    /** What came of it; empty when it is to be tried again. */
    Optional<T> at(NodeProcess driver) throws IOException, InterruptedException;
  }

  /** Gives up at its next look: this process ends. */
  public void abandon() {
    isAbandoned = true;
  }

  /**
   * Which member a node is.
   *
   * @throws IllegalStateException when nobody says that it is one, for long enough
   */
  public Member memberAt(NodeProcess node) throws InterruptedException {
    String peer = node.settings().peer();
    return until("is a member", node, driver -> ring(driver).memberAt(peer));
  }

  /**
   * Has a member that runs hand all over and leave.
   *
   * @return the number of an entry without it
   */
  public long leave(NodeProcess leaver, Member old) throws InterruptedException {
    return until(
        "leaves",
        leaver,
        driver -> {
          Ring ring = ring(driver);
          if (ring.number < old.entry() || !ring.isDone) {
            return Optional.empty();
          }
          if (!ring.hasSeat(old.seat())) {
            return Optional.of(ring.number);
          }
          post(driver, "leave?seat=" + old.seat());
          return Optional.empty();
        });
  }

  /**
   * Lets a node in that waits with an empty directory.
   *
   * @param without the number of an entry without it
   */
  public Member join(NodeProcess joiner, long without) throws InterruptedException {
    String peer = joiner.settings().peer();
    return until(
        "joins",
        joiner,
        driver -> {
          Ring ring = ring(driver);
          if (ring.number < without || !ring.isDone) {
            return Optional.empty();
          }
          Optional<Member> member = ring.memberAt(peer);
          if (member.isEmpty()) {
            post(driver, "join?peer=" + peer);
          }
          return member;
        });
  }

  /**
   * Gives the seat of a member that lost its disk to the node that waits there with an empty one.
   */
  public Member replace(NodeProcess newcomer, Member old) throws InterruptedException {
    String peer = newcomer.settings().peer();
    String what = "replace?seat=" + old.seat() + "&peer=" + peer + "&accept-loss=true";
    return until(
        "is replaced",
        newcomer,
        driver -> {
          Ring ring = ring(driver);
          Optional<Member> other =
              ring.memberAt(peer).filter(member -> !member.node().equals(old.node()));
          if (ring.number > old.entry() && other.isPresent()) {
            return other;
          }
          if (ring.isDone) {
            post(driver, what);
          }
          return Optional.empty();
        });
  }

  private <T> T until(String what, NodeProcess changed, Attempt<T> attempt)
      throws InterruptedException {
    List<NodeProcess> others = nodes.stream().filter(node -> node != changed).toList();
    long end = System.nanoTime() + patience.toNanos();
    for (int turn = 0; System.nanoTime() < end && !isAbandoned; turn++) {
      beforeEach.run();
      Optional<T> result = tried(attempt, others.get(turn % others.size()));
      if (result.isPresent()) {
        return result.get();
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    throw new IllegalStateException(
        "not within %s: %s %s".formatted(patience, changed.directory().getFileName(), what));
  }

  private static <T> Optional<T> tried(Attempt<T> attempt, NodeProcess driver)
      throws InterruptedException {
    try {
      return attempt.at(driver);
    } catch (IOException down) {
      return Optional.empty();
    }
  }

  private Ring ring(NodeProcess node) throws IOException, InterruptedException {
    HttpResponse<String> answer = send(HttpRequest.newBuilder(node.uri("/-/ring")));
    if (answer.statusCode() != 200) {
      throw new IOException("the ring: " + answer.statusCode());
    }
    return Ring.of(new JsonObject(answer.body()));
  }

  /** Whether it was granted is seen by what the ring becomes. */
  private void post(NodeProcess node, String what) throws IOException, InterruptedException {
    send(HttpRequest.newBuilder(node.admin("/-/ring/" + what)).POST(BodyPublishers.noBody()));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.timeout(ANSWER_MAX).build(), BodyHandlers.ofString());
  }
}
