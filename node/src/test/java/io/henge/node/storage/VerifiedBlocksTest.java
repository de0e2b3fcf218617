package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.storage.disk.FileFacts;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is remembered of files that were read, for how long, and in how much memory. */
class VerifiedBlocksTest {
  private static final FileFacts FILE = new FileFacts("inode 1", 1_000_000, 7, false);
  private static final int COUNT = 300;
  private static final BlockRange ALL = new BlockRange(0, COUNT);

  private final AtomicLong nowMillis = new AtomicLong(1_000);
  private final VerifiedBlocks verified = new VerifiedBlocks(nowMillis::get);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void exactly_the_blocks_that_were_noted_are_covered(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BitSet expected = new BitSet();
    for (int step = 0; step < 100; step++) {
      BlockRange added = range(random, 20);
      verified.add(FILE, COUNT, added);
      expected.set(added.from(), added.to());
      for (int look = 0; look < 50; look++) {
        BlockRange asked = range(random, 140);
        boolean all = expected.get(asked.from(), asked.to()).cardinality() == length(asked);
        assertThat(verified.cover(FILE, asked)).as("seed %d, %s", seed, asked).isEqualTo(all);
      }
    }
  }

  private static BlockRange range(SplittableRandom random, int lengthMax) {
    int from = random.nextInt(COUNT);
    return new BlockRange(from, Math.min(COUNT, from + random.nextInt(lengthMax)));
  }

  private static int length(BlockRange range) {
    return range.to() - range.from();
  }

  @Test
  void another_state_of_the_file_is_not_covered() {
    verified.add(FILE, COUNT, ALL);
    assertThat(verified.cover(FILE, ALL)).isTrue();
    assertThat(verified.cover(new FileFacts("inode 2", 1_000_000, 7, false), ALL)).isFalse();
    assertThat(verified.cover(new FileFacts("inode 1", 1_000_001, 7, false), ALL)).isFalse();
    assertThat(verified.cover(new FileFacts("inode 1", 1_000_000, 8, false), ALL)).isFalse();
  }

  @Test
  void a_file_is_forgotten_some_time_after_its_first_block_whatever_is_noted_later() {
    verified.add(FILE, COUNT, new BlockRange(0, 10));
    nowMillis.addAndGet(VerifiedBlocks.REMEMBERED.toMillis() - 1);
    verified.add(FILE, COUNT, ALL);
    assertThat(verified.cover(FILE, ALL)).isTrue();
    nowMillis.addAndGet(1);
    assertThat(verified.cover(FILE, new BlockRange(0, 1))).isFalse();
    assertThat(verified.cover(FILE, new BlockRange(COUNT - 1, COUNT))).isFalse();
  }

  @Test
  void a_file_is_forgotten_when_it_is_damaged() {
    verified.add(FILE, COUNT, ALL);
    verified.forget(FILE);
    assertThat(verified.cover(FILE, ALL)).isFalse();
  }

  @Test
  void the_memory_for_many_files_is_bounded() {
    VerifiedBlocks small = new VerifiedBlocks(nowMillis::get, 10_000);
    int remembered = 0;
    for (int file = 0; file < 1_000; file++) {
      small.add(facts(file), COUNT, ALL);
    }
    for (int file = 0; file < 1_000; file++) {
      remembered += small.cover(facts(file), ALL) ? 1 : 0;
    }
    assertThat(remembered).isBetween(1, 10_000 / (COUNT / 8));
  }

  private static FileFacts facts(int file) {
    return new FileFacts("inode " + file, 1, 1, false);
  }
}
