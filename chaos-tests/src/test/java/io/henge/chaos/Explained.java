package io.henge.chaos;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What a node says of who holds what of a key. */
final class Explained {
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

  static Explained of(PlainHttp http, NodeProcess node, String key)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = http.get(node.uri("/-/explain/" + key));
    return new Explained(new String(answer.body(), StandardCharsets.UTF_8));
  }

  /** Whether so many owners have answered, and all hold the same; or nothing at all of a key. */
  boolean isEqualAt(int count) {
    long upToDate = UP_TO_DATE.matcher(owners).results().count();
    long empty = EMPTY.matcher(owners).results().count();
    return STATE.matcher(owners).results().count() == count
        && (upToDate == count || empty == count);
  }

  /** Whether no stand-in keeps anything of it. */
  boolean hasNoHint() {
    return STATE.matcher(standIns).results().count() == EMPTY.matcher(standIns).results().count();
  }

  @Override
  public String toString() {
    return text;
  }
}
