package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.coordinator.PutRequest;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the governor of the background is told of requests. */
class SmallRequestsTest {
  private static final long MINUTE = 60_000;

  private final Row row = Row.of(67);

  private static long millis(List<Long> told) {
    assertThat(told).hasSize(1);
    return TimeUnit.NANOSECONDS.toMillis(told.get(0));
  }

  @Test
  void a_read_is_measured_from_its_arrival_to_its_answer() {
    row.put(row.a(), "text");
    row.world().network().delays(200);
    long begun = row.world().clock().nowMillis();
    row.read(row.b());
    assertThat(millis(row.b().events().smallReads()))
        .isEqualTo(row.world().clock().nowMillis() - begun)
        .isPositive();
    assertThat(row.a().events().smallReads()).isEmpty();
  }

  @Test
  void a_slow_client_does_not_make_a_write_slow() {
    Buffer bytes = Buffer.buffer(Requests.large("slow"));
    row.world()
        .await(
            row.a()
                .coordinator()
                .put(
                    new PutRequest(
                        row.key(),
                        new TreeMap<>(),
                        Requests.PLAIN,
                        new WorldBody(bytes, MINUTE, false, false))));
    assertThat(millis(row.a().events().smallWrites())).isBetween(0L, MINUTE / 10);
  }

  @Test
  void a_delete_is_a_small_write() {
    row.put(row.a(), "text");
    row.delete(row.b());
    assertThat(row.b().events().smallWrites()).hasSize(1);
  }

  @Test
  void what_is_large_is_not_measured() {
    row.put(row.a(), "-".repeat((64 << 10) + 1));
    row.read(row.a());
    assertThat(row.a().events().smallWrites()).isEmpty();
    assertThat(row.a().events().smallReads()).isEmpty();
    row.put(row.b(), "-".repeat(64 << 10));
    row.read(row.b());
    assertThat(row.b().events().smallWrites()).hasSize(1);
    assertThat(row.b().events().smallReads()).hasSize(1);
  }

  @Test
  void refusals_are_not_measured() {
    row.failedGet(row.a());
    row.b().crash();
    row.c().crash();
    row.failedGet(row.a());
    assertThat(row.a().events().smallReads()).isEmpty();
  }
}
