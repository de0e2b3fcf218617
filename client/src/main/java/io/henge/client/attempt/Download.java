package io.henge.client.attempt;

import io.henge.client.Blob;
import io.henge.client.BlobInfo;
import io.henge.client.BlobSink;
import io.henge.client.DamagedBodyException;
import io.henge.client.HengeException;
import io.henge.client.ReadOptions;
import io.henge.client.RejectedException;
import io.henge.client.TransferListener;
import io.henge.client.UnavailableException;
import io.henge.client.exchange.Answer;
import io.henge.client.exchange.Call;
import io.henge.client.exchange.CallFailure;
import io.henge.client.exchange.CallFailure.Kind;
import io.henge.ring.Address;
import io.henge.ring.BlobKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;

/**
 * Reads a blob into a sink. When a node is lost in the middle, the rest of the same version comes
 * from another one. All of it is checked against its checksum before it is handed over; of a part
 * there is one where the node says so.
 *
 * @param <T> what the sink makes of it
 */
public final class Download<T> extends Request<Blob<T>> {
  /** From so many other nodes the whole is asked again after it came damaged. */
  private static final int REPEATS_MAX = 2;

  private final ReadTarget target;
  private final int turn;
  private final BlobSink<T> sink;
  private final ProgressMeter meter;
  private final Set<Address> avoided = new HashSet<>();
  private Optional<Pass> pass = Optional.empty();
  private Optional<Answer> current = Optional.empty();
  private Optional<ReadRace> race = Optional.empty();
  private int repeats;
  private int failures;

  /** A blob on its way into the sink. */
  private final class Pass {
    private final BlobInfo info;
    private final BlobSink.Writer<T> writer;
    private final long first;
    private final long end;
    private final Optional<Integer> crc32c;
    private final CRC32C checksum = new CRC32C();
    private long at;

    Pass(BlobInfo info, BlobHeads.Span span, Optional<Integer> crc32c) {
      this.info = info;
      this.crc32c = crc32c;
      first = span.first();
      at = first;
      end = span.last() + 1;
      writer = sink.open(info, around().blocking());
    }

    Future<Void> take(Buffer piece) {
      byte[] bytes = piece.getBytes();
      if (bytes.length > end - at) {
        return Future.failedFuture(BlobHeads.malformed("it has more bytes than it said"));
      }
      checksum.update(bytes, 0, bytes.length);
      at += bytes.length;
      deadline().progressed();
      failures = 0;
      meter.moved(at - first, OptionalLong.of(end - first));
      return Future.fromCompletionStage(
              writer.write(ByteBuffer.wrap(bytes)), Vertx.currentContext())
          .map(
              taken -> {
                deadline().progressed();
                return null;
              });
    }

    boolean isDamaged() {
      return crc32c.filter(said -> said != (int) checksum.getValue()).isPresent();
    }
  }

  private Download(
      Around around,
      ReadTarget target,
      int turn,
      Optional<TransferListener> listener,
      BlobSink<T> sink) {
    super(around, new Deadline(around.limits().requestMillis(), target.options().timeout()));
    this.target = target;
    this.turn = turn;
    this.sink = sink;
    meter = new ProgressMeter(listener, System::nanoTime);
  }

  /** Begins; completes when all is where it should be. */
  public static <T> CompletableFuture<Blob<T>> begin(
      Around around, BlobKey key, ReadOptions options, BlobSink<T> sink) {
    ReadTarget target = new ReadTarget("GET", key, options, "");
    return new Download<>(around, target, 0, options.listener(), sink).begin();
  }

  /**
   * Begins with a part of what is fetched in several; its progress is told by whoever wants them
   * all.
   *
   * @param turn which of the owners is asked first, 0 or more, counted round and round
   */
  static <T> CompletableFuture<Blob<T>> ofPart(
      Around around, BlobKey key, ReadOptions options, BlobSink<T> sink, int turn) {
    ReadTarget target = new ReadTarget("GET", key, options, "");
    return new Download<>(around, target, turn, Optional.empty(), sink).begin();
  }

  @Override
  void start() {
    next();
  }

  private void next() {
    if (isOver()) {
      return;
    }
    ReadRace asked = new ReadRace(around(), deadline(), this::route, this::call);
    race = Optional.of(asked);
    asked.run().onComplete(this::head, this::stop);
  }

  private List<Address> route() {
    List<Address> route = new ArrayList<>(around().ring().routeTo(target.key(), turn));
    List<Address> last = route.stream().filter(avoided::contains).toList();
    route.removeAll(last);
    route.addAll(last);
    return route;
  }

  private Call call(Address node, long millis) {
    return pass.map(
            begun -> target.rest(node, millis, begun.info.version(), begun.at, begun.end - 1))
        .orElseGet(() -> target.call(node, millis));
  }

