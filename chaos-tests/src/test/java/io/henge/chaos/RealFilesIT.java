package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import io.henge.chaos.cluster.TestCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of the running JDK, from the empty one to its module image, through three nodes. */
class RealFilesIT {
  private static final int FILES_MIN = 300;
  private static final long BYTES_MAX = 400L << 20;
  private static final int IN_FLIGHT = 4;
  private static final int ATTEMPTS_MAX = 5;
  private static final long RESIDENT_MAX_BYTES = 400L << 20;

  private final PlainHttp http = new PlainHttp();
  private final List<String> badAnswers = Collections.synchronizedList(new ArrayList<>());

  @Test
  void real_files_survive_a_crash_in_the_middle_of_their_upload(@TempDir Path directory)
      throws Exception {
    Map<String, Path> files = realFiles();
    assertThat(files).hasSizeGreaterThanOrEqualTo(FILES_MIN);
    try (TestCluster cluster = TestCluster.start(directory, 3)) {
      upload(cluster, files);
      assertThat(badAnswers).isEmpty();
      NodeProcess crashed = cluster.node(2);
      assertThat(crashed.isAlive()).isFalse();
      assertThat(differences(cluster.node(1), files)).isEmpty();
      assertThat(differences(cluster.node(3), files)).isEmpty();
      cluster.restart(2);
      assertThat(differences(crashed, files)).isEmpty();
      for (NodeProcess node : cluster.nodes()) {
        assertThat(node.residentPeakBytes()).isLessThan(RESIDENT_MAX_BYTES);
      }
    }
  }

  /** Round robin over the nodes that live; node 2 dies when half of the files are on their way. */
  private void upload(TestCluster cluster, Map<String, Path> files) throws Exception {
    AtomicInteger next = new AtomicInteger();
    List<Callable<Void>> uploads = new ArrayList<>();
    for (Map.Entry<String, Path> file : files.entrySet()) {
      uploads.add(
          () -> {
            int number = next.getAndIncrement();
            if (number == files.size() / 2) {
              cluster.node(2).kill();
            }
            putUntilAnswered(cluster, number, file.getKey(), file.getValue());
            return null;
          });
    }
    runAll(uploads);
  }

  /** A connection that breaks is no answer: the client asks another node with the same id. */
  private void putUntilAnswered(TestCluster cluster, int number, String key, Path file)
      throws IOException, InterruptedException {
    String requestId = UUID.randomUUID().toString();
    String problem = "";
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      NodeProcess node = cluster.node(1 + (number + attempt) % 3);
      if (!node.isAlive()) {
        continue;
      }
      URI uri = node.key(key);
      try {
        HttpResponse<byte[]> answer =
            http.put(uri, BodyPublishers.ofFile(file), "Henge-Request-Id", requestId);
        if (answer.statusCode() / 100 != 2) {
          badAnswers.add(
              uri
                  + ": "
                  + answer.statusCode()
                  + " "
                  + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return;
      } catch (IOException e) {
        problem = e.toString();
        assertThat(node).as("only the crashed node breaks connections").isSameAs(cluster.node(2));
      }
    }
    badAnswers.add(key + " was never answered: " + problem);
  }

  private List<String> differences(NodeProcess node, Map<String, Path> files) throws Exception {
    List<String> differences = Collections.synchronizedList(new ArrayList<>());
    List<Callable<Void>> reads = new ArrayList<>();
    files.forEach(
        (key, file) ->
            reads.add(
                () -> {
                  String difference = http.difference(node.key(key), file);
                  if (!difference.isEmpty()) {
                    differences.add(difference);
                  }
                  return null;
                }));
    runAll(reads);
    return differences;
  }

  private static void runAll(List<Callable<Void>> tasks) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(IN_FLIGHT);
    try {
      for (Future<Void> task : pool.invokeAll(tasks)) {
        task.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /** The JDK's files, and the node's own libraries after them, by their keys. */
  private static Map<String, Path> realFiles() throws IOException {
    Map<String, Path> files = new LinkedHashMap<>();
    long bytes = 0;
    Path node = Path.of(System.getProperty("henge.node.jar")).getParent();
    for (Path root : List.of(Path.of(System.getProperty("java.home")), node.resolve("lib"))) {
      for (Path file : readable(root)) {
        if (bytes + Files.size(file) <= BYTES_MAX) {
          bytes += Files.size(file);
          files.put("real files/" + root.getFileName() + "/" + root.relativize(file), file);
        }
      }
    }
    return files;
  }

  private static List<Path> readable(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
      return all.filter(Files::isRegularFile).filter(Files::isReadable).sorted().toList();
    }
  }
}
