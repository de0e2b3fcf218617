package io.henge.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerParserTest {
  private static final String ANSWER =
      "HTTP/1.1 200 OK\r\nETag: \"x\"\r\ncontent-LENGTH: 5\r\nConnection: Close\r\n\r\nhello";

  private final AnswerParser parser = new AnswerParser();

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1000})
  void an_answer_ends_with_its_length_however_its_bytes_come(int piece) throws IOException {
    for (int from = 0; from < ANSWER.length(); from += piece) {
      int to = Math.min(from + piece, ANSWER.length());
      assertThat(parser.accept(bytes(ANSWER.substring(from, to)))).isEqualTo(to == ANSWER.length());
    }
    assertThat(parser.status()).isEqualTo(200);
    assertThat(parser.bodyBytes()).isEqualTo(5);
    assertThat(parser.closes()).isTrue();
  }

  @Test
  void an_answer_without_content_needs_no_length() throws IOException {
    assertThat(parser.accept(bytes("HTTP/1.1 204 No Content\r\n\r\n"))).isTrue();
    assertThat(parser.closes()).isFalse();
  }

  @Test
  void a_parser_may_be_used_again() throws IOException {
    assertThat(parser.accept(bytes(ANSWER))).isTrue();
    parser.reset();
    assertThat(parser.accept(bytes("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"))).isTrue();
    assertThat(parser.status()).isEqualTo(404);
    assertThat(parser.bodyBytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.0 200 OK\r\n\r\n",
      })
  void what_has_no_certain_end_is_refused(String answer) {
    assertThatThrownBy(() -> parser.accept(bytes(answer))).isInstanceOf(IOException.class);
  }

  @Test
  void endless_headers_are_refused() {
    assertThatThrownBy(
            () -> parser.accept(bytes("HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000) + "\r\n")))
        .isInstanceOf(IOException.class);
  }
}
