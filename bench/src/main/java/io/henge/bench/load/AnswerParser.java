package io.henge.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Finds where an HTTP/1.1 answer ends: after its headers and as many bytes as its Content-Length
 * says. Bodies are counted and dropped. Answers in chunks are refused, as neither side of a
 * comparison sends them.
 */
final class AnswerParser {
  private static final int LINE_BYTES_MAX = 16 << 10;
  private static final int HEAD_BYTES_MAX = 64 << 10;
  private static final String CONTENT_LENGTH = "content-length:";
  private static final String CONNECTION = "connection:";

  private final byte[] line = new byte[LINE_BYTES_MAX];
  private int lineBytes;
  private int headBytes;
  private int status;
  private long contentLength;
  private long bodyBytes;
  private boolean inBody;
  private boolean closes;

  AnswerParser() {
    reset();
  }

  /** Begins with the next answer. */
  void reset() {
    lineBytes = 0;
    headBytes = 0;
    status = 0;
    contentLength = -1;
    bodyBytes = 0;
    inBody = false;
    closes = false;
  }

  /**
   * Takes all of the bytes, and says whether the answer is complete.
   *
   * @throws IOException if they are not an answer, or more than one
   */
  boolean accept(ByteBuffer in) throws IOException {
    while (!inBody && in.hasRemaining()) {
      byte b = in.get();
      if (++headBytes > HEAD_BYTES_MAX || lineBytes == LINE_BYTES_MAX) {
        throw new IOException("the headers of an answer are too long");
      }
      if (b == '\n') {
        endLine();
      } else {
        line[lineBytes++] = b;
      }
    }
    if (!inBody) {
      return false;
    }
    bodyBytes += in.remaining();
    in.position(in.limit());
    if (bodyBytes > contentLength) {
      throw new IOException("more bytes than the answer's length");
    }
    return bodyBytes == contentLength;
  }

  private void endLine() throws IOException {
    int length = lineBytes > 0 && line[lineBytes - 1] == '\r' ? lineBytes - 1 : lineBytes;
    lineBytes = 0;
    if (status == 0) {
      status = statusOf(text(0, length));
    } else if (length == 0) {
      endHead();
    } else if (startsWith(CONTENT_LENGTH, length)) {
      contentLength = number(text(CONTENT_LENGTH.length(), length));
    } else if (startsWith(CONNECTION, length)) {
      closes = text(CONNECTION.length(), length).strip().equalsIgnoreCase("close");
    }
  }

  private void endHead() throws IOException {
    inBody = true;
    if (status == 204 || status == 304) {
      contentLength = 0;
    }
    if (contentLength < 0) {
      throw new IOException("an answer with status " + status + " and without Content-Length");
    }
  }

  private static int statusOf(String statusLine) throws IOException {
    if (!statusLine.matches("HTTP/1\\.1 [2-5][0-9][0-9]( .*)?")) {
      throw new IOException("not a final answer: " + statusLine);
    }
    return Integer.parseInt(statusLine.substring(9, 12));
  }

  private static long number(String text) throws IOException {
    try {
      return Long.parseUnsignedLong(text.strip());
    } catch (NumberFormatException e) {
      throw new IOException("not a length: " + text, e);
    }
  }

  // Without making a string of each header: this is done for every request of every round.
  private boolean startsWith(String lowerCase, int length) {
    if (length < lowerCase.length()) {
      return false;
    }
    for (int i = 0; i < lowerCase.length(); i++) {
      int b = line[i];
      if ((b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private String text(int from, int to) {
    return new String(line, from, to - from, StandardCharsets.ISO_8859_1);
  }

  int status() {
    return status;
  }

  long bodyBytes() {
    return bodyBytes;
  }

  /** Whether the server closes the connection after this answer. */
  boolean closes() {
    return closes;
  }
}
