/**
 * What the owner that takes a request does, or the stand-in if none can be reached: the quorums.
 *
 * <ul>
 *   <li>{@link io.henge.node.coordinator.Coordinator}: what can be asked; {@link
 *       io.henge.node.coordinator.OwnerCoordinator} is it.
 *   <li>{@link io.henge.node.coordinator.PutRequest}, {@link
 *       io.henge.node.coordinator.DeleteRequest}, {@link io.henge.node.coordinator.GetRequest},
 *       {@link io.henge.node.coordinator.SiblingsRequest}: what clients ask; with {@link
 *       io.henge.node.coordinator.ReadOptions}, {@link io.henge.node.coordinator.Preconditions},
 *       {@link io.henge.node.coordinator.EntityTags}, {@link
 *       io.henge.node.coordinator.RangeRequest}, {@link io.henge.node.coordinator.QuorumSize},
 *       {@link io.henge.node.coordinator.Expiry}; {@link io.henge.node.coordinator.ArrivedRead}
 *       knows when a read came, and so what it sees.
 *   <li>{@link io.henge.node.coordinator.Planner} and {@link io.henge.node.coordinator.Plan}: who
 *       is to be asked, as a value, before anything is sent.
 *   <li>{@link io.henge.node.coordinator.PutCoordinator}, {@link
 *       io.henge.node.coordinator.DeleteCoordinator}, {@link
 *       io.henge.node.coordinator.GetCoordinator}: the steps.
 *   <li>{@link io.henge.node.coordinator.Heads}: asks owners for a key's object, few first; counted
 *       by {@link io.henge.node.coordinator.ReadTally}.
 *   <li>{@link io.henge.node.coordinator.StandInHeads}: asks those that stand in for owners when
 *       too few of these can say.
 *   <li>{@link io.henge.node.coordinator.Lookup}: how many owners an answer needs, and what is
 *       repaired before and after it.
 *   <li>{@link io.henge.node.coordinator.BodyOpening}: opens the bytes at another holder.
 *   <li>{@link io.henge.node.coordinator.Hedging}: when to ask one more, by {@link
 *       io.henge.node.coordinator.RecentLatencies} and {@link
 *       io.henge.node.coordinator.HedgeBudget}.
 *   <li>{@link io.henge.node.coordinator.ReadRepair}: owners that a read shows to be behind are
 *       brought up to date.
 *   <li>{@link io.henge.node.coordinator.AckRound}: makes enough owners hold something, with
 *       stand-ins for those that do not; counted by {@link io.henge.node.coordinator.WriteTally} as
 *       {@link io.henge.node.coordinator.Acks}.
 *   <li>{@link io.henge.node.coordinator.Commits}: sends a new version.
 *   <li>{@link io.henge.node.coordinator.WriteBack}: what one owner has becomes durable at enough.
 *   <li>{@link io.henge.node.coordinator.CatchUp}: owners that missed a write are told later.
 *   <li>{@link io.henge.node.coordinator.ListCoordinator}: makes a page of keys, round by {@link
 *       io.henge.node.coordinator.ListRound round}; {@link io.henge.node.coordinator.RowCoverage}
 *       counts who was heard, {@link io.henge.node.coordinator.KeyMerge} merges what they say,
 *       {@link io.henge.node.coordinator.ListPage} is the page, bounded by {@link
 *       io.henge.node.coordinator.JsonSize}; from {@link io.henge.node.coordinator.ListRequest} to
 *       {@link io.henge.node.coordinator.ListAnswer}.
 *   <li>{@link io.henge.node.coordinator.SmallRequests}: what they take, for whoever slows the work
 *       in the background.
 *   <li>{@link io.henge.node.coordinator.ContextTokens}: contexts as clients carry them.
 *   <li>{@link io.henge.node.coordinator.WriteReceipt}, {@link
 *       io.henge.node.coordinator.GetAnswer}, {@link io.henge.node.coordinator.SiblingsAnswer}:
 *       what comes of it; {@link io.henge.node.coordinator.CoordinatorEvents}: what is counted
 *       beside it.
 * </ul>
 */
package io.henge.node.coordinator;
