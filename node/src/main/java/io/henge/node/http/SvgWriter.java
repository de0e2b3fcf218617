package io.henge.node.http;

/** Writes a drawing, element by element; what it is given is escaped. */
final class SvgWriter {
  private final StringBuilder out = new StringBuilder(64 << 10);

  /** Begins an element; attributes are names and values in turn. */
  SvgWriter open(String element, String... attributes) {
    tag(element, attributes);
    out.append('>');
    return this;
  }

  SvgWriter close(String element) {
    out.append("</").append(element).append(">\n");
    return this;
  }

  /** An element without content. */
  SvgWriter empty(String element, String... attributes) {
    tag(element, attributes);
    out.append("/>\n");
    return this;
  }

  /** An element with text and nothing else. */
  SvgWriter text(String element, String text, String... attributes) {
    open(element, attributes);
    escape(text);
    return close(element);
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
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&quot;");
        default -> out.append(c);
      }
    }
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
