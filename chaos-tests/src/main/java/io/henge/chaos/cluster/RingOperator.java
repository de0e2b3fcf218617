package io.henge.chaos.cluster;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
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
 * what is still to be done, and looks again, until all is as wanted. What a node shows may be out
 * of date, and a change that was answered with a failure may have come about, so nothing that was
 * asked for is taken for done, nor for not done.
 */
public final class RingOperator {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(2);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final List<NodeProcess> nodes;
  private final Duration patience;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT_MAX).build();

  /**
   * @param nodes those that are members, or are to be
   * @param patience how long a change may take
   */
  public RingOperator(List<NodeProcess> nodes, Duration patience) {
    this.nodes = List.copyOf(nodes);
    this.patience = patience;
  }

  /** A node's place in the ring. */
  public record Member(int seat, String node) {
    private static Member of(JsonObject entry) {
      return new Member(entry.getInteger("seat"), entry.getString("node"));
    }
  }

  /** The ring as a node shows it. */
  private record Ring(boolean isDone, JsonArray members) {
    private static Ring of(JsonObject document) {
      boolean isDone = document.getString("phase").equals("done");
      return new Ring(isDone, document.getJsonArray("members"));
    }

    private Optional<Member> memberAt(String peer) {
      return members.stream()
          .map(JsonObject.class::cast)
          .filter(entry -> entry.getString("peer").equals(peer))
          .map(Member::of)
          .findFirst();
    }
  }

  /** What a step comes to when it is tried once, at one node. */
  @FunctionalInterface
  private interface Attempt {
    /** Whether all is as wanted. */
    boolean at(NodeProcess driver) throws IOException, InterruptedException;
  }

  /**
   * Which member a node is.
   *
   * @throws IllegalStateException when nobody says that it is one, for long enough
   */
  public Member memberAt(NodeProcess node) throws InterruptedException {
    Member[] found = new Member[1];
    until(
        "is a member",
        node,
        driver -> {
          ring(driver).memberAt(node.settings().peer()).ifPresent(member -> found[0] = member);
          return found[0] != null;
        });
    return found[0];
  }

  /** Has a member that runs hand all over and leave. */
  public void leave(NodeProcess leaver, Member old) throws InterruptedException {
    until(
        "leaves",
        leaver,
        driver -> {
          Ring ring = ring(driver);
          boolean isMember = ring.memberAt(leaver.settings().peer()).equals(Optional.of(old));
          if (ring.isDone && isMember) {
            post(driver, "leave?seat=" + old.seat());
          }
          return ring.isDone && !isMember;
        });
  }

  /** Lets a node in that waits with an empty directory. */
  public void join(NodeProcess joiner) throws InterruptedException {
    String peer = joiner.settings().peer();
    until(
        "joins",
        joiner,
        driver -> {
          Ring ring = ring(driver);
          boolean isMember = ring.memberAt(peer).isPresent();
          if (ring.isDone && !isMember && post(driver, "stage?join=" + peer)) {
            post(driver, "apply");
          }
          return ring.isDone && isMember;
        });
  }

  /**
   * Gives the seat of a member that lost its disk to the node that waits there with an empty one.
   */
  public void replace(NodeProcess newcomer, Member old) throws InterruptedException {
    String peer = newcomer.settings().peer();
    String what = "replace?seat=" + old.seat() + "&peer=" + peer + "&accept-loss=true";
    until(
        "is replaced",
        newcomer,
        driver -> {
          Ring ring = ring(driver);
          boolean isReplaced =
              ring.memberAt(peer).filter(member -> !member.equals(old)).isPresent();
          if (ring.isDone && !isReplaced) {
            post(driver, what);
          }
          return isReplaced;
        });
  }

  private void until(String what, NodeProcess changed, Attempt attempt)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    int turn = 0;
    while (!isDone(attempt, otherThan(changed, turn++))) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "not within %s: %s %s".formatted(patience, changed.directory().getFileName(), what));
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static boolean isDone(Attempt attempt, NodeProcess driver) throws InterruptedException {
    try {
      return attempt.at(driver);
    } catch (IOException down) {
      return false;
    }
  }

  private NodeProcess otherThan(NodeProcess changed, int turn) {
    List<NodeProcess> others = nodes.stream().filter(node -> node != changed).toList();
    return others.get(turn % others.size());
  }

  private Ring ring(NodeProcess node) throws IOException, InterruptedException {
    HttpResponse<String> answer = send(HttpRequest.newBuilder(node.uri("/-/ring")));
    if (answer.statusCode() != 200) {
      throw new IOException("the ring: " + answer.statusCode());
    }
    return Ring.of(new JsonObject(answer.body()));
  }

  /** Whether it was granted. */
  private boolean post(NodeProcess node, String what) throws IOException, InterruptedException {
    URI uri = node.admin("/-/ring/" + what);
    return send(HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody())).statusCode() == 200;
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.timeout(ANSWER_MAX).build(), BodyHandlers.ofString());
  }
}
