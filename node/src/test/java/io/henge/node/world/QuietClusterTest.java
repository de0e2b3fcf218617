package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.coordinator.GetAnswer;
import io.henge.node.coordinator.QuorumSize;
import io.henge.node.coordinator.WriteReceipt;
import io.henge.node.failure.BlobFailure;
import io.henge.ring.wire.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds while nothing goes wrong. */
class QuietClusterTest {
  private final World world = World.founded(1, 3);
  private final PartitionedKey key = World.key("a/b");
  private final List<WorldNode> owners = world.owners(key);

  @Test
  void what_is_written_at_one_owner_is_read_at_each() {
    for (String text : List.of("small", Requests.large("large"), "")) {
      WriteReceipt receipt = put(0, text);
      for (int owner = 0; owner < 3; owner++) {
        GetAnswer answer = world.await(owners.get(owner).coordinator().get(Requests.get(key)));
        assertThat(Requests.text(answer)).isEqualTo(text);
        assertThat(answer.version().dot()).isEqualTo(receipt.dot().orElseThrow());
        assertThat(answer.siblings()).isEqualTo(1);
      }
    }
  }

  @Test
  void blind_writes_one_after_the_other_replace_each_other_whoever_coordinates() {
    for (int write = 0; write < 30; write++) {
      String text = write % 2 == 0 ? "w" + write : Requests.large("w" + write);
      put(write % 3, text);
      GetAnswer answer =
          world.await(owners.get((write + 1) % 3).coordinator().get(Requests.get(key)));
      assertThat(Requests.text(answer)).isEqualTo(text);
      assertThat(answer.siblings()).isEqualTo(1);
    }
  }

  @Test
  void concurrent_blind_writes_become_siblings() {
    var one = owners.get(0).coordinator().put(Requests.put(key, "one"));
    var two = owners.get(1).coordinator().put(Requests.put(key, "two"));
    world.await(one);
    world.await(two);
    GetAnswer both = world.await(owners.get(2).coordinator().get(Requests.get(key)));
    assertThat(both.siblings()).isEqualTo(2);

    put(2, "three");
    assertThat(world.await(owners.get(0).coordinator().get(Requests.get(key))).siblings())
        .isEqualTo(1);
  }

  @Test
  void what_was_never_written_is_not_found_and_what_was_deleted_is_gone() {
    assertThat(failureOfGet().code()).isEqualTo(ErrorCode.NOT_FOUND);
    put(0, "soon gone");
    assertThat(world.await(owners.get(1).coordinator().delete(Requests.delete(key))).dot())
        .isPresent();
    BlobFailure gone = failureOfGet();
    assertThat(gone.code()).isEqualTo(ErrorCode.GONE);
    assertThat(gone.context()).isNotEmpty();
  }

  @Test
  void a_write_to_all_is_on_all_disks_when_it_is_acknowledged() {
    WriteReceipt receipt =
        world.await(
            owners
                .get(0)
                .coordinator()
                .put(Requests.put(key, Requests.large("x"), Requests.with(new QuorumSize.All()))));
    assertThat(receipt.acks()).isEqualTo(3);
    for (WorldNode owner : owners) {
      assertThat(owner.disk().record(key).orElseThrow().object().version(receipt.dot().get()))
          .isPresent();
    }
  }

  private WriteReceipt put(int owner, String text) {
    return world.await(owners.get(owner).coordinator().put(Requests.put(key, text)));
  }

  private BlobFailure failureOfGet() {
    return (BlobFailure) world.failureOf(owners.get(2).coordinator().get(Requests.get(key)));
  }
}
