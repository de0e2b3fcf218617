package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.storage.simulation.Event;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What must hold of every journal, whatever was done. */
final class JournalRules {
  private JournalRules() {}

  /** What could not be synced once may be lost, whatever the next sync of it says. */
  static void requireNoSyncAfterAFailedOne(List<Event> journal) {
    Set<Long> files = new HashSet<>();
    Set<Path> directories = new HashSet<>();
    for (Event event : journal) {
      if (event instanceof Event.SyncFailed failed) {
        files.add(failed.inode());
      } else if (event instanceof Event.DirectorySyncFailed failed) {
        directories.add(failed.directory());
      } else if (event instanceof Event.Restarted) {
        directories.clear();
      } else if (event instanceof Event.Synced synced) {
        assertThat(files).as("files that are synced again").doesNotContain(synced.inode());
      } else if (event instanceof Event.DirectorySynced synced) {
        assertThat(directories)
            .as("directories that are synced again")
            .doesNotContain(synced.directory());
      }
    }
  }
}
