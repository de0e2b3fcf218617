package io.henge.bench.load;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Who is asked. Connections are spread evenly over the addresses.
 *
 * @param name as it stands in tables
 * @param addresses at least one; all of them on this machine's loopback interface, because a load
 *     generator pointed at somebody else's machine is an attack
 */
record Target(String name, List<InetSocketAddress> addresses) {
  Target {
    addresses = List.copyOf(addresses);
    if (name.isBlank() || addresses.isEmpty()) {
      throw new IllegalArgumentException("a target has a name and at least one address");
    }
    for (InetSocketAddress address : addresses) {
      if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
        throw new IllegalArgumentException("not on the loopback interface: " + address);
      }
    }
  }

  /**
   * Reads {@code NAME=http://127.0.0.1:7401,http://127.0.0.1:7402}.
   *
   * @throws IllegalArgumentException when it is anything else
   */
  static Target parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException("not NAME=URL: " + text);
    }
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (String url : text.substring(equals + 1).split(",", -1)) {
      addresses.add(address(URI.create(url)));
    }
    return new Target(text.substring(0, equals), addresses);
  }

  private static InetSocketAddress address(URI url) {
    if (!"http".equals(url.getScheme()) || url.getHost() == null || url.getPort() < 1) {
      throw new IllegalArgumentException("not http://HOST:PORT: " + url);
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(url.getHost()), url.getPort());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("no such host: " + url.getHost(), e);
    }
  }
}
