package io.henge.node.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.port.GatedFiles;
import io.henge.node.replica.Epochs.Marks;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rule V1: epochs are reserved durably, and not gone on with where a dot may be forgotten. */
class EpochsTest {
  private final GatedFiles files = new GatedFiles();

  private Epochs open() {
    return Epochs.open(files, Marks.NONE).result();
  }

  @Test
  void no_epoch_is_given_twice_however_the_process_ends() {
    Set<Long> given = new HashSet<>();
    for (int run = 0; run < 20; run++) {
      Epochs epochs = open();
      for (int i = 0; i < 5; i++) {
        assertThat(given.add(epochs.take())).isTrue();
      }
      if (run % 3 == 0) {
        assertThat(epochs.stopCleanly().succeeded()).isTrue();
      }
    }
  }

  @Test
  void a_directory_that_belongs_to_a_cluster_does_not_begin_again_at_the_first_epoch() {
    open().take();
    assertThat(Epochs.open(files, Marks.WHOLE).succeeded()).isTrue();
    files.contents.clear();
    assertThat(Epochs.open(files, Marks.WHOLE).cause()).hasMessageContaining("'epochs' is missing");
    assertThat(files.contents).isEmpty();
  }

  @Test
  void nothing_is_given_before_the_reservation_is_durable() {
    Promise<Void> sync = Promise.promise();
    files.gate = sync.future();
    Future<Epochs> opening = Epochs.open(files, Marks.NONE);
    assertThat(opening.isComplete()).isFalse();
    sync.complete();
    assertThat(opening.succeeded()).isTrue();
  }

  @Test
  void a_clean_stop_lets_the_epochs_go_on() {
    Epochs epochs = open();
    long epoch = epochs.take();
    assertThat(epochs.beginMint()).isTrue();
    epochs.endMint(true);
    epochs.stopCleanly();
    assertThat(open().mayContinue(epoch)).isTrue();
  }

  @Test
  void any_other_end_lets_none_of_them_go_on() {
    long epoch = open().take();
    Epochs next = open();
    assertThat(next.mayContinue(epoch)).isFalse();
    assertThat(next.mayContinue(next.take())).isTrue();
  }

  @Test
  void an_index_in_doubt_lets_none_of_them_go_on_also_after_a_clean_stop() {
    Epochs epochs = open();
    long epoch = epochs.take();
    epochs.stopCleanly();
    Epochs doubtful = Epochs.open(files, Marks.IN_DOUBT).result();
    assertThat(doubtful.mayContinue(epoch)).isFalse();
    assertThat(doubtful.mayContinue(doubtful.take())).isTrue();
    doubtful.stopCleanly();
    assertThat(Epochs.open(files, Marks.WHOLE).result().mayContinue(epoch)).isFalse();
  }

  @Test
  void a_crash_is_not_forgotten_by_a_later_clean_stop() {
    long epoch = open().take();
    open().stopCleanly();
    assertThat(open().mayContinue(epoch)).isFalse();
  }

  @Test
  void a_dot_without_its_local_commit_ends_all_epochs_so_far_also_after_a_clean_stop() {
    Epochs epochs = open();
    long epoch = epochs.take();
    epochs.beginMint();
    epochs.endMint(false);
    assertThat(epochs.mayContinue(epoch)).isFalse();
    long next = epochs.take();
    assertThat(epochs.mayContinue(next)).isTrue();
    epochs.stopCleanly();
    Epochs reopened = open();
    assertThat(reopened.mayContinue(epoch)).isFalse();
    assertThat(reopened.mayContinue(next)).isTrue();
  }

  @Test
  void a_clean_stop_waits_for_the_dots_under_way_and_lets_no_new_one_begin() {
    Epochs epochs = open();
    long epoch = epochs.take();
    epochs.beginMint();
    Future<Void> stopped = epochs.stopCleanly();
    assertThat(stopped.isComplete()).isFalse();
    assertThat(epochs.beginMint()).isFalse();
    epochs.endMint(false);
    assertThat(stopped.succeeded()).isTrue();
    assertThat(open().mayContinue(epoch)).isFalse();
  }

  @Test
  void a_file_of_another_format_is_refused_by_its_number() {
    open();
    files.contents.get(Epochs.FILE).setByte(0, (byte) 9);
    assertThat(Epochs.open(files, Marks.NONE).cause()).hasMessageContaining("format 9");
  }
}
