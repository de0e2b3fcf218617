package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.storage.disk.NoDescriptorException;
import io.henge.node.storage.disk.NoSpaceTexts;
import io.henge.node.storage.table.TableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Which errors a full disk makes, in whatever language, and which are for good. */
class DiskErrorsTest {
  private final IOException foreign = new IOException("Auf dem Gerät ist kein Platz mehr");

  @Test
  void a_full_disk_and_a_used_up_quota_are_known_by_their_texts_also_as_causes() {
    for (String text : List.of("No space left on device", "/data/x: Disk quota exceeded")) {
      assertThat(DiskErrors.isNoSpace(new IOException("x", new IOException(text)))).isTrue();
    }
    assertThat(DiskErrors.isNoSpace(new IOException("Input/output error"))).isFalse();
  }

  @Test
  void the_text_in_the_language_of_this_process_is_that_of_a_disk_that_is_always_full() {
    Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")));
    String text = NoSpaceTexts.here().orElseThrow();
    assertThat(DiskErrors.isNoSpace(new IOException(text))).isTrue();
  }

  @Test
  void an_error_of_unknown_text_is_for_want_of_room_when_there_is_none() {
    assertThat(DiskErrors.isNoSpace(foreign, 0)).isTrue();
    assertThat(DiskErrors.isNoSpace(foreign, 1 << 30)).isFalse();
    assertThat(DiskErrors.isNoSpace(new IOException("Input/output error"), 0)).isFalse();
  }

  @Test
  void what_could_not_be_opened_ends_no_writing_and_a_failed_sync_does() {
    StorageHealth health = new StorageHealth();
    IOException none = new NoDescriptorException("x: Too many open files", new IOException());
    assertThat(health.syncFailed("syncing x", none).kind()).isEqualTo(StorageFailure.Kind.BUSY);
    assertThat(health.refusal()).isEmpty();
    health.indexFailed(
        "writing", new TableException(TableException.Kind.NO_DESCRIPTOR, "no file", null));
    assertThat(health.state()).isEqualTo(StorageHealth.State.SUSPENDED);
    health.resume();
    assertThat(health.syncFailed("syncing x", foreign).kind())
        .isEqualTo(StorageFailure.Kind.BROKEN);
    assertThat(health.state()).isEqualTo(StorageHealth.State.POISONED);
  }
}
