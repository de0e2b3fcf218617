/**
 * The {@code henge} command: talks to the admin port of a node.
 *
 * <ul>
 *   <li>{@link io.henge.cli.Main}: where it begins; {@code RingCommand} lists what can be done.
 *   <li>{@code AdminCommand}: what all of these have in common; {@code AdminOptions} are theirs.
 *   <li>{@code ShowCommand}, {@code BalanceCommand}, {@code ProgressCommand}: look.
 *   <li>{@code JoinCommand}, {@code LeaveCommand}, {@code RemoveCommand}, {@code WeightCommand}:
 *       stage a change, or apply it at once ({@code StagingCommand}).
 *   <li>{@code PlanCommand}, {@code ApplyCommand}, {@code RevertCommand}: what is staged.
 *   <li>{@code AbortCommand}, {@code GiveUpCommand}, {@code ReplaceCommand}: for when things go
 *       wrong.
 *   <li>{@code AdminClient}, {@code Document}, {@code AdminFailure}: asking, and what comes back.
 *   <li>{@code Table}, {@code StagedList}, {@code Amounts}, {@code Following}: how it looks.
 * </ul>
 */
package io.henge.cli;
