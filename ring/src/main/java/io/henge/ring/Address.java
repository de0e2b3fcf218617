package io.henge.ring;

import java.util.regex.Pattern;

/**
 * Where something listens: a host name, an IPv4 address or an IPv6 address, and a port.
 *
 * <p>Nothing is resolved here. An IPv6 host is kept without brackets and written with them.
 *
 * @param host a name of letters, digits, dots, hyphens and underscores, or an address
 * @param port 1 to 65535
 */
public record Address(String host, int port) {
  private static final int HOST_LENGTH_MAX = 253;
  private static final int PORT_MAX = 65535;
  private static final String LABEL = "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
  private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
  private static final Pattern NUMERIC_END = Pattern.compile("(.*\\.)?[0-9]+");
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
  private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
  private static final int IPV6_GROUPS = 8;

  public Address {
    if (!isHost(host)) {
      throw new IllegalArgumentException("not a host name or address: '" + host + "'");
    }
    if (port < 1 || port > PORT_MAX) {
      throw new IllegalArgumentException("a port is 1 to " + PORT_MAX + ": " + port);
    }
  }

  /** Reads {@code host:port} or {@code [ipv6]:port}; IllegalArgumentException says what is bad. */
  public static Address parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("an address is host:port: '" + text + "'");
    }
    String port = text.substring(colon + 1);
    if (!PORT.matcher(port).matches()) {
      throw new IllegalArgumentException("no port number in '" + text + "'");
    }
    return new Address(unbracketed(text.substring(0, colon), text), Integer.parseInt(port));
  }

  private static String unbracketed(String host, String text) {
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String bare = bracketed ? host.substring(1, host.length() - 1) : host;
    if (bracketed != bare.contains(":")) {
      throw new IllegalArgumentException(
          "an IPv6 address, and nothing else, stands in brackets: '" + text + "'");
    }
    return bare;
  }

  private static boolean isHost(String host) {
    if (host.isEmpty() || host.length() > HOST_LENGTH_MAX) {
      return false;
    }
    if (host.contains(":")) {
      return isIpv6(host);
    }
    // A name whose last label is a number would be taken for an IPv4 address elsewhere.
    return NUMERIC_END.matcher(host).matches()
        ? IPV4.matcher(host).matches()
        : NAME.matcher(host).matches();
  }

  private static boolean isIpv6(String host) {
    int gap = host.indexOf("::");
    if (gap < 0) {
      return groups(host, true) == IPV6_GROUPS;
    }
    int before = groups(host.substring(0, gap), false);
    int after = groups(host.substring(gap + 2), true);
    return before >= 0 && after >= 0 && before + after < IPV6_GROUPS;
  }

  /** How many 16-bit groups the text stands for, or -1 when it is not made of groups. */
  private static int groups(String text, boolean mayEndInIpv4) {
    if (text.isEmpty()) {
      return 0;
    }
    String[] parts = text.split(":", -1);
    int count = 0;
    for (int i = 0; i < parts.length; i++) {
      boolean last = i == parts.length - 1;
      if (GROUP.matcher(parts[i]).matches()) {
        count++;
      } else if (last && mayEndInIpv4 && IPV4.matcher(parts[i]).matches()) {
        count += 2;
      } else {
        return -1;
      }
    }
    return count;
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
