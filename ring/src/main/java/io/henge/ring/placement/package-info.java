/**
 * Which members hold which partitions: a pure function of seats, zones and weights, in integers
 * only, so that every implementation computes the same table.
 *
 * <p>In reading order:
 *
 * <ul>
 *   <li>{@link io.henge.ring.placement.WeightedSeat}: all that placement knows of a member.
 *   <li>{@link io.henge.ring.placement.FoundingTable}: the first table of a ring.
 *   <li>{@link io.henge.ring.placement.PlacementStep}: the next one.
 *   <li>{@link io.henge.ring.placement.StandInOrder}: who stands in for a row.
 *   <li>{@link io.henge.ring.placement.FairPlacement}: what a table is to come close to.
 *   <li>{@code Candidates}: the members as the algorithms see them.
 *   <li>{@code FairShare}, {@code Ratio}: how much each should hold, exactly.
 *   <li>{@code Quotas}: the same in whole replicas.
 *   <li>{@code Assignment}, {@code Offers}, {@code Chains}: a table on its way to the next one.
 *   <li>{@code PrimaryBalance}: who comes first in a row.
 *   <li>{@code Rendezvous}, {@code NegativeLog2}, {@code Mix64}: the hashes that break all ties.
 * </ul>
 */
package io.henge.ring.placement;
