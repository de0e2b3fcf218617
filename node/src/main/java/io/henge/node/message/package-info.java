/**
 * What members say to each other. Bodies larger than the small limit do not travel in messages.
 *
 * <ul>
 *   <li>{@link io.henge.node.message.PeerHandler}: answers an encoded request of a proven peer.
 * </ul>
 */
package io.henge.node.message;
