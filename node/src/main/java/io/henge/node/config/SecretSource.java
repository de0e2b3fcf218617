package io.henge.node.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the secret from a file that only its owner can read, or from the environment. It is never
 * an argument: every user of the machine can see those.
 */
final class SecretSource {
  static final String VARIABLE = "HENGE_SECRET";

  private static final Set<PosixFilePermission> FORBIDDEN =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private SecretSource() {}

  /**
   * The secret from the one of both places that is given.
   *
   * @throws IllegalArgumentException says what is wrong, without the secret
   */
  static ClusterSecret read(Optional<Path> file, Optional<String> variable) {
    if (file.isPresent() && variable.isPresent()) {
      throw new IllegalArgumentException(
          "the secret is given twice, by --secret-file and by " + VARIABLE + ": leave one out");
    }
    if (file.isPresent()) {
      return ofFile(file.get());
    }
    return variable
        .map(ClusterSecret::of)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no secret: give --secret-file FILE, or set " + VARIABLE));
  }

  /**
   * The secrets that the current one has replaced, each in a file of its own.
   *
   * @throws IllegalArgumentException as above
   */
  static List<ClusterSecret> readPrevious(List<Path> files) {
    return files.stream().map(SecretSource::ofFile).toList();
  }

  private static ClusterSecret ofFile(Path file) {
    try {
      requirePrivate(file);
      try (InputStream in = Files.newInputStream(file)) {
        // One byte more than allowed, so that a longer file is refused and never read whole.
        byte[] bytes = in.readNBytes(ClusterSecret.BYTES_MAX + 1);
        return ClusterSecret.of(new String(bytes, StandardCharsets.UTF_8));
      }
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("the secret file " + file + " does not exist", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read the secret file " + file, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("secret file " + file + ": " + e.getMessage(), e);
    }
  }

  private static void requirePrivate(Path file) throws IOException {
    if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    if (permissions.stream().anyMatch(FORBIDDEN::contains)) {
      throw new IllegalArgumentException(
          "other users can read or write it; run: chmod 600 " + file);
    }
  }
}
