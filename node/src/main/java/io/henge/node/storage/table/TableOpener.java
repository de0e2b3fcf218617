package io.henge.node.storage.table;

import java.util.function.Consumer;

/** Opens a table, made anew if there is none; waits for the disk. */
@FunctionalInterface
public interface TableOpener {
  /**
   * The table, which the caller closes.
   *
   * @param failed is told when work that no call waits for fails, on any thread
   */
  Table open(Consumer<TableException> failed) throws TableException;
}
