package io.henge.cli;

import io.henge.ring.JsonFields;
import io.henge.ring.wire.SystemPaths;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Command;

/** Shows how evenly the ring spreads the data. */
@Command(
    name = "balance",
    description = "Shows what each member holds, and what it should by weights and zones.")
final class BalanceCommand extends AdminCommand {
  @Override
  void run(AdminClient admin, PrintWriter out) {
    Document balance = admin.get(SystemPaths.RING_BALANCE);
    if (isPrinted(balance, out)) {
      return;
    }
    JsonFields fields = balance.fields();
    Table table =
        new Table("seat", "node", "zone", "weight", "partitions", "primary", "wanted", "deviation");
    for (JsonFields member : fields.objects("members")) {
      table.row(
          number(member, "seat"),
          member.string("node"),
          number(member, "zone"),
          number(member, "weight"),
          number(member, "partitions"),
          number(member, "primary"),
          decimal("%.1f", member, "wanted"),
          decimal("%+.1f", member, "deviation"));
    }
    table.print(out);
    out.printf(
        "For its weight the fullest member holds %s times the mean, the emptiest %s times.%n",
        decimal("%.3f", fields, "maxToMean"), decimal("%.3f", fields, "minToMean"));
    out.printf(
        "Of a row %d may stand in one zone; %d rows have more.%n",
        number(fields, "mostOfARowInAZone"), number(fields, "rowsThatCrowdAZone"));
  }

  private static long number(JsonFields fields, String name) {
    return fields.integer(name, 0, Long.MAX_VALUE);
  }

  private static String decimal(String format, JsonFields fields, String name) {
    return String.format(Locale.ROOT, format, fields.decimal(name));
  }
}
