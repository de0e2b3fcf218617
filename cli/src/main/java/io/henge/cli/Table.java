package io.henge.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Columns under their names; those of numbers stand to the right. */
final class Table {
  private final List<String> names;
  private final List<List<String>> rows = new ArrayList<>();

  Table(String... names) {
    this.names = List.of(names);
  }

  Table row(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(String.valueOf(cell));
    }
    rows.add(row);
    return this;
  }

  void print(PrintWriter out) {
    List<Integer> widths = new ArrayList<>();
    List<Boolean> numbers = new ArrayList<>();
    for (int column = 0; column < names.size(); column++) {
      int at = column;
      widths.add(
          Math.max(
              names.get(at).length(),
              rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0)));
      numbers.add(rows.stream().allMatch(row -> row.get(at).matches("[-+]?[0-9.]+( .*)?")));
    }
    print(out, names, widths, numbers);
    rows.forEach(row -> print(out, row, widths, numbers));
  }

  private static void print(
      PrintWriter out, List<String> cells, List<Integer> widths, List<Boolean> numbers) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < cells.size(); column++) {
      String cell = cells.get(column);
      String blanks = " ".repeat(widths.get(column) - cell.length());
      line.append(numbers.get(column) ? blanks + cell : cell + blanks).append("  ");
    }
    out.println(line.toString().stripTrailing());
  }
}
