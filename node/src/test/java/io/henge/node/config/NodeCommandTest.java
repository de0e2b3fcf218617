package io.henge.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.config.NodeCommand.Request;
import io.henge.ring.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeCommandTest {
  private static final String SECRET = "0123456789abcdef-not-to-be-seen";

  @TempDir private Path directory;

  @Test
  void the_defaults_stand_where_nothing_is_said() {
    NodeConfig config = config(Map.of(), "--data", "d");
    assertThat(config.listeners())
        .isEqualTo(new NodeConfig.Listeners("127.0.0.1", 7401, 7501, 7601, "127.0.0.1"));
    assertThat(config.founding()).isEqualTo(new NodeConfig.Founding(List.of(), 1024, 3));
    assertThat(config.seating()).isEqualTo(new NodeConfig.Seating(0, 1));
    assertThat(config.storage())
        .isEqualTo(
            new NodeConfig.Storage(
                Path.of("d"),
                256L << 20,
                32 << 10,
                32L << 20,
                16L << 30,
                Duration.ofHours(24),
                Duration.ofMinutes(15)));
    assertThat(config.limits())
        .isEqualTo(new NodeConfig.Limits(Duration.ofSeconds(5), Duration.ofSeconds(10), 1L << 40));
    assertThat(config.discovery())
        .isEqualTo(new NodeConfig.Discovery(true, "127.0.0.1", 7701, 7801, "127.0.0.1", List.of()));
    assertThat(config.governor()).isTrue();
    assertThat(config.eventLoops()).isBetween(1, 4);
  }

  @Test
  void arguments_win_over_the_environment_and_that_over_the_file() throws IOException {
    Path file =
        write("c.properties", "weight=2\nzone=2\nreplicas=2\nno-hazelcast=true\ndata=of-file\n");
    Map<String, String> environment =
        Map.of(
            "HENGE_WEIGHT",
            "3",
            "HENGE_ZONE",
            "3",
            "HENGE_CONFIG",
            file.toString(),
            "HENGE_VERSION",
            "9",
            "HENGE_HOST",
            "");
    NodeConfig config = config(environment, "--weight", "4");
    assertThat(config.seating()).isEqualTo(new NodeConfig.Seating(3, 4));
    assertThat(config.founding().replicas()).isEqualTo(2);
    assertThat(config.discovery().enabled()).isFalse();
    assertThat(config.storage().directory()).endsWithRaw(Path.of("of-file"));
  }

  @Test
  void a_flag_that_the_environment_sets_too_stays_set() {
    Map<String, String> environment = Map.of("HENGE_NO_HAZELCAST", "true");
    assertThat(config(environment, "--data", "d", "--no-hazelcast").discovery().enabled())
        .isFalse();
  }

  @Test
  void the_founding_list_gives_the_seats_and_the_discovery_addresses() {
    NodeConfig config =
        config(Map.of(), "--data", "d", "--found", "127.0.0.1:7502, 127.0.0.1:7501,h.x:9000");
    assertThat(config.founding().members())
        .containsExactly(
            new Address("127.0.0.1", 7502),
            new Address("127.0.0.1", 7501),
            new Address("h.x", 9000));
    assertThat(config.discovery().members())
        .containsExactly(
            new Address("127.0.0.1", 7702),
            new Address("127.0.0.1", 7701),
            new Address("h.x", 9200));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--client-port x | --client-port",
        "--client-port 70000 | client-port must be 1 to 65535",
        "--client-port 7501 | given to another listener too: 7501",
        "--partitions 1000 | power of two",
        "--replicas 0 | replicas must be 1 to 16",
        "--weight 0 | weight must be",
        "--zone -1 | zone must be",
        "--found 127.0.0.1 | host:port",
        "--found 127.0.0.1:9999 | does not name this node",
        "--found 127.0.0.1:7501,127.0.0.1:7501 | twice",
        "--found 127.0.0.1:7501,a:65400 | --hazelcast-members",
        "--small-blob-max 2MiB | small-blob-max",
        "--disk-reserve lots | is not a size",
        "--governor maybe | on or off wanted",
        "--scrub-period often | is not a time span",
        "--scrub-period 1ms | scrub-period must be off",
        "--scrub-period 9000h | scrub-period must be off",
        "--tombstone-keep 0s | tombstone-keep must be 1s to 8760h",
        "--anti-entropy-interval 100ms | anti-entropy-interval must be off",
        "--anti-entropy-interval 721h | anti-entropy-interval must be off",
        "--repair-rate 0 | repair-rate must be 1 byte or more",
        "--request-timeout 5 | is not a time span",
        "--request-timeout 0s | request-timeout must be 10ms to 10m",
        "--host 0.0.0.0 | advertised-host must be set",
        "--host a/b | host",
        "--event-loops 0 | event-loops",
        "--no-such-thing | --no-such-thing",
        "d2 | d2",
        "--data again | --data",
        "--secret tell | --secret",
      })
  void a_bad_argument_is_refused_in_one_line(String arguments, String reason) {
    assertThat(refusal(Map.of(), ("--data d " + arguments).split(" ")))
        .contains(reason)
        .doesNotContain("\n", SECRET);
  }

  @Test
  void a_refusal_says_where_the_bad_value_stands() throws IOException {
    assertThat(refusal(Map.of("HENGE_PEER_PORT", "tcp://x"), "--data", "d"))
        .contains("--peer-port", "HENGE_PEER_PORT");
    Path file = write("c.properties", "drain-timeout=soon\n");
    assertThat(refusal(Map.of(), "--data", "d", "--config", file.toString()))
        .contains("--drain-timeout", "(from the file)");
  }

  @Test
  void an_unknown_name_in_the_file_is_refused() throws IOException {
    Path file = write("c.properties", "wieght=2\n");
    assertThat(refusal(Map.of(), "--data", "d", "--config", file.toString()))
        .contains("wieght", file.toString());
    Path secret = write("s.properties", "secret=" + SECRET + "\n");
    assertThat(refusal(Map.of(), "--data", "d", "--config", secret.toString()))
        .contains("'secret'")
        .doesNotContain(SECRET);
    assertThat(refusal(Map.of(), "--config", directory.resolve("none").toString()))
        .contains("does not exist");
  }

  @Test
  void the_data_directory_is_required() {
    assertThat(refusal(Map.of())).contains("--data");
  }

  @Test
  void the_printed_configuration_leads_to_the_same_one() throws IOException {
    Path secret = write("secret", SECRET + "\n");
    Path before = write("before", "the secret before this one\n");
    Path earlier = write("earlier", "a secret of long ago\n");
    for (Path file : List.of(secret, before, earlier)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
    String[] arguments = {
      "--data",
      "a dir",
      "--secret-file",
      secret.toString(),
      "--previous-secret-file",
      before + "," + earlier,
      "--client-port",
      "8401",
      "--found",
      "127.0.0.1:7501,[::1]:7501",
      "--partitions",
      "64",
      "--replicas",
      "2",
      "--zone",
      "7",
      "--weight",
      "5",
      "--event-loops",
      "2",
      "--small-blob-max",
      "1000",
      "--small-cache",
      "64MiB",
      "--blob-max",
      "5GiB",
      "--disk-reserve",
      "0",
      "--scrub-period",
      "off",
      "--governor",
      "off",
      "--tombstone-keep",
      "7m",
      "--anti-entropy-interval",
      "30s",
      "--repair-rate",
      "2MiB",
      "--request-timeout",
      "1500ms",
      "--drain-timeout",
      "0s",
      "--hazelcast-members",
      "127.0.0.1:1,127.0.0.1:2",
    };
    List<String> printing = new ArrayList<>(List.of(arguments));
    printing.add("--print-config");
    Request printed = NodeCommand.read(printing.toArray(String[]::new), Map.of());
    String text = ((Request.Print) printed).text();
    assertThat(text).doesNotContain(SECRET);
    Path file = write("c.properties", text);
    Request again = NodeCommand.read(new String[] {"--config", file.toString()}, Map.of());
    assertThat(again).isEqualTo(NodeCommand.read(arguments, Map.of()));
  }

  @Test
  void the_help_names_every_option_and_fits_the_screen() {
    Map<String, String> environment = Map.of("HENGE_CLIENT_PORT", "1234");
    Request help = NodeCommand.read(new String[] {"--help"}, environment);
    String text = ((Request.Print) help).text();
    assertThat(text)
        .contains("--found", "7401", "32KiB", "HENGE_SECRET", "--print-config", "Exit codes")
        .doesNotContain("1234");
    assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(101));
    Request version = NodeCommand.read(new String[] {"--version"}, Map.of());
    assertThat(((Request.Print) version).text()).startsWith("henge-node ");
  }

  private static NodeConfig config(Map<String, String> environment, String... arguments) {
    Request request = NodeCommand.read(arguments, withSecret(environment));
    assertThat(request).isInstanceOf(Request.Run.class);
    return ((Request.Run) request).config();
  }

  private static String refusal(Map<String, String> environment, String... arguments) {
    Request request = NodeCommand.read(arguments, withSecret(environment));
    assertThat(request).isInstanceOf(Request.Refuse.class);
    return ((Request.Refuse) request).reason();
  }

  private static Map<String, String> withSecret(Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("HENGE_SECRET", SECRET);
    return all;
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }
}
