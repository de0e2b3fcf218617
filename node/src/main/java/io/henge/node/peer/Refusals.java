package io.henge.node.peer;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator about peers that were refused, or that refused this node: once per peer and
 * cause at WARN, then at DEBUG, because whoever is refused tries again and again. Thread-safe.
 */
public final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final int REMEMBERED_MAX = 1_024;

  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private volatile boolean isRetired;

  /** Whether a member that has proven itself says that this data directory is none's any more. */
  public boolean isRetired() {
    return isRetired;
  }

  /** Notes what a proven member said. */
  void retired() {
    isRetired = true;
  }

  /** Says it once. The host, and no port, tells peers apart: ports change with each connection. */
  void tell(String who, String cause) {
    if (told.size() >= REMEMBERED_MAX) {
      told.clear();
    }
    if (told.add(who + ' ' + cause)) {
      LOG.warn("{}: {} (said once; more at DEBUG)", who, cause);
    } else {
      LOG.debug("{}: {}", who, cause);
    }
  }
}
