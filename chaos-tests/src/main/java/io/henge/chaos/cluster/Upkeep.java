package io.henge.chaos.cluster;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a node's admin listener says of the work that keeps owners equal. */
public final class Upkeep {
  private final PlainHttp http;

  public Upkeep(PlainHttp http) {
    this.http = http;
  }

  public String text(NodeProcess node, String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = http.get(node.admin(path));
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(path + " answered " + answer.statusCode());
    }
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  /** The value of a metric with its labels; fails when the node does not tell it. */
  public long metric(NodeProcess node, String name) throws IOException, InterruptedException {
    Matcher line =
        Pattern.compile("^" + Pattern.quote(name) + " ([0-9.E]+)$", Pattern.MULTILINE)
            .matcher(text(node, "/-/metrics"));
    if (!line.find()) {
      throw new IllegalStateException("the node does not tell " + name);
    }
    return Math.round(Double.parseDouble(line.group(1)));
  }

  /** How many partitions were equal at all owners when they were last compared. */
  public long equalPartitions(NodeProcess node) throws IOException, InterruptedException {
    return metric(node, "henge_anti_entropy_partitions{result=\"equal\"}");
  }

  /** Whether a node votes in all of its partitions. */
  public boolean isFilled(NodeProcess node) throws IOException, InterruptedException {
    return metric(node, "henge_filling_left") == 0
        && !text(node, "/-/health/ready").contains("this node is unfilled");
  }
}
