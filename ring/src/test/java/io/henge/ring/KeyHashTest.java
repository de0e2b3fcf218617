package io.henge.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyHashTest {
  // FIPS 180-2, appendix B.1.
  private static final KeyHash ABC = KeyHash.of(BlobKey.of("abc"));

  @Test
  void the_hash_is_sha_256_of_the_bytes() {
    assertThat(ABC.hex())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(ABC.prefix()).isEqualTo(0xba7816bf8f01cfeaL);
  }

  @Test
  void a_partition_is_the_top_bits_of_the_hash() {
    assertThat(new Partitions(1).partitionOf(ABC)).isZero();
    assertThat(new Partitions(2).partitionOf(ABC)).isEqualTo(1);
    assertThat(new Partitions(16).partitionOf(ABC)).isEqualTo(0xb);
    assertThat(new Partitions(1024).partitionOf(ABC)).isEqualTo(0xba78 >> 6);
    assertThat(new Partitions(65536).partitionOf(ABC)).isEqualTo(0xba78);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 3, 1000, 131072, Integer.MIN_VALUE})
  void a_number_of_partitions_is_a_power_of_two_within_bounds(int count) {
    assertThatThrownBy(() -> new Partitions(count)).isInstanceOf(IllegalArgumentException.class);
  }
}
