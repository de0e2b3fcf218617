package io.henge.node.http;

import io.henge.node.failure.BlobFailure;
import io.henge.ring.wire.ErrorCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Watches one connection, so that a client that is slow, silent or hostile cannot hold it for ever.
 *
 * <p>Idle timeouts alone do not help: who sends one byte every nine seconds is never idle. So the
 * head of a request has a deadline from its first byte on, a body must keep an average rate, and an
 * answer that is being sent must make progress. Time during which this node makes the client wait
 * (for a quorum, or because the disks are slower than the network) never counts.
 *
 * <p>The guard also sees to it that a refused client gets to read why: a connection that is closed
 * while the client is still sending would be reset, and the answer be lost with it. So the guard
 * says that no more answers come, and swallows what arrives for a short while before it closes.
 *
 * <p>Vert.x has no way to see these things from outside, so this is a handler in the channel's
 * pipeline between its HTTP codec and its connection. All on the connection's event loop.
 */
// What becomes of a write or a close shows in the channel itself, not in the future of each.
@SuppressWarnings("FutureReturnValueIgnored")
final class SlowClientGuard extends ChannelDuplexHandler {
  private static final AttributeKey<SlowClientGuard> GUARD = AttributeKey.valueOf("henge.guard");
  private static final int STALL_LOOKS = 4;

  /** What a client was too slow at. */
  enum Slowness {
    HEAD,
    IDLE,
    BODY,
    ANSWER
  }

  private final ClientPatience patience;
  private final RequestIds ids;
  private final Consumer<Slowness> given;
  private ChannelHandlerContext context;
  private Deadline reading;
  private Deadline writing;

  // Requests in the order of their heads, from 1 on.
  private long headsRead;
  private long requestsRead;
  private long handled;
  private long answered;
  private boolean headBegun;
  private long brokenRequest = -1;
  private boolean lingering;
  private long lingered;

  private BodyWatch watch = BodyWatch.NONE;
  private boolean bodyClockRuns;
  private long windowLeftMillis;
  private long windowBytes;

  private long progressSeen;
  private int looksWithoutProgress;

  /** Who wants to know that the body of the request with that number will not arrive whole. */
  private record BodyWatch(long request, Consumer<BlobFailure> failed) {
    static final BodyWatch NONE = new BodyWatch(-1, failure -> {});
  }

  private SlowClientGuard(ClientPatience patience, RequestIds ids, Consumer<Slowness> given) {
    this.patience = patience;
    this.ids = ids;
    this.given = given;
  }

  /**
   * Puts a guard on a new connection.
   *
   * @param given told when the client is given up for slowness
   */
  static void install(
      HttpConnection connection,
      ClientPatience patience,
      RequestIds ids,
      Consumer<Slowness> given) {
    SlowClientGuard guard = new SlowClientGuard(patience, ids, given);
    Channel channel = ((ConnectionBase) connection).channel();
    channel.attr(GUARD).set(guard);
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addBefore("httpDecoder", "hengeBytes", guard.new RawBytes());
    pipeline.addBefore("handler", "hengeGuard", guard);
  }

  /** The guard of a connection that has one. */
  static SlowClientGuard of(HttpConnection connection) {
    return ((ConnectionBase) connection).channel().attr(GUARD).get();
  }

  /** The number of the request whose handling begins now. */
  long nextHandled() {
    return ++handled;
  }

  /** Whether all of that request has been read from the socket. */
  boolean hasRead(long request) {
    return requestsRead >= request && brokenRequest != request;
  }

  /**
   * From now on the client has to send the body at the least rate.
   *
   * @param failed told, at most once, when it is too slow or what it sends is not HTTP
   */
  void awaitBody(long request, Consumer<BlobFailure> failed) {
    watch = new BodyWatch(request, failed);
    windowLeftMillis = patience.bodyWindowMillis();
    windowBytes = 0;
    if (brokenRequest == request) {
      failBody(malformed());
    } else {
      runBodyClock();
    }
  }

  /** The client's clock runs: this node waits for its bytes. */
  void runBodyClock() {
    if (!bodyClockRuns && requestsRead < watch.request) {
      bodyClockRuns = true;
      reading.within(Math.max(1, windowLeftMillis));
    }
  }

  /** The client's clock stands still: this node takes no bytes. */
  void stopBodyClock() {
    if (bodyClockRuns) {
      bodyClockRuns = false;
      windowLeftMillis = reading.leftMillis();
      reading.off();
    }
  }

  /** Nobody waits for the body any more. */
  void bodyEnded() {
    stopBodyClock();
    watch = BodyWatch.NONE;
  }

