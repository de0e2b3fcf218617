package io.henge.node.http;

import io.henge.ring.wire.SystemPaths;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path and the query of a request line, raw: nothing decoded, nothing normalised.
 *
 * @param path as the client wrote it; without a leading slash when it is no path at all
 * @param query without the question mark, empty when there is none
 */
record RequestTarget(String path, String query) {
  /**
   * The absolute form, which a server must accept (RFC 9112, section 3.2.2); its host is unused.
   */
  private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://[^/?#]*");

  static RequestTarget parse(String uri) {
    Matcher matcher = ABSOLUTE.matcher(uri);
    String local = matcher.lookingAt() ? uri.substring(matcher.end()) : uri;
    int question = local.indexOf('?');
    String path = question < 0 ? local : local.substring(0, question);
    String query = question < 0 ? "" : local.substring(question + 1);
    return new RequestTarget(path, query);
  }

  /** Whether it is one of the paths that no key can have. */
  boolean isSystem() {
    return path.startsWith(SystemPaths.PREFIX);
  }

  /** Path and query as they would stand in a request line. */
  String origin() {
    return query.isEmpty() ? path : path + "?" + query;
  }
}
