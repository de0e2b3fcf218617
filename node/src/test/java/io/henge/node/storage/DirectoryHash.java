package io.henge.node.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** All of a directory in one word: names, kinds, times of writing, permissions and bytes. */
public final class DirectoryHash {
  private DirectoryHash() {}

  /** The same word means that nothing was changed. */
  public static String of(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      List<Path> all = walk.sorted().toList();
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path path : all) {
        String facts =
            "%s %s %s %s\n"
                .formatted(
                    directory.relativize(path),
                    Files.isDirectory(path),
                    Files.getLastModifiedTime(path).toInstant(),
                    Files.getPosixFilePermissions(path));
        digest.update(facts.getBytes(StandardCharsets.UTF_8));
        if (Files.isRegularFile(path)) {
          digest.update(Files.readAllBytes(path));
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("the JDK always has SHA-256", impossible);
    }
  }
}
