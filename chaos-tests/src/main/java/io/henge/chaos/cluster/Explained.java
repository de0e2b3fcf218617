package io.henge.chaos.cluster;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** What a node says of who holds what of a key. */
public final class Explained {
  private static final Duration EQUAL_WITHIN = Duration.ofMinutes(2);
  private static final Pattern UP_TO_DATE = Pattern.compile("\"state\":\"up to date\"");
  private static final Pattern STATE = Pattern.compile("\"state\":\"");
  private static final Pattern EMPTY = Pattern.compile("\"state\":\"empty\"");

  private final String owners;
  private final String standIns;
  private final String text;

  private Explained(String text) {
    this.text = text;
    int end = text.indexOf("\"standIns\"");
    this.owners = text.substring(text.indexOf("\"owners\""), end);
    this.standIns = text.substring(end);
  }

  public static Explained of(PlainHttp http, NodeProcess node, String key)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = http.get(node.uri("/-/explain/" + key));
    return new Explained(new String(answer.body(), StandardCharsets.UTF_8));
  }

  /** Whether that node owns the key. */
  public boolean isOwner(NodeProcess node) {
    return owners.contains(
        "\"address\":\"%s:%d\"".formatted(node.settings().place().host(), node.clientPort()));
  }

  /** Whether so many owners have answered, and all hold the same; or nothing at all of a key. */
  public boolean isEqualAt(int count) {
    long upToDate = UP_TO_DATE.matcher(owners).results().count();
    long empty = EMPTY.matcher(owners).results().count();
    return STATE.matcher(owners).results().count() == count
        && (upToDate == count || empty == count);
  }

  /** Whether no stand-in keeps anything of it. */
  public boolean hasNoHint() {
    return STATE.matcher(standIns).results().count() == EMPTY.matcher(standIns).results().count();
  }

  /** Waits until each of some keys is the same at so many owners, and at stand-ins not at all. */
  public static void awaitEqual(PlainHttp http, NodeProcess any, List<String> keys, int replicas) {
    for (String key : keys) {
      await()
          .alias(key)
          .atMost(EQUAL_WITHIN)
          .pollDelay(Duration.ZERO)
          .until(
              () -> {
                Explained explained = of(http, any, key);
                return explained.isEqualAt(replicas) && explained.hasNoHint();
              });
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
