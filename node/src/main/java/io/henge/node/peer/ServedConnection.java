package io.henge.node.peer;

import io.henge.node.blob.OpenBody;
import io.henge.node.blob.StageId;
import io.henge.node.message.PeerHandler;
import io.henge.node.storage.BlobStore;
import io.henge.node.storage.StorageFailure;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that a proven peer opened: executes its requests, takes its bodies, sends it bodies.
 * Over the bound of requests at once the connection is not read until some are answered, and an
 * answer counts until the operating system took it: so a peer that does not read its answers is not
 * served either.
 */
final class ServedConnection implements FrameSink {
  private static final Logger LOG = LoggerFactory.getLogger(ServedConnection.class);

  private final PeerSocket socket;
  private final Hello peer;
  private final PeerAdmission admission;
  private final PeerHandler requests;
  private final BlobStore store;
  private final int servedMax;
  private final Handler<ServedConnection> closed;
  private Optional<StageReceiver> stage = Optional.empty();
  private Optional<OpenBody> sending = Optional.empty();
  private int inFlight;
  private boolean paused;

  ServedConnection(
      PeerSocket socket,
      Hello peer,
      PeerAdmission admission,
      PeerHandler requests,
      BlobStore store,
      int servedMax,
      Handler<ServedConnection> closed) {
    this.socket = socket;
    this.peer = peer;
    this.admission = admission;
    this.requests = requests;
    this.store = store;
    this.servedMax = servedMax;
    this.closed = closed;
  }

  /** Who is on the other side. */
  Hello peer() {
    return peer;
  }

  void close(String reason) {
    socket.close(reason);
  }

  @Override
  public void frame(Frame frame) {
    switch (frame.type()) {
      case PING -> answer(frame.callId(), Future.succeededFuture(Buffer.buffer()));
      case CALL -> answer(frame.callId(), execute(frame.payload()));
      case ABANDON -> answer(frame.callId(), abandon(BodyMessages.decodeStage(frame.payload())));
      case OPEN_STAGE -> {
        requireMember(frame.type());
        openStage(frame.callId(), BodyMessages.OpenStage.decode(frame.payload()));
      }
      case END -> openStage("an end").end(BodyMessages.End.decode(frame.payload()));
      case ABORT -> {
        stage.ifPresent(StageReceiver::abort);
        stage = Optional.empty();
      }
      case READ -> {
        requireMember(frame.type());
        send(frame.callId(), BodyMessages.Read.decode(frame.payload()));
      }
      default -> throw new IllegalArgumentException("a frame out of place: " + frame.type());
    }
  }

  private void requireMember(FrameType wanted) {
    if (admission.isGuest(peer)) {
      throw new IllegalArgumentException(wanted + " by node " + peer.node() + ", no member");
    }
  }

  @Override
  public void bytes(Buffer slice) {
    openStage("bytes").bytes(slice);
  }

  @Override
  public void closed(String reason) {
    stage.ifPresent(StageReceiver::abort);
    endSending();
    closed.handle(this);
  }

  private Future<Buffer> execute(Buffer request) {
    try {
      return requests.handle(peer.node(), request);
    } catch (RuntimeException bug) {
      return Future.failedFuture(bug);
    }
  }

  private Future<Buffer> abandon(StageId id) {
    // Who is no member has no stage here; one that is about to be may think so.
    return admission.isGuest(peer)
        ? Future.succeededFuture(Buffer.buffer())
        : store.abandon(id).map(Buffer.buffer());
  }

  private void answer(long callId, Future<Buffer> reply) {
    inFlight++;
    if (inFlight >= servedMax && !paused) {
      paused = true;
      socket.pause();
    }
    reply
        .transform(
            result ->
                result.succeeded()
                    ? socket.write(FrameType.REPLY, callId, result.result())
                    : fail(callId, result.cause()))
        .onComplete(sent -> answered());
  }

  private Future<Void> fail(long callId, Throwable cause) {
    if (isTooLate(cause)) {
      LOG.debug("a request of node {} came when the store was closed", peer.node());
    } else {
      LOG.error("a request of node {} was not executed", peer.node(), cause);
    }
    return socket.write(
        FrameType.CALL_FAILED, callId, BodyMessages.encodeText("the request failed there"));
  }

  /** Each stop in good order may meet some. */
  private static boolean isTooLate(Throwable cause) {
    return cause instanceof StorageFailure failure && failure.kind() == StorageFailure.Kind.CLOSED;
  }

  private void answered() {
    inFlight--;
    if (paused && inFlight <= servedMax / 2) {
      paused = false;
      socket.resume();
    }
  }

  private void openStage(long callId, BodyMessages.OpenStage opening) {
    if (stage.isPresent() && !stage.get().isDone()) {
      throw new IllegalArgumentException("a second stage at once");
    }
    stage = Optional.of(new StageReceiver(socket, callId, opening, store));
  }

  private StageReceiver openStage(String what) {
    return stage.orElseThrow(() -> new IllegalArgumentException(what + " without a stage"));
  }

  private void send(long callId, BodyMessages.Read read) {
    if (sending.isPresent()) {
      throw new IllegalArgumentException("a second read at once");
    }
    store
        .open(read.key(), read.version(), read.range())
        .onComplete(
            found ->
                found.ifPresentOrElse(
                    body -> send(callId, body), () -> socket.write(FrameType.GONE, callId)),
            why -> socket.write(FrameType.FAIL, callId, BodyMessages.encodeFailure(why)));
  }

  private void send(long callId, OpenBody body) {
    if (socket.isClosed()) {
      body.close();
      return;
    }
    sending = Optional.of(body);
    new BodySender(socket)
        .send(callId, body)
        .onComplete(
            sent -> endSending(),
            why -> {
              endSending();
              // The peer waits for more bytes, and only the end of the connection tells it.
              socket.close("a body could not be sent: " + why.getMessage());
            });
  }

  private void endSending() {
    sending.ifPresent(OpenBody::close);
    sending = Optional.empty();
  }
}
