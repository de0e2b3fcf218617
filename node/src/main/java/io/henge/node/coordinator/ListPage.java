package io.henge.node.coordinator;

import io.henge.node.blob.KeyBound;
import io.henge.node.blob.KeyRange;
import io.henge.node.blob.KeyRange.Gap;
import io.henge.ring.BlobKey;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Siblings;
import io.henge.ring.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A page of a listing as it grows: a pure accumulator. Up to its position everything is decided;
 * each round of answers brings it further, until one key more is found than it may hold, or the
 * end.
 *
 * <p>A group is listed as soon as one key in it is shown, and the rest of it is jumped over.
 * Members leave out what follows the first key that each of them would show. If that one is not
 * shown when all is merged, the group is gone through key by key.
 */
final class ListPage {
  /**
   * As large as the answer may become: clients have to hold it in memory, and have their bounds.
   */
  static final long BYTES_MAX = 1 << 20;

  /** All of an entry but the key and the type, and their names. */
  private static final int ENTRY_BYTES_ABOUT = 320;

  private static final String CONTENT_TYPE = "content-type";

  private final KeyRange range;
  private final long wallMillis;
  private final List<ListAnswer.Entry> keys = new ArrayList<>();
  private final List<String> groups = new ArrayList<>();
  private KeyBound position;
  private Optional<String> within = Optional.empty();
  private Optional<String> lastListed = Optional.empty();
  private Optional<String> lastDecided = Optional.empty();
  private long bytes;
  private boolean hasMore;
  private boolean isAtEnd;

  /**
   * An empty page.
   *
   * @param range what is listed, and how many keys and groups at most
   * @param wallMillis when the request came: what has expired by then is not shown
   */
  ListPage(KeyRange range, long wallMillis) {
    this.range = range;
    this.wallMillis = wallMillis;
    this.position = range.start();
  }

  /** Whether nothing more is wanted. */
  boolean isDone() {
    return hasMore || isAtEnd;
  }

  /** How many keys more would end it at once. */
  int wanted() {
    return range.limit() - keys.size() - groups.size() + 1;
  }

  /** What is to be asked for now. */
  KeyRange unknown() {
    return within.map(group -> range.within(group, position)).orElse(range.from(position));
  }

  /** Takes what was answered to {@link #unknown}. */
  void add(KeyMerge told) {
    Optional<String> group = within;
    List<Gap> gaps = told.gaps();
    for (Map.Entry<BlobKey, BlobObject> known : told.objects().entrySet()) {
      if (!position.isUpTo(known.getKey())) {
        continue;
      }
      Optional<Gap> gap = gapBefore(gaps, Optional.of(known.getKey()));
      if (gap.isPresent()) {
        enter(gap.get());
        return;
      }
      decide(known.getKey(), known.getValue());
      if (hasMore) {
        return;
      }
    }
    Optional<Gap> rest = gapBefore(gaps, Optional.empty());
    if (rest.isPresent()) {
      enter(rest.get());
    } else {
      end(group, told.end());
    }
  }

  /** The first gap that is not jumped over, if it begins before a key, or at all. */
  private Optional<Gap> gapBefore(List<Gap> gaps, Optional<BlobKey> key) {
    return gaps.stream()
        .filter(gap -> gap.to().compareTo(position) > 0)
        .findFirst()
        .filter(gap -> key.map(gap.from()::isUpTo).orElse(true));
  }

  /** Nothing in the group was shown so far, and there may be more in it. */
  private void enter(Gap gap) {
    advance(gap.from());
    within = Optional.of(gap.group());
  }

  private void decide(BlobKey key, BlobObject object) {
    String text = key.text();
    Siblings siblings = object.siblings().unexpired(wallMillis);
    Optional<String> group = range.groupOf(text);
    if (siblings.shown().isEmpty()) {
      advance(KeyBound.after(text));
      // After the name of a group its keys would be left out.
      lastDecided = range.isGroup(text) ? lastDecided : Optional.of(text);
      return;
    }
    String listed = group.orElse(text);
    long size = group.map(ListPage::sizeOf).orElseGet(() -> sizeOf(text, siblings.shown().get()));
    int count = keys.size() + groups.size();
    hasMore = count == range.limit() || (count > 0 && bytes + size > BYTES_MAX);
    if (hasMore) {
      return;
    }
    bytes += size;
    if (group.isPresent()) {
      groups.add(listed);
      within = Optional.empty();
      advance(KeyBound.past(listed));
    } else {
      keys.add(new ListAnswer.Entry(key, siblings.shown().get(), siblings.list().size()));
      advance(KeyBound.after(listed));
    }
    lastListed = Optional.of(listed);
    lastDecided = lastListed;
  }

  private static long sizeOf(String key, Version shown) {
    String type = shown.content().map(content -> content.attributes().get(CONTENT_TYPE)).orElse("");
    return ENTRY_BYTES_ABOUT + JsonSize.of(key) + JsonSize.of(type);
  }

  private static long sizeOf(String group) {
    return ENTRY_BYTES_ABOUT + JsonSize.of(group);
  }

  /** All that was told is decided. */
  private void end(Optional<String> group, Optional<KeyBound> end) {
    if (end.isPresent()) {
      advance(end.get());
    } else if (group.isEmpty()) {
      isAtEnd = true;
    } else {
      advance(KeyBound.past(group.get()));
      within = Optional.empty();
    }
  }

  private void advance(KeyBound further) {
    position = further.compareTo(position) > 0 ? further : position;
  }

  List<ListAnswer.Entry> keys() {
    return keys;
  }

  List<String> groups() {
    return groups;
  }

  /**
   * After which the next page begins: if this one was not brought to its end, after all that is
   * decided. Empty when there is no next page, or nothing is decided.
   */
  Optional<String> next() {
    if (isAtEnd) {
      return Optional.empty();
    }
    return hasMore ? lastListed : lastDecided;
  }
}
