/**
 * Who belongs to the cluster, and who can be reached.
 *
 * <ul>
 *   <li>{@link io.henge.node.membership.CurrentChain}: the newest chain entry this node knows.
 *   <li>{@link io.henge.node.membership.Identity}: who this node is.
 *   <li>{@link io.henge.node.membership.ChainFiles}: the chain, the votes and the identity on disk.
 *   <li>{@link io.henge.node.membership.Founding}: the ceremony that makes the first chain entry.
 *   <li>{@link io.henge.node.membership.FoundingDesk}: one node's promise, and its adoption.
 *   <li>{@link io.henge.node.membership.FoundingPlan}: what this node brings to it.
 *   <li>{@code Newcomer} and {@code NewcomerDesk}: an empty directory that waits to be let in.
 *   <li>{@link io.henge.node.membership.ChainDesk}: one node's part in the life of the chain; with
 *       {@link io.henge.node.membership.ChainStanding}, {@link
 *       io.henge.node.membership.ChainAdoption} and {@link io.henge.node.membership.ChainNews}.
 *   <li>{@link io.henge.node.membership.ChainVote}: drives the vote on the next entry; {@code
 *       Proposal} has the steps, {@code VoteTally} counts, {@code Succession} says what may follow.
 *   <li>{@link io.henge.node.membership.Acceptor}: votes; {@code Vote} is what it remembers.
 *   <li>{@link io.henge.node.membership.BucketPolicies}: changes of policies as votes.
 *   <li>{@link io.henge.node.membership.Replacements}: newcomers on lost members' seats as votes;
 *       {@code Replacement} has the steps, {@code FilledRows} and {@link
 *       io.henge.node.membership.Filledness} say whether a seat can be given.
 *   <li>{@link io.henge.node.membership.RingChanges}: changes of the ring as votes; {@link
 *       io.henge.node.membership.RingWish} is what operators ask for, {@link
 *       io.henge.node.membership.RingPlan} what that would do.
 *   <li>{@link io.henge.node.membership.StagedWishes}: wishes that wait to be applied; {@code
 *       RingWishCodec} has their bytes.
 *   <li>{@link io.henge.node.membership.ChangeDriver}: brings a change to its end; {@link
 *       io.henge.node.membership.ChangeProgress} is how far it has come.
 *   <li>{@link io.henge.node.membership.Forcing}: goes on without a majority that is gone for good;
 *       {@link io.henge.node.membership.Pledges} are what that takes of each that remains.
 *   <li>{@link io.henge.node.membership.ChainGossip}: learns of newer entries now and then.
 *   <li>{@link io.henge.node.membership.HazelcastDiscovery}: hears from Hazelcast who seems to be
 *       up.
 *   <li>{@link io.henge.node.membership.HazelcastSettings}: Hazelcast's configuration, in code.
 * </ul>
 */
package io.henge.node.membership;
