package io.henge.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:7401",
        "127.0.0.1:1",
        "node-1.rack_2.example:65535",
        "n1:80",
        "[::1]:7401",
        "[::]:7401",
        "[2001:db8::8a2e:370:7334]:7401",
        "[1:2:3:4:5:6:7:8]:7401",
        "[::ffff:10.0.0.1]:7401"
      })
  void an_address_is_written_as_it_is_read(String text) {
    assertThat(Address.parse(text)).hasToString(text);
  }

  @Test
  void an_ipv6_host_is_kept_without_brackets() {
    assertThat(Address.parse("[::1]:7401")).isEqualTo(new Address("::1", 7401));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        ":7401",
        "localhost:",
        "localhost:0",
        "localhost:65536",
        "localhost:+1",
        "localhost:123456789012",
        "local host:1",
        "-a:1",
        "a..b:1",
        "a.:1",
        "1.2.3:1",
        "1.2.3.256:1",
        "1.2.3.04:1",
        "::1:7401",
        "[localhost]:1",
        "[::1:1",
        "::1]:1",
        "[1:2]:1",
        "[1::2::3]:1",
        "[:::]:1",
        "[12345::]:1",
        "[1:2:3:4:5:6:7::8]:1",
        "[10.0.0.1::]:1",
        "http://a:1"
      })
  void a_bad_address_is_refused(String text) {
    assertThatThrownBy(() -> Address.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(".{10,}");
  }
}
