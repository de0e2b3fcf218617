package io.henge.node.removal;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.message.KeyDigest;
import io.henge.ring.BlobKey;
import io.henge.ring.version.ObjectDigest;
import org.junit.jupiter.api.Test;

class WatchTest {
  private static final int PARTITION = 3;
  private final Watch watch = new Watch();

  private static KeyDigest key(String name, long digest) {
    return new KeyDigest(BlobKey.of(name), new ObjectDigest(digest, digest));
  }

  private void walk(long nowMillis, KeyDigest... seen) {
    watch.begin();
    for (KeyDigest key : seen) {
      watch.see(PARTITION, key, nowMillis, 100);
    }
    watch.end(PARTITION);
  }

  @Test
  void a_key_is_due_when_it_was_seen_unchanged_for_long_enough() {
    walk(0, key("a", 1));
    walk(60, key("a", 1));
    assertThat(watch.due(PARTITION, 99, 10)).isEmpty();
    assertThat(watch.due(PARTITION, 100, 10)).containsExactly(key("a", 1));
  }

  @Test
  void a_key_that_has_changed_is_watched_anew() {
    walk(0, key("a", 1));
    walk(60, key("a", 2));
    assertThat(watch.due(PARTITION, 100, 10)).isEmpty();
    assertThat(watch.due(PARTITION, 160, 10)).containsExactly(key("a", 2));
  }

  @Test
  void a_key_that_was_not_there_in_between_is_watched_anew() {
    walk(0, key("a", 1), key("b", 1));
    walk(60, key("b", 1));
    walk(90, key("a", 1), key("b", 1));
    assertThat(watch.due(PARTITION, 100, 10)).containsExactly(key("b", 1));
    assertThat(watch.size()).isEqualTo(2);
  }

  @Test
  void what_was_tried_is_watched_anew_and_the_rest_goes_on() {
    walk(0, key("a", 1), key("b", 1), key("c", 1));
    assertThat(watch.due(PARTITION, 100, 2)).containsExactly(key("a", 1), key("b", 1));
    watch.forget(PARTITION, watch.due(PARTITION, 100, 2));
    assertThat(watch.due(PARTITION, 100, 2)).containsExactly(key("c", 1));
    walk(150, key("a", 1), key("c", 1));
    assertThat(watch.due(PARTITION, 200, 2)).containsExactly(key("c", 1));
    assertThat(watch.due(PARTITION, 250, 2)).containsExactly(key("a", 1), key("c", 1));
  }

  @Test
  void no_more_than_a_bound_are_watched() {
    watch.begin();
    for (int i = 0; i < 2 * Watch.KEYS_MAX; i++) {
      watch.see(i % 4, key("key " + i, 1), 0, 100);
    }
    assertThat(watch.size()).isEqualTo(Watch.KEYS_MAX);
    watch.forget(0);
    assertThat(watch.size()).isEqualTo(Watch.KEYS_MAX * 3 / 4);
    for (int partition = 0; partition < 4; partition++) {
      watch.begin();
      watch.end(partition);
    }
    assertThat(watch.size()).isZero();
  }
}
