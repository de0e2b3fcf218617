package io.henge.chaos.machine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Names of things that the system keeps when their process is killed. Each begins with a prefix and
 * the number of the process it belongs to, so that a later one can tell what nobody owns any more.
 */
final class OwnedNames {
  private final String prefix;
  private final Pattern owned;

  /** Names that go on, behind the process's number, as that pattern says. */
  OwnedNames(String prefix, String rest) {
    this.prefix = prefix;
    this.owned = Pattern.compile(Pattern.quote(prefix) + "(\\d+)" + rest);
  }

  /** What this process's names begin with. */
  String own() {
    return prefix + ProcessHandle.current().pid();
  }

  /** Those in a text whose processes are gone, each once. */
  Stream<String> orphans(String text) {
    return owned
        .matcher(text)
        .results()
        .map(result -> result.group())
        .distinct()
        .filter(this::isOrphan);
  }

  boolean isOrphan(String name) {
    Matcher matcher = owned.matcher(name);
    return matcher.matches()
        && ProcessHandle.of(Long.parseLong(matcher.group(1)))
            .filter(ProcessHandle::isAlive)
            .isEmpty();
  }
}
