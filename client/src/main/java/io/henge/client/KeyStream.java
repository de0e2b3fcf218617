package io.henge.client;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Goes through keys page by page, each asked for when the one before has been gone through, so that
 * it takes the memory of one page however many there are. For one thread.
 */
public final class KeyStream implements Iterator<KeyEntry> {
  private final BlockingHenge client;
  private Optional<KeyQuery> following;
  private Iterator<KeyEntry> page = List.<KeyEntry>of().iterator();
  private boolean isComplete = true;

  KeyStream(BlockingHenge client, KeyQuery query) {
    this.client = client;
    this.following = Optional.of(query);
  }

  /**
   * Whether all pages so far were complete: otherwise keys may be missing, and deleted ones may
   * have been shown.
   */
  public boolean isComplete() {
    return isComplete;
  }

  @Override
  public boolean hasNext() {
    while (!page.hasNext() && following.isPresent()) {
      KeyQuery query = following.get();
      KeyPage asked = client.keys(query);
      page = asked.entries().iterator();
      isComplete &= asked.isComplete();
      following = asked.next().map(query::after);
    }
    return page.hasNext();
  }

  @Override
  public KeyEntry next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return page.next();
  }

  /** The same as a stream. */
  public Stream<KeyEntry> stream() {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(
            this, Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL),
        false);
  }
}
