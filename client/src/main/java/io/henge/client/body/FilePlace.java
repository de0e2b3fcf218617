package io.henge.client.body;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Where a file is to be, once all of it is there. */
final class FilePlace {
  private FilePlace() {}

  /**
   * Gives a synced file its name, in the same directory, for good: without the directory's own sync
   * a power cut could take the name away again.
   */
  static void put(Path written, Path place) throws IOException {
    Files.move(written, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel directory = FileChannel.open(place.getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    } catch (AccessDeniedException notOpened) {
      // Windows opens no directories. Elsewhere it is one that may be written to but not read.
    }
  }
}
