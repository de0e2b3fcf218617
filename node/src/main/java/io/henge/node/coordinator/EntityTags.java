package io.henge.node.coordinator;

import java.util.Set;

/**
 * The entity tags of an {@code If-Match} or {@code If-None-Match}.
 *
 * @param any whether it is {@code *}
 * @param tags the opaque tags without quotes; weak ones are left out where a strong comparison is
 *     due
 */
public record EntityTags(boolean any, Set<String> tags) {
  public EntityTags {
    tags = Set.copyOf(tags);
  }

  /** Whether a blob with this tag is meant. */
  public boolean match(String tag) {
    return any || tags.contains(tag);
  }
}
