package io.henge.chaos.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * Writes elements, attributes and texts that HTML and XML read alike. Whatever a text contains, it
 * stays a text: keys and notes come from programs that were hurt, and from strangers.
 */
final class Markup {
  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /** Markup that begins as a page does. */
  static Markup page() {
    Markup page = new Markup();
    page.out.append("<!DOCTYPE html>\n");
    return page;
  }

  /** Begins an element; attributes are names and values in turn. */
  Markup open(String element, String... attributes) {
    tag(element, attributes);
    out.append('>');
    open.push(element);
    return this;
  }

  /** Ends the innermost element. */
  Markup close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /** Ends it and the line, so that the file can be read too. */
  Markup closeLine() {
    close();
    out.append('\n');
    return this;
  }

  /** An element that can have no content: one of HTML that never has, or any of SVG. */
  Markup empty(String element, String... attributes) {
    tag(element, attributes);
    out.append("/>");
    return this;
  }

  Markup text(String text) {
    escape(text);
    return this;
  }

  /** An element with nothing but a text. */
  Markup element(String element, String text, String... attributes) {
    return open(element, attributes).text(text).close();
  }

  /**
   * A style sheet of our own. HTML reads no references in it, so it must have nothing to escape.
   */
  Markup style(String sheet) {
    if (sheet.indexOf('<') >= 0 || sheet.indexOf('&') >= 0) {
      throw new IllegalArgumentException("no style sheet");
    }
    open("style");
    out.append(sheet);
    return closeLine();
  }

  /** A length in pixels, to a tenth. */
  static String px(double value) {
    long tenths = Math.round(value * 10);
    return tenths % 10 == 0
        ? Long.toString(tenths / 10)
        : String.format(Locale.ROOT, "%.1f", tenths / 10.0);
  }

  private void tag(String element, String... attributes) {
    out.append('<').append(element);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      out.append('"');
    }
  }

  private void escape(String text) {
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '\n', '\t' -> out.append((char) point);
                default -> visible(point);
              }
            });
  }

  /** What XML forbids, and what turns the direction of a line, is named instead. */
  private void visible(int point) {
    boolean shown =
        switch (Character.getType(point)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.UNASSIGNED,
              Character.PRIVATE_USE,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR ->
              false;
          default -> true;
        };
    if (shown) {
      out.appendCodePoint(point);
    } else {
      out.append("\\u{").append(Integer.toHexString(point)).append('}');
    }
  }

  /** All that was written; every element has to be closed. */
  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("not closed: " + open);
    }
    return out.toString();
  }
}
