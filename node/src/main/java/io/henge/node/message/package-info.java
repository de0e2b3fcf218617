/**
 * What members say to each other. Bodies larger than the small limit do not travel in messages.
 *
 * <ul>
 *   <li>{@link io.henge.node.message.PeerHandler}: answers an encoded request of a proven peer.
 *   <li>{@link io.henge.node.message.PeerRequest}, {@link io.henge.node.message.PeerReply}: what is
 *       asked and answered; {@link io.henge.node.message.PeerCodec} has the bytes.
 *   <li>{@link io.henge.node.message.Ballot}: an attempt at a vote on a chain entry.
 * </ul>
 */
package io.henge.node.message;
