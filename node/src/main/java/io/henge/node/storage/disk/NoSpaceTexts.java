package io.henge.node.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What operating systems say of a full disk: the JDK tells it by nothing but the message. */
public final class NoSpaceTexts {
  private static final Path ALWAYS_FULL = Path.of("/dev/full");

  private NoSpaceTexts() {}

  /** In English, and in the language of this process. */
  public static Set<String> known() {
    Set<String> texts = new HashSet<>(Set.of("No space left on device", "Disk quota exceeded"));
    here().ifPresent(texts::add);
    return Set.copyOf(texts);
  }

  /** What this operating system says; empty where there is no file for asking it. */
  public static Optional<String> here() {
    try (FileChannel full = FileChannel.open(ALWAYS_FULL, StandardOpenOption.WRITE)) {
      full.write(ByteBuffer.allocate(1));
      return Optional.empty();
    } catch (IOException e) {
      // A failure to open is about the file, and names it.
      return e instanceof FileSystemException || e.getMessage() == null || e.getMessage().isBlank()
          ? Optional.empty()
          : Optional.of(e.getMessage());
    }
  }
}
