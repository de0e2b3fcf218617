package io.henge.client.attempt;

import io.henge.client.KeyEntry;
import io.henge.client.KeyPage;
import io.henge.client.KeyQuery;
import io.henge.client.exchange.Answer;
import io.henge.client.exchange.Call;
import io.henge.client.exchange.CallFailure;
import io.henge.ring.Address;
import io.henge.ring.Json;
import io.henge.ring.JsonFields;
import io.henge.ring.wire.SystemPaths;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Gets a page of keys, from any node: all of them answer for the whole cluster. */
public final class Listing extends Request<KeyPage> {
  private static final int DOCUMENT_BYTES_MAX = 4 << 20;

  /** A node gathers a page from many; it may take longer than one blob does. */
  private static final int PATIENCE = 5;

  private final KeyQuery query;
  private Optional<ReadRace> race = Optional.empty();

  private Listing(Around around, KeyQuery query) {
    super(around, new Deadline(around.limits().requestMillis(), Optional.empty()));
    this.query = query;
  }

  /** One page. */
  public static CompletableFuture<KeyPage> page(Around around, KeyQuery query) {
    return new Listing(around, query).begin();
  }

  @Override
  void start() {
    ReadRace asked =
        new ReadRace(around(), deadline(), around().ring()::anyone, this::call).unhedged();
    race = Optional.of(asked);
    asked.run().onComplete(this::head, this::stop);
  }

  private Call call(Address node, long millis) {
    long patience = Math.max(1, Math.min(deadline().leftMillis(), PATIENCE * millis));
    Map<String, String> parameters = new TreeMap<>();
    if (!query.prefix().isEmpty()) {
      parameters.put("prefix", query.prefix());
    }
    query.delimiter().ifPresent(text -> parameters.put("delimiter", text));
    query.after().ifPresent(text -> parameters.put("after", text));
    parameters.put("limit", Integer.toString(query.pageSize()));
    parameters.put("timeout", patience + "ms");
    return new Call(
        node,
        "GET",
        Targets.of(SystemPaths.KEYS, parameters),
        Map.of(),
        Optional.empty(),
        Deadline.withMargin(patience));
  }

  private void head(Answer answer) {
    if (isOver()) {
      answer.drop();
    } else if (answer.status() == 200) {
      answer
          .bytes(DOCUMENT_BYTES_MAX, around().limits().stallMillis())
          .map(body -> read(body.toString()))
          .onComplete(this::succeed, cause -> repeat(answer, cause));
    } else {
      orStop(
          Refusal.of(answer, around().limits().stallMillis()), refusal -> stop(refusal.rejected()));
    }
  }

  private KeyPage read(String document) {
    try {
      JsonFields page = JsonFields.of("page", Json.parseShown(document));
      List<KeyEntry> entries = new ArrayList<>();
      page.objects("keys").forEach(key -> entries.add(entry(key)));
      for (Object group : page.array("prefixes")) {
        entries.add(group((String) group));
      }
      entries.sort(Comparator.comparing(KeyEntry::name, Utf8Order.INSTANCE));
      return new KeyPage(entries, next(page), page.bool("complete"));
    } catch (IllegalArgumentException | ClassCastException | DateTimeException other) {
      throw new CallFailure(
          CallFailure.Kind.MALFORMED, "no page of keys: " + other.getMessage(), other);
    }
  }

  /** A page that does not go on would be asked for without end. */
  private Optional<String> next(JsonFields page) {
    if (page.isNull("next")) {
      return Optional.empty();
    }
    String next = page.string("next");
    boolean goesOn =
        query.after().filter(from -> Utf8Order.INSTANCE.compare(next, from) <= 0).isEmpty();
    if (!goesOn) {
      throw new IllegalArgumentException("it leads back to '" + next + "'");
    }
    return Optional.of(next);
  }

  private static KeyEntry entry(JsonFields key) {
    return new KeyEntry(
        key.string("key"),
        false,
        Optional.of(key.string("version")),
        key.integer("size", 0, Long.MAX_VALUE),
        Optional.of(key.string("contentType")),
        Optional.of(Instant.parse(key.string("lastModified"))),
        (int) key.integer("siblings", 1, Integer.MAX_VALUE));
  }

  private static KeyEntry group(String name) {
    return new KeyEntry(name, true, Optional.empty(), 0, Optional.empty(), Optional.empty(), 0);
  }

  @Override
  void giveUp(Throwable cause) {
    race.ifPresent(ReadRace::cancel);
  }
}