  private void head(Answer answer) {
    if (isOver()) {
      answer.drop();
      return;
    }
    int status = answer.status();
    if (status == 200 || status == 206) {
      body(answer);
    } else if (pass.isPresent() && status < 500) {
      answer.drop();
      startOver(
          pass.get(),
          new UnavailableException(
              "replaced", "the version was replaced before all of it had come", null));
    } else if (status == 404 || status == 410) {
      answer.drop();
      stop(BlobHeads.absent(target.key().text(), answer));
    } else {
      orStop(
          Refusal.of(answer, around().limits().stallMillis()), refusal -> stop(refusal.rejected()));
    }
  }

  private void body(Answer answer) {
    try {
      if (pass.isEmpty()) {
        pass = Optional.of(begins(answer));
      } else if (!isRest(pass.get(), answer)) {
        answer.drop();
        avoided.add(answer.call().node());
        startOver(
            pass.get(),
            new UnavailableException("replaced", "the rest does not fit what came before", null));
        return;
      }
    } catch (RuntimeException refused) {
      answer.drop();
      lost(answer, refused);
      return;
    }
    Pass going = pass.get();
    current = Optional.of(answer);
    answer
        .pump(going::take, around().limits().stallMillis())
        .onComplete(whole -> came(answer, going), cause -> lost(answer, cause));
  }

  private Pass begins(Answer answer) {
    BlobHeads.Span span = BlobHeads.span(answer);
    ReadOptions options = target.options();
    boolean isPart = answer.status() == 206;
    if (isPart != options.isPart() || (isPart && !isAsked(span))) {
      throw BlobHeads.malformed("it is another part than was asked for");
    }
    BlobInfo info = BlobHeads.info(target.key().text(), answer);
    if (options.version().filter(wanted -> !wanted.equals(info.version())).isPresent()) {
      throw BlobHeads.malformed("it is another version than was asked for");
    }
    return new Pass(info, span, BlobHeads.bodyCrc32c(answer));
  }

  private boolean isAsked(BlobHeads.Span span) {
    ReadOptions options = target.options();
    long most = options.length().orElse(Long.MAX_VALUE);
    return span.first() == options.offset()
        && span.length() == Math.min(most, span.size() - span.first());
  }

  private boolean isRest(Pass begun, Answer answer) {
    BlobHeads.Span span = BlobHeads.span(answer);
    return span.first() == begun.at
        && span.last() + 1 == begun.end
        && BlobHeads.version(answer).equals(begun.info.version());
  }

  private void came(Answer answer, Pass whole) {
    current = Optional.empty();
    if (isOver()) {
      return;
    }
    if (whole.at < whole.end) {
      lost(answer, new CallFailure(Kind.BROKEN, "it ended too early"));
    } else if (whole.isDamaged()) {
      damaged(answer, whole);
    } else {
      Future.succeededFuture()
          .compose(
              begun -> Future.fromCompletionStage(whole.writer.finish(), Vertx.currentContext()))
          .onComplete(
              value -> {
                meter.ended(whole.end - whole.first);
                succeed(new Blob<>(whole.info, value));
              },
              cause -> stop(ofSink(cause)));
    }
  }

  private void damaged(Answer answer, Pass whole) {
    String key = whole.info.key();
    around().events().damaged(answer.call().node().toString(), key);
    avoided.add(answer.call().node());
    startOver(
        whole, new DamagedBodyException("the bytes of " + key + " do not match their checksum"));
  }

  /** All of it from somebody else, if the sink can throw away what it has. */
  private void startOver(Pass begun, HengeException cause) {
    if (repeats++ < REPEATS_MAX && sink.isRepeatable() && around().retries().takeExtra()) {
      begun.writer.giveUp(cause);
      pass = Optional.empty();
      next();
    } else {
      stop(cause);
    }
  }

  private void lost(Answer answer, Throwable cause) {
    current = Optional.empty();
    if (isOver() || !(cause instanceof CallFailure failure)) {
      stop(ofSink(cause));
      return;
    }
    around().transport().lostWithBody(answer.call(), failure);
    avoided.add(answer.call().node());
    failures++;
    long pause = Backoff.millis(failures);
    if (deadline().leftMillis() <= pause || !around().retries().takeExtra()) {
      stop(new UnavailableException("no-answer", failure.getMessage(), failure));
      return;
    }
    around().events().retried("GET", String.valueOf(failure.getMessage()));
    around().vertx().setTimer(pause + 1, due -> next());
  }

  /** What is wrong with a sink is wrong with the request. */
  static RuntimeException ofSink(Throwable cause) {
    return cause instanceof HengeException known
        ? known
        : new RejectedException("sink", "the sink takes no more: " + cause, cause);
  }

  @Override
  void giveUp(Throwable cause) {
    race.ifPresent(ReadRace::cancel);
    current.ifPresent(Answer::drop);
    pass.ifPresent(begun -> begun.writer.giveUp(cause));
  }
}
