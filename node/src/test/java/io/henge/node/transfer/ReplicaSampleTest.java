package io.henge.node.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.storage.IndexRecord;
import io.henge.node.storage.KeyPage;
import io.henge.ring.BlobKey;
import io.henge.ring.Incarnation;
import io.henge.ring.NodeId;
import io.henge.ring.version.Actor;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Content;
import io.henge.ring.version.Context;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Policy;
import io.henge.ring.version.Timestamp;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReplicaSampleTest {
  private static final Actor ACTOR = new Actor(new NodeId(1), new Incarnation(1), 1);

  private final List<Integer> asked = new ArrayList<>();
  private int keys;
  private long bytesOfOne = 10;

  /** Every partition has the same keys. */
  private Future<KeyPage> page(int partition, Optional<BlobKey> after, int limit) {
    if (after.isEmpty()) {
      asked.add(partition);
    }
    int first = after.map(key -> Integer.parseInt(key.text()) + 1).orElse(0);
    List<KeyPage.Entry> entries =
        IntStream.range(first, Math.min(keys, first + limit))
            .mapToObj(i -> new KeyPage.Entry(BlobKey.of("%07d".formatted(i)), record()))
            .toList();
    return Future.succeededFuture(new KeyPage(entries, first + entries.size() == keys));
  }

  private IndexRecord record() {
    Version version =
        new Version(
            new Dot(ACTOR, 1),
            Context.EMPTY,
            new Timestamp(1, 0),
            Policy.SIBLINGS,
            Optional.empty(),
            OptionalLong.empty(),
            Optional.of(new Content(bytesOfOne, 0, new TreeMap<>())));
    return new IndexRecord(BlobObject.written(version), Optional.empty(), 1, 0);
  }

  private ReplicaSample.Result sample(int held) {
    return ReplicaSample.of(this::page, IntStream.range(0, held).boxed().toList()).result();
  }

  @Test
  void all_pages_of_a_replica_count() {
    keys = 1_201;
    assertThat(sample(3)).isEqualTo(new ReplicaSample.Result(3, 12_010));
    assertThat(asked).containsExactly(0, 1, 2);
  }

  @Test
  void of_many_replicas_some_are_looked_at_that_lie_apart() {
    keys = 1;
    assertThat(sample(1_280)).isEqualTo(new ReplicaSample.Result(128, 10));
    assertThat(asked).startsWith(0, 10, 20).endsWith(1_270);
  }

  @Test
  void of_large_replicas_few_are_looked_at() {
    keys = 15_000;
    bytesOfOne = 1L << 30;
    assertThat(sample(320)).isEqualTo(new ReplicaSample.Result(2, 15_000L << 30));
  }

  @Test
  void a_node_that_holds_nothing_knows_nothing() {
    assertThat(sample(0)).isEqualTo(new ReplicaSample.Result(0, 0));
  }
}
