package io.henge.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** It is what the JDK computes over all bytes, however they are cut. */
class JoinedCrc32cTest {
  private static int crc(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }

  @Test
  void any_cut_gives_the_checksum_of_the_whole() {
    Random random = new Random(11);
    for (int round = 0; round < 500; round++) {
      byte[] bytes = new byte[random.nextInt(10_000)];
      random.nextBytes(bytes);
      JoinedCrc32c joined = new JoinedCrc32c();
      int at = 0;
      while (at < bytes.length) {
        int end = at + Math.min(bytes.length - at, random.nextInt(3_000));
        joined.append(crc(bytes, at, end), end - at);
        at = end;
      }
      assertThat(joined.value()).isEqualTo(crc(bytes, 0, bytes.length));
    }
  }

  @Test
  void parts_of_one_length_and_a_rest_give_the_checksum_of_the_whole() {
    Random random = new Random(12);
    for (int part : new int[] {1, 3, 64, 1_000}) {
      byte[] bytes = new byte[part * 7 + random.nextInt(part)];
      random.nextBytes(bytes);
      JoinedCrc32c joined = new JoinedCrc32c();
      for (int at = 0; at < bytes.length; at += part) {
        int end = Math.min(bytes.length, at + part);
        joined.append(crc(bytes, at, end), end - at);
        assertThat(joined.value()).isEqualTo(crc(bytes, 0, end));
      }
    }
  }

  @Test
  void the_order_and_the_lengths_matter() {
    byte[] bytes = {1, 2, 3, 4};
    JoinedCrc32c swapped = new JoinedCrc32c();
    swapped.append(crc(bytes, 2, 4), 2);
    swapped.append(crc(bytes, 0, 2), 2);
    assertThat(swapped.value()).isNotEqualTo(crc(bytes, 0, 4));
  }

  /** RFC 3720, appendix B.4: 32 bytes of ones. */
  @Test
  void a_known_answer() {
    byte[] ones = new byte[16];
    java.util.Arrays.fill(ones, (byte) 0xff);
    JoinedCrc32c joined = new JoinedCrc32c();
    joined.append(crc(ones, 0, 16), 16);
    joined.append(crc(ones, 0, 16), 16);
    assertThat(joined.value()).isEqualTo(0x62a8ab43);
  }
}
