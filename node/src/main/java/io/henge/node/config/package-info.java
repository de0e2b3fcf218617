/**
 * What an operator decides about one node.
 *
 * <ul>
 *   <li>{@link io.henge.node.config.NodeConfig}: the checked result, one nested record per concern.
 *   <li>{@link io.henge.node.config.NodeCommand}: the command line, where its values come from, and
 *       the making of the result.
 *   <li>{@code StorageOptions}, {@code NetworkOptions}, {@code MemberOptions}, {@code WorkOptions}:
 *       the options.
 *   <li>{@link io.henge.node.config.OptionSources}: the environment and the file behind the
 *       options.
 *   <li>{@link io.henge.node.config.ClusterSecret}: the secret that proves a peer.
 *   <li>{@link io.henge.node.config.SecretSource}: where the secret is read from.
 *   <li>{@link io.henge.node.config.ByteSize} and {@link io.henge.node.config.TimeSpan}: quantities
 *       with units, as people write them.
 *   <li>{@link io.henge.node.config.EffectiveConfig}: the result as a file that can be read again.
 * </ul>
 */
package io.henge.node.config;
