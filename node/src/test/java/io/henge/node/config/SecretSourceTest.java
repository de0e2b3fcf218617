package io.henge.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretSourceTest {
  private static final String SECRET = "0123456789abcdef";

  @TempDir private Path directory;

  @Test
  void a_private_file_gives_the_secret_without_its_line_end() throws IOException {
    ClusterSecret secret = SecretSource.read(Optional.of(file(SECRET + "\n", "rw-------")), none());
    assertThat(secret.bytes()).isEqualTo(SECRET.getBytes(StandardCharsets.UTF_8));
    assertThat(secret).isEqualTo(ClusterSecret.of(SECRET)).hasToString("ClusterSecret[hidden]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-"})
  void a_file_that_others_can_touch_is_refused(String permissions) throws IOException {
    Path file = file(SECRET, permissions);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecretSource.read(Optional.of(file), none()))
        .withMessageContaining("chmod 600")
        .withMessageNotContaining(SECRET);
  }

  @Test
  void a_short_long_or_missing_secret_is_refused() throws IOException {
    Path tooShort = file("0123456789abcde\n", "rw-------");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecretSource.read(Optional.of(tooShort), none()))
        .withMessageContaining("16 to 1024 bytes")
        .withMessageNotContaining("0123456789abcde");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecretSource.read(none(), Optional.of("x".repeat(1025))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecretSource.read(Optional.of(directory.resolve("none")), none()))
        .withMessageContaining("does not exist");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecretSource.read(Optional.of(directory), none()));
    assertThatIllegalArgumentException().isThrownBy(() -> SecretSource.read(none(), none()));
  }

  @Test
  void the_secrets_before_are_files_under_the_same_rules() throws IOException {
    Path before = file("fedcba9876543210\n", "rw-------");
    assertThat(SecretSource.readPrevious(List.of(before)))
        .containsExactly(ClusterSecret.of("fedcba9876543210"));
    assertThat(SecretSource.readPrevious(List.of())).isEmpty();
    Path open = Files.setPosixFilePermissions(before, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecretSource.readPrevious(List.of(open)))
        .withMessageContaining("chmod 600");
  }

  @Test
  void two_secrets_are_one_too_many() throws IOException {
    Path file = file(SECRET, "rw-------");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecretSource.read(Optional.of(file), Optional.of(SECRET)))
        .withMessageContaining("twice");
  }

  private Path file(String content, String permissions) throws IOException {
    Path file = Files.writeString(directory.resolve("secret"), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private static <T> Optional<T> none() {
    return Optional.empty();
  }
}
