package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.message.PeerRequest.NewBytes;
import io.henge.node.message.Snapshot;
import io.henge.node.removal.RemovalSettings;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Context;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Version;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Rule T4: what has expired goes as tombstones do, when everybody finds that it has. */
class ExpiredRemovalTest {
  private static final RemovalSettings SOON = new RemovalSettings(1_000, 1_000, 500);
  private static final long LONG_MILLIS = 20_000;
  private static final long HOUR_MILLIS = 3_600_000;

  private final Row row = Row.of(World.founded(76, 3, SOON), "stones/1");
  private final World world = row.world();

  /** Puts a text that expires when the clock of the first owner says so. */
  private void put(long afterMillis) {
    Row other = Row.of(world, "stones/other");
    other.put(other.a(), "text");
    Version like = other.stored(other.a()).live().get(0);
    Version expiring =
        new Version(
            new Dot(like.dot().actor(), 7),
            Context.EMPTY,
            like.timestamp(),
            like.policy(),
            Optional.empty(),
            OptionalLong.of(like.timestamp().millis() + afterMillis),
            like.content());
    NewBytes bytes = new NewBytes.Inline(Buffer.buffer("text"));
    for (WorldNode owner : row.all()) {
      Snapshot fragment = new Snapshot(BlobObject.written(expiring), 0);
      world.await(owner.replica().commit(row.key(), fragment, bytes));
    }
  }

  private long copies() {
    return row.all().stream().filter(owner -> !row.stored(owner).isEmpty()).count();
  }

  @Test
  void it_stays_until_it_has_expired_and_then_goes() {
    world.nodes().forEach(node -> node.wallIs(row.a()));
    put(60_000);
    world.run(50_000);
    assertThat(copies()).isEqualTo(3);
    world.run(40_000);
    assertThat(copies()).isZero();
  }

  @Test
  void a_clock_that_is_ahead_ends_nothing_early() {
    world.nodes().forEach(node -> node.wallIs(row.a()));
    put(HOUR_MILLIS);
    row.a().jumpClock(2 * HOUR_MILLIS);
    world.run(LONG_MILLIS);
    assertThat(copies()).isEqualTo(3);
    row.b().jumpClock(2 * HOUR_MILLIS);
    world.run(LONG_MILLIS);
    assertThat(copies()).isEqualTo(3);
    row.c().jumpClock(2 * HOUR_MILLIS);
    world.run(LONG_MILLIS);
    assertThat(copies()).isZero();
  }
}
