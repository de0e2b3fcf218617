package io.henge.node.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.node.failure.BlobFailure;
import io.henge.ring.version.Timestamp;
import io.henge.ring.wire.ErrorCode;
import org.junit.jupiter.api.Test;

/** When a blob expires, by what its writer says and the clock of the coordinator. */
class ExpiryTimesTest {
  private static final long NOW = 1_700_000_000_000L;

  @Test
  void a_blob_that_is_to_stay_has_no_expiry() {
    assertThat(new Expiry.Never().millis(NOW)).isEmpty();
  }

  @Test
  void a_time_to_live_counts_from_the_arrival_whatever_the_clock_says() {
    Expiry inASecond = new Expiry.After(1_000);
    assertThat(inASecond.millis(NOW)).hasValue(NOW + 1_000);
    assertThat(inASecond.millis(-5)).hasValue(1_000);
    assertThat(inASecond.millis(Long.MIN_VALUE)).hasValue(1_000);
    assertThat(inASecond.millis(Timestamp.MILLIS_MAX - 1)).hasValue(Timestamp.MILLIS_MAX);
    assertThat(inASecond.millis(Long.MAX_VALUE)).hasValue(Timestamp.MILLIS_MAX);
    assertThat(new Expiry.After(Long.MAX_VALUE).millis(NOW)).hasValue(Timestamp.MILLIS_MAX);
    assertThatThrownBy(() -> new Expiry.After(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_moment_must_not_have_passed_when_the_request_arrives() {
    assertThat(new Expiry.At(NOW).millis(NOW)).hasValue(NOW);
    assertThat(new Expiry.At(NOW + 1).millis(NOW)).hasValue(NOW + 1);
    assertRefused(new Expiry.At(NOW - 1), NOW);
    assertRefused(new Expiry.At(-1), -10);
    assertThatThrownBy(() -> new Expiry.At(Timestamp.MILLIS_MAX + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertRefused(Expiry expiry, long now) {
    assertThatThrownBy(() -> expiry.millis(now))
        .isInstanceOfSatisfying(
            BlobFailure.class, f -> assertThat(f.code()).isEqualTo(ErrorCode.BAD_REQUEST));
  }
}
