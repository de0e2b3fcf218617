/**
 * An ordered, durable table of bytes, behind a port, so that tests can have one that forgets what
 * was not synced.
 *
 * <ul>
 *   <li>{@link io.henge.node.storage.table.Table}: the port; read this first.
 *   <li>{@link io.henge.node.storage.table.Family}: the parts of a table.
 *   <li>{@link io.henge.node.storage.table.TableBatch}: writes that happen together.
 *   <li>{@link io.henge.node.storage.table.TableException}: how a table fails.
 *   <li>{@link io.henge.node.storage.table.TableOpener}: opens one.
 *   <li>{@link io.henge.node.storage.table.ReopenableTable}: opens one again, in place.
 *   <li>{@link io.henge.node.storage.table.RocksTable}: the port in RocksDB.
 *   <li>{@link io.henge.node.storage.table.LogTail}: whether a log was torn or damaged.
 *   <li>{@link io.henge.node.storage.table.LossMark}: that writes were lost, until that is noted.
 *   <li>{@link io.henge.node.storage.table.RocksOptions}: how RocksDB is set up.
 *   <li>{@link io.henge.node.storage.table.NativeLibrary}: RocksDB's native part.
 * </ul>
 */
package io.henge.node.storage.table;
