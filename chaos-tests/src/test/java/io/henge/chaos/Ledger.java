package io.henge.chaos;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** What is known of all keys of a run; a load writes into it, and checks compare with it. */
final class Ledger {
  private static final int DRAWS_MAX = 100;

  private final Mix mix;
  private final Map<SizeClass, List<KeyHistory>> byKind = new EnumMap<>(SizeClass.class);

  /** The keys of a mix in a bucket, none of them written yet. */
  Ledger(long run, String bucket, Mix mix) {
    this.mix = mix;
    mix.keys()
        .forEach(
            (kind, count) -> {
              List<KeyHistory> histories = new ArrayList<>();
              for (int i = 0; i < count; i++) {
                String key =
                    "%s/%s-%04d".formatted(bucket, kind.name().toLowerCase(Locale.ROOT), i);
                histories.add(new KeyHistory(run, key, kind));
              }
              byKind.put(kind, List.copyOf(histories));
            });
  }

  Mix mix() {
    return mix;
  }

  /** All keys. */
  List<KeyHistory> keys() {
    return byKind.values().stream().flatMap(List::stream).toList();
  }

  /** The keys written since they were last settled. */
  List<KeyHistory> touched() {
    return keys().stream().filter(KeyHistory::isTouched).toList();
  }

  /** A key for one write, now owned by the caller; empty when nearly all are being written. */
  Optional<KeyHistory> own(SplittableRandom random) {
    for (int i = 0; i < DRAWS_MAX; i++) {
      List<KeyHistory> kind = byKind.get(mix.draw(random));
      KeyHistory key = kind.get(random.nextInt(kind.size()));
      if (key.own()) {
        return Optional.of(key);
      }
    }
    return Optional.empty();
  }

  /** Any key. */
  KeyHistory any(SplittableRandom random) {
    List<KeyHistory> kind = byKind.get(mix.draw(random));
    return kind.get(random.nextInt(kind.size()));
  }
}
