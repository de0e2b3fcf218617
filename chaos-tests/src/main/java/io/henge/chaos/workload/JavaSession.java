package io.henge.chaos.workload;

import io.henge.chaos.history.Operation.Outcome;
import io.henge.client.AbsentException;
import io.henge.client.Applied;
import io.henge.client.Blob;
import io.henge.client.BlobSink;
import io.henge.client.BlobSource;
import io.henge.client.BlockingHenge;
import io.henge.client.ClientEvents;
import io.henge.client.DamagedBodyException;
import io.henge.client.HengeClient;
import io.henge.client.HengeException;
import io.henge.client.KeyEntry;
import io.henge.client.KeyQuery;
import io.henge.client.KeyStream;
import io.henge.client.ReadOptions;
import io.henge.client.RejectedException;
import io.henge.client.UnavailableException;
import io.henge.client.UnknownOutcomeException;
import io.henge.client.Versioned;
import io.henge.client.WriteOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Requests of the Java client, which asks the owners and tries again by itself. */
final class JavaSession implements Session {
  /** The most bytes of a value. */
  private static final int BYTES_MAX = 16 << 20;

  private static final int PAGE = 100;

  private final Repeats repeats = new Repeats();
  private final HengeClient owned;
  private final BlockingHenge client;
  private final Names names;

  /** To a cluster of which these nodes are members. */
  JavaSession(List<String> addresses, Names names, Duration patience) {
    this.owned =
        HengeClient.builder()
            .endpoints(addresses.toArray(String[]::new))
            .requestTimeout(patience)
            .eventLoops(1)
            .events(repeats)
            .build();
    this.client = owned.blocking();
    this.names = names;
  }

  /** How often something was sent once more, and whether something came that nobody had sent. */
  private static final class Repeats implements ClientEvents {
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean damaged = new AtomicBoolean();

    @Override
    public void damaged(String node, String key) {
      damaged.set(true);
    }

    @Override
    public void retried(String method, String reason) {
      count.incrementAndGet();
    }

    @Override
    public void hedged(String method) {
      count.incrementAndGet();
    }
  }

  @Override
  public Answer write(WriteWish wish) {
    WriteOptions options =
        WriteOptions.with(
            said -> {
              wish.context().ifPresent(said::context);
              wish.payload().ifPresent(payload -> said.metadata("claim", payload.claim()));
              if (wish.strict()) {
                said.sloppy(false);
              }
              if (wish.ifAbsent()) {
                said.onlyIfAbsent();
              }
            });
    // Damage that is told meanwhile was read by an attempt at something else.
    return repeated(
        () -> {
          Applied applied =
              wish.payload().isPresent()
                  ? client.put(wish.key(), BlobSource.of(wish.payload().get().bytes()), options)
                  : client.delete(wish.key(), options);
          applied.version().ifPresent(version -> names.learn(wish.key(), version, wish.name()));
          return Answer.applied(
              201,
              1,
              0,
              applied.context(),
              applied.acks(),
              applied.standIns(),
              applied.isDegraded());
        });
  }

  @Override
  public Answer get(String key) {
    return heard(() -> shown(key, client.get(key, BlobSink.bytes(BYTES_MAX)), 0, BYTES_MAX));
  }

  @Override
  public Answer range(String key, double from) {
    return heard(
        () -> {
          long size = client.head(key).size();
          int first = (int) (from * size);
          int count = (int) Math.max(1, (size - first) / 2);
          ReadOptions slice = ReadOptions.DEFAULT.range(first, count);
          return shown(key, client.get(key, BlobSink.bytes(BYTES_MAX), slice), first, count);
        });
  }

  private Answer shown(String key, Blob<byte[]> blob, int first, int most) {
    String claim = blob.info().metadata().getOrDefault("claim", "");
    Optional<Payload> payload = Payload.claimed(key, claim);
    if (payload.isEmpty()) {
      return Answer.damaged(200, 1, 0, "a body without a name: " + claim);
    }
    int length = Math.min(most, payload.get().sizeBytes() - first);
    Optional<String> damage = payload.get().difference(blob.value(), first, length);
    if (damage.isPresent()) {
      return Answer.damaged(200, 1, 0, damage.get());
    }
    names.learn(key, blob.info().version(), claim);
    return Answer.read(200, 1, 0, List.of(claim), Optional.of(blob.info().context()));
  }

  @Override
  public Answer versions(String key) {
    return heard(
        () -> {
          Versioned<byte[]> all = client.versions(key, BYTES_MAX);
          List<String> shown = new ArrayList<>();
          for (byte[] body : all.siblings()) {
            Optional<Payload> payload = Payload.of(key, body);
            if (payload.isEmpty()) {
              return Answer.damaged(300, 1, 0, "no body of this key: " + body.length + " bytes");
            }
            shown.add(payload.get().claim());
          }
          return Answer.read(300, 1, 0, shown, all.context());
        });
  }

  @Override
  public Answer list(String prefix) {
    return heard(
        () -> {
          KeyStream keys = client.list(KeyQuery.prefix(prefix).pagesOf(PAGE));
          List<String> shown = new ArrayList<>();
          while (keys.hasNext()) {
            KeyEntry entry = keys.next();
            String version = entry.version().orElseThrow();
            if (names.of(entry.name(), version).isEmpty()) {
              Answer read = get(entry.name());
              if (read.outcome() == Outcome.DAMAGED) {
                return read;
              }
            }
            Optional<String> name = names.of(entry.name(), version);
            if (name.isEmpty()) {
              return Answer.unknown(200, 1, 0, "not known: " + entry);
            }
            shown.add(name.get());
          }
          return keys.isComplete()
              ? Answer.read(200, 1, 0, shown, Optional.empty())
              : Answer.unknown(200, 1, 0, "not complete");
        });
  }

  /** A read, and what of it the client found damaged and read again. */
  private Answer heard(Supplier<Answer> request) {
    Answer heard = repeated(request);
    return repeats.damaged.getAndSet(false) && heard.outcome() != Outcome.DAMAGED
        ? Answer.damaged(
            heard.status(), heard.attempts(), 0, "the client threw a damaged body away")
        : heard;
  }

  private Answer repeated(Supplier<Answer> request) {
    int before = repeats.count.get();
    Answer answer = answered(request);
    int attempts = 1 + repeats.count.get() - before;
    return answer.after(attempts, attempts);
  }

  private static Answer answered(Supplier<Answer> request) {
    try {
      return request.get();
    } catch (AbsentException absent) {
      return Answer.read(absent.isDeleted() ? 410 : 404, 1, 0, List.of(), absent.context());
    } catch (UnavailableException inTime) {
      return Answer.refused(503, 1, 0, inTime.toString());
    } catch (RejectedException refused) {
      return Answer.refused(400, 1, 0, refused.toString());
    } catch (UnknownOutcomeException unknown) {
      return Answer.unknown(0, 1, 0, unknown.toString());
    } catch (DamagedBodyException damaged) {
      return Answer.damaged(0, 1, 0, damaged.toString());
    } catch (HengeException other) {
      return Answer.unknown(0, 1, 0, other.toString());
    }
  }

  @Override
  public void close() {
    owned.close();
  }
}
