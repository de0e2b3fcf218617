package io.henge.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.config.ClusterSecret;
import io.henge.node.config.NodeConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void a_bad_option_is_one_line_and_exit_code_2() {
    assertThat(run("--weight", "heavy")).isEqualTo(2);
    assertThat(text(err).lines()).hasSize(1).first().asString().startsWith("henge-node: ");
    assertThat(text(out)).isEmpty();
  }

  @Test
  void the_help_goes_to_standard_output_with_exit_code_0() {
    assertThat(run("--help")).isZero();
    assertThat(text(out)).contains("--data");
    assertThat(text(err)).isEmpty();
  }

  @Test
  void a_port_in_use_is_named() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      NodeConfig config = config(taken.getLocalPort());
      assertThat(StartFailure.ofPorts(config))
          .hasValueSatisfying(
              text ->
                  assertThat(text)
                      .contains("client port " + taken.getLocalPort() + " (Address already in use")
                      .doesNotContain("\n"));
    }
    Exception late = new IllegalStateException("x", new BindException("in use"));
    assertThat(StartFailure.explain(late, config(7401)))
        .isEqualTo("cannot listen on 127.0.0.1: in use");
  }

  @Test
  void causes_on_disk_are_told_with_their_path() {
    NodeConfig config = config(7401);
    assertThat(StartFailure.explain(new AccessDeniedException("/d/x"), config))
        .isEqualTo("no permission for /d/x");
    FileSystemException full = new FileSystemException("/d/y", null, "No space left on device");
    assertThat(StartFailure.explain(new IllegalStateException(full), config))
        .isEqualTo("/d/y: No space left on device");
    assertThat(StartFailure.explain(new IllegalStateException("two\n  lines"), config))
        .isEqualTo("cannot start: two lines");
  }

  private int run(String... arguments) {
    return Main.run(
        Machine.LOCAL,
        arguments,
        Map.of(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }

  private static NodeConfig config(int clientPort) {
    return new NodeConfig(
        new NodeConfig.Listeners("127.0.0.1", clientPort, 7501, 7601, "127.0.0.1"),
        new NodeConfig.Founding(List.of(), 64, 3),
        new NodeConfig.Seating(0, 1),
        new NodeConfig.Storage(Path.of("d"), 0, 0, 0, 0, Duration.ZERO, Duration.ofMinutes(15)),
        new NodeConfig.Limits(Duration.ofSeconds(1), Duration.ZERO, 1),
        new NodeConfig.Repair(Duration.ZERO, 1),
        new NodeConfig.Discovery(false, "127.0.0.1", 7701, 7801, "127.0.0.1", List.of()),
        new NodeConfig.Secrets(ClusterSecret.of("0123456789abcdef"), List.of()),
        true,
        1);
  }
}
