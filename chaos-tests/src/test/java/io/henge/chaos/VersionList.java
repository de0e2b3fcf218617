package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The live versions of a key, as a node lists them.
 *
 * @param names of the versions, the shown one first
 * @param context covers all of them
 */
record VersionList(List<String> names, String context) {
  private static final Pattern NAME = Pattern.compile("\"version\":\"([A-Za-z0-9_-]+)\"");

  /** Asks a node for the list of a key that has at least one version. */
  static VersionList of(PlainHttp http, NodeProcess node, String key) {
    HttpResponse<byte[]> answer = http.read(node.uri("/" + key + "?siblings"));
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    assertThat(answer.statusCode()).as("%s", text).isEqualTo(300);
    List<String> names = NAME.matcher(text).results().map(found -> found.group(1)).toList();
    assertThat(answer.headers().firstValue("Henge-Siblings").orElse("1"))
        .as("%s", text)
        .isEqualTo(Integer.toString(names.size()));
    return new VersionList(names, answer.headers().firstValue("Henge-Context").orElseThrow());
  }
}