  /** Ends the connection at once, in a way that no client takes for the end of an answer. */
  void reset() {
    if (context.channel().isActive()) {
      context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    }
    context.close();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    reading = new Deadline(ctx.channel().eventLoop(), this::tooSlow);
    writing = new Deadline(ctx.channel().eventLoop(), this::lookAtProgress);
    reading.within(patience.beginMillis());
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    reading.close();
    writing.close();
    super.channelInactive(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (brokenRequest >= 0 || lingering) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof HttpRequest request) {
      headsRead++;
      headBegun = false;
      reading.off();
      if (!request.decoderResult().isSuccess()) {
        brokenRequest = headsRead;
      }
    } else if (message instanceof HttpContent content) {
      if (!content.decoderResult().isSuccess()) {
        ReferenceCountUtil.release(message);
        brokenRequest = headsRead;
        if (watch.request == brokenRequest) {
          failBody(malformed());
        }
        return;
      }
      windowBytes += content.content().readableBytes();
    }
    if (message instanceof LastHttpContent) {
      requestsRead = headsRead;
      stopBodyClock();
      awaitNext();
    }
    super.channelRead(ctx, message);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise)
      throws Exception {
    boolean interim = message instanceof HttpResponse response && response.status().code() < 200;
    if (message instanceof LastHttpContent && !interim) {
      answered++;
      awaitNext();
    }
    super.write(ctx, message, promise);
  }

  @Override
  public void flush(ChannelHandlerContext ctx) throws Exception {
    super.flush(ctx);
    ChannelOutboundBuffer pending = ctx.channel().unsafe().outboundBuffer();
    if (looksWithoutProgress == 0 && pending != null && !pending.isEmpty()) {
      looksWithoutProgress = 1;
      progressSeen = progress(pending);
      writing.within(Math.max(1, patience.stallMillis() / STALL_LOOKS));
    }
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) throws Exception {
    boolean moreMayCome = requestsRead < headsRead || headBegun || brokenRequest >= 0;
    if (lingering || !moreMayCome || !ctx.channel().isActive()) {
      super.close(ctx, promise);
      return;
    }
    lingering = true;
    reading.within(patience.lingerMillis());
    ctx.channel().config().setAutoRead(true);
    ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            flushed -> {
              if (flushed.isSuccess()) {
                ((DuplexChannel) ctx.channel()).shutdownOutput();
              } else {
                ctx.close();
              }
            });
  }

  /** After a request or an answer: the next head may take its time, unless work is under way. */
  private void awaitNext() {
    if (requestsRead == headsRead && answered >= headsRead) {
      reading.within(headBegun ? patience.headMillis() : patience.idleMillis());
    }
  }

  private void tooSlow() {
    if (lingering) {
      context.close();
    } else if (requestsRead < headsRead) {
      endOfWindow();
    } else if (headBegun) {
      given.accept(Slowness.HEAD);
      refuseHead();
    } else {
      if (headsRead == 0) {
        given.accept(Slowness.IDLE);
      }
      context.channel().close();
    }
  }

  private void endOfWindow() {
    bodyClockRuns = false;
    long due =
        patience.bodyBytesPerSecond() * patience.bodyWindowMillis() / TimeUnit.SECONDS.toMillis(1);
    if (windowBytes >= due) {
      windowBytes = 0;
      windowLeftMillis = patience.bodyWindowMillis();
      runBodyClock();
    } else {
      given.accept(Slowness.BODY);
      failBody(
          BlobFailure.of(
              ErrorCode.REQUEST_TIMEOUT,
              "the body came with less than " + patience.bodyBytesPerSecond() + " bytes a second"));
    }
  }

  private void failBody(BlobFailure failure) {
    Consumer<BlobFailure> failed = watch.failed;
    watch = BodyWatch.NONE;
    stopBodyClock();
    failed.accept(failure);
  }

  private static BlobFailure malformed() {
    return BlobFailure.of(ErrorCode.BAD_REQUEST, "the body's chunks are malformed");
  }

  /** Vert.x knows of no request yet, so the answer goes to the socket as it is. */
  private void refuseHead() {
    String answer = ErrorResponses.headTimeout(ids.make());
    context
        .pipeline()
        .context("hengeBytes")
        .write(Unpooled.copiedBuffer(answer, StandardCharsets.US_ASCII));
    context.channel().close();
  }

  /**
   * Looks several times per limit whether the answer moved on, because one look at its end would
   * take a stall that begins right after the first look for progress.
   */
  private void lookAtProgress() {
    ChannelOutboundBuffer pending = context.channel().unsafe().outboundBuffer();
    if (pending == null || pending.isEmpty()) {
      looksWithoutProgress = 0;
      return;
    }
    long now = progress(pending);
    looksWithoutProgress = now == progressSeen ? looksWithoutProgress + 1 : 1;
    progressSeen = now;
    if (looksWithoutProgress > STALL_LOOKS) {
      given.accept(Slowness.ANSWER);
      reset();
    } else {
      writing.within(Math.max(1, patience.stallMillis() / STALL_LOOKS));
    }
  }

  /** A number that changes whenever bytes leave, also in the middle of a file. */
  private static long progress(ChannelOutboundBuffer pending) {
    return 31 * (31 * pending.totalPendingWriteBytes() + pending.currentProgress())
        + System.identityHashCode(pending.current());
  }

  /** In front of the decoder, where bytes are seen before they make up a head. */
  private final class RawBytes extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
      int bytes = message instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
      if (lingering) {
        ReferenceCountUtil.release(message);
        lingered += bytes;
        if (lingered > patience.lingerBytes()) {
          context.close();
        }
        return;
      }
      long headsBefore = headsRead;
      boolean betweenRequests = requestsRead == headsRead;
      super.channelRead(ctx, message);
      if (betweenRequests && headsBefore == headsRead && !headBegun && bytes > 0) {
        headBegun = true;
        awaitNext();
      }
    }
  }
}
