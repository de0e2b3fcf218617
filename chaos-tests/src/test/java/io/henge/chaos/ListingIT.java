package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import io.henge.chaos.cluster.TestCluster;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys are listed by any node for all, also when one of three is gone; and said to be missing. */
class ListingIT {
  private static final int KEYS = 120;
  private static final Pattern NAME = Pattern.compile("\"key\":\"([^\"]*)\"");
  private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");
  private static final Pattern GROUPS = Pattern.compile("\"prefixes\":\\[([^]]*)]");
  private static final Pattern NEXT = Pattern.compile("\"next\":\"([^\"]*)\"");

  private final PlainHttp http = new PlainHttp();

  @Test
  void a_cluster_lists_its_keys_also_without_one_of_its_nodes(@TempDir Path directory)
      throws Exception {
    try (TestCluster cluster = TestCluster.start(directory, 3)) {
      List<String> written = new ArrayList<>();
      for (int i = 0; i < KEYS; i++) {
        written.add("dir/%03d/%d".formatted(i / 10, i % 10));
      }
      List<String> others = List.of("dir", "dir/z", "dir/\u00e9", "dir/\ud83d\ude00");
      for (String name : Stream.concat(written.stream(), others.stream()).toList()) {
        assertThat(http.write(cluster.node(1).key(name), new byte[10]).statusCode()).isEqualTo(201);
      }
      written.addAll(others.subList(1, 4));
      for (NodeProcess node : cluster.nodes()) {
        assertThat(all(node, "prefix=dir/&limit=17")).isEqualTo(written);
      }
      List<String> groups = new ArrayList<>();
      for (int i = 0; i < KEYS / 10; i++) {
        groups.add("dir/%03d/".formatted(i));
      }
      String page = page(cluster.node(2), "prefix=dir/&delimiter=/");
      assertThat(names(page)).containsExactlyElementsOf(others.subList(1, 4));
      assertThat(groups(page)).isEqualTo(groups);
      String begun = page(cluster.node(2), "prefix=dir/&delimiter=/&limit=5");
      assertThat(groups(begun)).isEqualTo(groups.subList(0, 5));
      assertThat(
              groups(page(cluster.node(3), "prefix=dir/&delimiter=/&after=" + next(begun).get())))
          .isEqualTo(groups.subList(5, groups.size()));

      cluster.node(3).kill();
      String deleted = written.remove(7);
      assertThat(http.remove(cluster.node(1).key(deleted)).statusCode()).isEqualTo(204);
      assertThat(all(cluster.node(2), "prefix=dir/&limit=50")).isEqualTo(written);

      cluster.restart(3);
      cluster.node(1).kill();
      // Node 3 has the deleted one still, or has been told meanwhile.
      await()
          .untilAsserted(
              () -> assertThat(all(cluster.node(3), "prefix=dir/&limit=50")).isEqualTo(written));
      cluster.node(2).kill();
      String alone = page(cluster.node(3), "prefix=dir/");
      assertThat(alone).contains("\"complete\":false", "\"partitions\":1024", "\"seat\":");
    }
  }

  private List<String> all(NodeProcess node, String query) throws Exception {
    List<String> names = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      String page = page(node, query + after.map(last -> "&after=" + last).orElse(""));
      assertThat(page).contains("\"complete\":true");
      names.addAll(names(page));
      after = next(page);
    } while (after.isPresent());
    return names;
  }

  private String page(NodeProcess node, String query) throws Exception {
    HttpResponse<byte[]> answer = http.get(node.uri("/-/keys?" + query));
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    assertThat(answer.statusCode()).as(text).isEqualTo(200);
    return text;
  }

  private static List<String> names(String page) {
    return NAME.matcher(page).results().map(found -> unescaped(found.group(1))).toList();
  }

  private static List<String> groups(String page) {
    Matcher found = GROUPS.matcher(page);
    assertThat(found.find()).as(page).isTrue();
    return Stream.of(found.group(1).split(",")).map(group -> group.replace("\"", "")).toList();
  }

  /** JSON may spell a character out. */
  private static String unescaped(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(found -> Character.toString((char) Integer.parseInt(found.group(1), 16)));
  }

  /** As it stands in a query. */
  private static Optional<String> next(String page) {
    Matcher found = NEXT.matcher(page);
    return found.find()
        ? Optional.of(URLEncoder.encode(unescaped(found.group(1)), StandardCharsets.UTF_8))
        : Optional.empty();
  }
}
