package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.membership.ChainFiles;
import io.henge.ring.ChainEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rules C1 and C2: disks are lost and seats are taken, and still there is one chain. */
class LostDisksTest {
  /** Crashes, losses and late messages around replacements: one entry per number. */
  @Test
  void no_number_ever_has_two_entries_while_disks_are_lost_and_seats_taken() {
    int replaced = 0;
    for (long seed = 0; seed < 100; seed++) {
      replaced += new Turmoil(seed).run();
    }
    assertThat(replaced).isGreaterThan(30);
  }

  private static final class Turmoil {
    private static final int STEPS = 40;
    private final World world;
    private final Map<Long, ChainEntry> seen = new HashMap<>();
    private int replaced;
    private int names;

    Turmoil(long seed) {
      world = World.founded(seed, 3 + (int) (seed % 3));
      world.network().delays(List.of(3, 30, 300).get((int) (seed / 3 % 3)));
      world.network().faults(world.roll(10), world.roll(10));
    }

    int run() {
      for (int step = 0; step < STEPS; step++) {
        happen(world.node(world.roll(world.nodes().size())));
        world.run(world.roll(600));
        look();
      }
      return replaced;
    }

    private void happen(WorldNode node) {
      int roll = world.roll(100);
      if (roll < 25) {
        if (node.isReady()) {
          ReplaceTest.setting(node, "bucket " + names++ % 7).otherwiseEmpty();
        }
      } else if (roll < 60) {
        wish(node);
      } else if (roll < 68) {
        node.crash();
      } else if (roll < 72) {
        if (world.nodes().stream().allMatch(WorldNode::isReady)) {
          node.wipe();
          node.start();
        }
      } else if (roll < 92) {
        world.nodes().stream().filter(one -> !one.isUp()).findFirst().ifPresent(WorldNode::start);
      } else if (roll < 95) {
        world.network().cut(node.address(), world.node(0).address());
      } else {
        world.network().mend();
      }
    }

    /** The newcomer is filled by hand: how else it is, is another matter. */
    private void wish(WorldNode driver) {
      Optional<WorldNode> waiting =
          world.nodes().stream().filter(node -> node.isUp() && !node.isReady()).findFirst();
      if (driver.isReady() && waiting.isPresent()) {
        int seat = world.nodes().indexOf(waiting.get());
        ReplaceTest.replacing(driver, seat, waiting.get())
            .onSuccess(
                entry -> {
                  replaced++;
                  waiting.get().disk().markFilled();
                })
            .otherwiseEmpty();
      }
    }

    private void look() {
      for (WorldNode node : world.nodes()) {
        if (node.disk().smallFile(ChainFiles.CHAIN).isPresent()) {
          ChainEntry entry = ChainVoteTest.onDisk(node);
          ChainEntry before = seen.putIfAbsent(entry.number(), entry);
          assertThat(before == null || before.equals(entry))
              .as("two entries have number %d in %s", entry.number(), world)
              .isTrue();
        }
      }
      world.requireNoViolation();
    }
  }
}
