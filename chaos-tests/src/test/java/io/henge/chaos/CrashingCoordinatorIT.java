package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import io.henge.chaos.cluster.TestCluster;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node that coordinates uploads is killed at random moments of them. */
class CrashingCoordinatorIT {
  private static final int ROUNDS = 8;
  private static final int IN_FLIGHT = 13;
  private static final int[] SIZES = {0, 1, 900, 32 << 10, 33 << 10, 200_000, 1 << 20, 3 << 20};
  private static final int KILL_AFTER_MILLIS_MAX = 30;

  private final PlainHttp http = new PlainHttp();

  /** One upload: its key says its number, its number says its body. */
  private record Upload(long number, int sizeBytes) {
    String key() {
      return "crash/" + number;
    }

    byte[] body() {
      return Payloads.of(number, sizeBytes);
    }
  }

  @Test
  void what_was_acknowledged_is_there_and_nothing_is_half_there(@TempDir Path directory)
      throws Exception {
    long seed = System.nanoTime();
    System.out.println("CrashingCoordinatorIT: seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    List<Upload> tried = new ArrayList<>();
    Set<Upload> acknowledged = new HashSet<>();
    try (TestCluster cluster = TestCluster.start(directory, 3)) {
      for (int round = 0; round < ROUNDS; round++) {
        List<Upload> uploads = uploads(random, tried.size());
        tried.addAll(uploads);
        int victim = 1 + random.nextInt(3);
        acknowledged.addAll(crashDuring(cluster.node(victim), uploads, random));
        cluster.restart(victim);
      }
      System.out.printf("%d of %d uploads acknowledged%n", acknowledged.size(), tried.size());
      for (NodeProcess node : cluster.nodes()) {
        for (Upload upload : tried) {
          verify(node, upload, acknowledged.contains(upload), "seed " + seed);
        }
      }
    }
  }

  private static List<Upload> uploads(SplittableRandom random, int first) {
    List<Upload> uploads = new ArrayList<>();
    for (int i = 0; i < IN_FLIGHT; i++) {
      uploads.add(new Upload(first + i, SIZES[random.nextInt(SIZES.length)]));
    }
    return uploads;
  }

  /** Sends all at once through the victim, kills it meanwhile; those that got their 201. */
  private Set<Upload> crashDuring(NodeProcess victim, List<Upload> uploads, SplittableRandom random)
      throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(uploads.size());
    CountDownLatch answered = new CountDownLatch(random.nextInt(uploads.size()));
    try {
      List<Future<Boolean>> answers = new ArrayList<>();
      for (Upload upload : uploads) {
        answers.add(pool.submit(() -> isAcknowledged(victim, upload, answered)));
      }
      // Some answers first, so that the moment is in the middle on slow machines and fast ones.
      answered.await();
      Executor later =
          CompletableFuture.delayedExecutor(
              random.nextInt(KILL_AFTER_MILLIS_MAX), TimeUnit.MILLISECONDS);
      CompletableFuture.runAsync(victim::kill, later).get();
      Set<Upload> acknowledged = new HashSet<>();
      for (int i = 0; i < uploads.size(); i++) {
        if (answers.get(i).get()) {
          acknowledged.add(uploads.get(i));
        }
      }
      return acknowledged;
    } finally {
      pool.shutdownNow();
    }
  }

  private boolean isAcknowledged(NodeProcess node, Upload upload, CountDownLatch answered)
      throws InterruptedException {
    try {
      return http.put(node.key(upload.key()), upload.body()).statusCode() == 201;
    } catch (IOException e) {
      return false;
    } finally {
      answered.countDown();
    }
  }

  private void verify(NodeProcess node, Upload upload, boolean acknowledged, String seed)
      throws Exception {
    HttpResponse<byte[]> answer = http.read(node.key(upload.key()));
    String what = seed + ", " + upload + " through node at " + node.clientPort();
    if (acknowledged) {
      assertThat(answer.statusCode()).as(what + " was acknowledged").isEqualTo(200);
    } else {
      assertThat(answer.statusCode()).as(what + " is unknown").isIn(200, 404);
    }
    if (answer.statusCode() == 200) {
      assertThat(answer.body()).as(what).isEqualTo(upload.body());
      assertThat(answer.headers().firstValue("Henge-Siblings")).as(what).isEmpty();
    }
  }
}
