package io.henge.cli;

import picocli.CommandLine.Command;

/** Groups what can be done with the ring. */
@Command(
    name = "ring",
    synopsisSubcommandLabel = "COMMAND",
    header = "Shows and changes who is in the ring.",
    description = {
      "",
      "Changes are staged at the node that is asked, looked at together, and applied together:",
      "join, leave, remove and weight stage; plan shows what they would do; apply begins them.",
      ""
    },
    subcommands = {
      ShowCommand.class,
      BalanceCommand.class,
      JoinCommand.class,
      LeaveCommand.class,
      RemoveCommand.class,
      WeightCommand.class,
      PlanCommand.class,
      ApplyCommand.class,
      RevertCommand.class,
      ProgressCommand.class,
      AbortCommand.class,
      GiveUpCommand.class,
      ReplaceCommand.class,
      ForceCommand.class
    })
final class RingCommand {}
