/**
 * A generator of HTTP load for nodes on this machine, in one thread, cheap enough to leave the
 * cores to what is measured. In reading order:
 *
 * <ul>
 *   <li>{@link io.henge.bench.load.LoadCommand}: the command and its options
 *   <li>{@link io.henge.bench.load.Workload}: what is asked for, with {@link
 *       io.henge.bench.load.Mix}, {@link io.henge.bench.load.Operation}, {@link
 *       io.henge.bench.load.KeyOrder} and {@link io.henge.bench.load.KeySequence}
 *   <li>{@link io.henge.bench.load.Target}: who is asked
 *   <li>{@link io.henge.bench.load.Arrivals}: when a request is due; closed and open loop
 *   <li>{@link io.henge.bench.load.LoadGenerator}: the loop of one target
 *   <li>{@link io.henge.bench.load.Connection}: one request at a time
 *   <li>{@link io.henge.bench.load.AnswerParser}: where an answer ends
 *   <li>{@link io.henge.bench.load.RequestBytes}: the bytes of a request
 *   <li>{@link io.henge.bench.load.Round}: what one round at one target came to
 *   <li>{@link io.henge.bench.load.Tally}: latencies and counts of an operation in it
 *   <li>{@link io.henge.bench.load.Figures}: what is shown of them
 *   <li>{@link io.henge.bench.load.Report}: the table and the CSV file
 *   <li>{@link io.henge.bench.load.Quantities}: sizes and times as people write them
 * </ul>
 */
package io.henge.bench.load;
