package io.henge.cli;

import java.net.URI;
import picocli.CommandLine.Option;

/** Which node is asked, and how the answer is shown. */
final class AdminOptions {
  @Option(
      names = "--admin",
      paramLabel = "URL",
      defaultValue = "${env:HENGE_ADMIN:-http://127.0.0.1:7601}",
      description = "The admin port of any node, also as HENGE_ADMIN [${DEFAULT-VALUE}]")
  private URI admin = URI.create("");

  @Option(names = "--json", description = "Prints what the node answers, as it is.")
  private boolean json;

  URI admin() {
    return admin;
  }

  boolean json() {
    return json;
  }
}
