package io.henge.node.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;
import java.util.List;
import java.util.Optional;

/**
 * Reads requests, and refuses those about whose end two programs could be of different minds (RFC
 * 9112, sections 5, 6 and 11.2): what one of them takes for a body, the other would execute as a
 * request.
 *
 * <p>The decoder below is strict in most of this already, by its defaults of today. It unfolds
 * folded lines, though, lets a line begin with a colon and a request line hold more spaces than
 * two; these are seen only in the raw bytes, so each head's bytes are looked at before they are
 * decoded.
 */
final class StrictHttp extends VertxHttpRequestDecoder {
  private static final int LENGTH_DIGITS_MAX = 18;
  private static final int REQUEST_LINE_SPACES = 2;

  private boolean inHead = true;
  private boolean headLooked;
  private boolean inRequestLine = true;
  private boolean lineStart = true;
  private int spaces;
  private int lookedAhead;
  private Optional<String> objection = Optional.empty();

  StrictHttp(Http1ServerConfig config) {
    super(config);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> out)
      throws Exception {
    if (inHead && !headLooked) {
      look(bytes);
    }
    int lookedTo = bytes.readerIndex() + lookedAhead;
    int before = out.size();
    super.decode(ctx, bytes, out);
    lookedAhead = Math.max(0, lookedTo - bytes.readerIndex());
    for (int i = before; i < out.size(); i++) {
      decoded(out.get(i));
    }
  }

  private void decoded(Object message) {
    if (message instanceof HttpRequest request) {
      inHead = false;
      if (request.decoderResult().isSuccess()) {
        objection
            .or(() -> objection(request))
            .ifPresent(
                text ->
                    request.setDecoderResult(DecoderResult.failure(new DecoderException(text))));
      }
    }
    if (message instanceof LastHttpContent) {
      inHead = true;
      headLooked = false;
      inRequestLine = true;
      lineStart = true;
      spaces = 0;
      lookedAhead = 0;
    }
  }

  /** Looks at the bytes of the head that have arrived since the last time. */
  private void look(ByteBuf bytes) {
    int at = bytes.readerIndex() + lookedAhead;
    while (at < bytes.writerIndex() && !headLooked) {
      look(bytes.getByte(at));
      at++;
    }
    lookedAhead = at - bytes.readerIndex();
  }

  private void look(byte b) {
    boolean lineEnd = b == '\n' || b == '\r';
    if (inRequestLine) {
      if (lineStart && b <= ' ' && b >= 0) {
        return; // the decoder skips blanks and empty lines in front of a request
      }
      spaces += b == ' ' ? 1 : 0;
      if (b == '\n' && spaces != REQUEST_LINE_SPACES) {
        object("a request line has two spaces");
      }
      inRequestLine = b != '\n';
      lineStart = b == '\n';
      return;
    }
    if (lineStart && lineEnd) {
      headLooked = true;
    } else if (lineStart && (b == ' ' || b == '\t')) {
      object("folded header lines are obsolete");
    } else if (lineStart && b == ':') {
      object("a header has a name");
    }
    lineStart = b == '\n';
  }

  private void object(String text) {
    objection = Optional.of(text);
  }

  private static Optional<String> objection(HttpRequest request) {
    HttpHeaders headers = request.headers();
    boolean http11 = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
    if (!http11 && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      return Optional.of("only HTTP/1.1 and HTTP/1.0 are spoken here");
    }
    List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
    if (!codings.isEmpty()) {
      if (!http11) {
        return Optional.of("HTTP/1.0 has no Transfer-Encoding");
      }
      if (!lengths.isEmpty()) {
        return Optional.of("both Content-Length and Transfer-Encoding");
      }
      if (codings.size() > 1 || !codings.get(0).equalsIgnoreCase("chunked")) {
        return Optional.of("the only transfer coding is chunked");
      }
    }
    if (lengths.size() > 1 || lengths.stream().anyMatch(text -> !isLength(text))) {
      return Optional.of("a bad Content-Length");
    }
    int hosts = headers.getAll(HttpHeaderNames.HOST).size();
    if (hosts > 1 || (http11 && hosts == 0)) {
      return Optional.of("a request has one Host");
    }
    return Optional.empty();
  }

  private static boolean isLength(String text) {
    return !text.isEmpty()
        && text.length() <= LENGTH_DIGITS_MAX
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
