package io.henge.node;

import io.henge.node.config.NodeConfig;
import io.henge.node.storage.StorageFailure;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says in one line, in an operator's words, why a node cannot start. */
final class StartFailure {
  private static final int CAUSES_MAX = 20;

  private StartFailure() {}

  static String explain(Throwable failure, NodeConfig config) {
    Throwable cause = failure;
    for (int i = 0; i < CAUSES_MAX && cause != null; i++) {
      String known = known(cause, config);
      if (!known.isEmpty()) {
        return oneLine(known);
      }
      cause = cause.getCause();
    }
    String message = failure.getMessage();
    return oneLine(
        "cannot start: "
            + (message == null || message.isBlank() ? failure.getClass().getName() : message));
  }

  private static String known(Throwable cause, NodeConfig config) {
    if (cause instanceof BindException) {
      return "cannot listen on " + config.listeners().host() + ": " + cause.getMessage();
    }
    if (cause instanceof UnknownHostException) {
      return "the host name cannot be resolved: " + cause.getMessage();
    }
    if (cause instanceof OverlappingFileLockException) {
      return "another node uses the data directory " + config.storage().directory();
    }
    if (cause instanceof AccessDeniedException denied) {
      return "no permission for " + denied.getFile();
    }
    if (cause instanceof FileAlreadyExistsException other) {
      return other.getFile() + " is in the way: it is not a directory";
    }
    if (cause instanceof FileSystemException disk) {
      return disk.getReason() == null
          ? "cannot make or use " + disk.getFile()
          : disk.getFile() + ": " + disk.getReason();
    }
    if (cause instanceof StorageFailure storage) {
      return "data directory " + config.storage().directory() + ": " + storage.getMessage();
    }
    return "";
  }

  /** Which listeners cannot be opened, and why; asked before anything is started. */
  static Optional<String> ofPorts(NodeConfig config) {
    Map<String, Integer> ports = new LinkedHashMap<>();
    ports.put("client", config.listeners().clientPort());
    ports.put("peer", config.listeners().peerPort());
    ports.put("admin", config.listeners().adminPort());
    List<String> refused = new ArrayList<>();
    String host = config.listeners().host();
    try {
      InetAddress address = InetAddress.getByName(host);
      ports.forEach(
          (name, port) ->
              whyNot(new InetSocketAddress(address, port))
                  .ifPresent(why -> refused.add(name + " port " + port + " (" + why + ")")));
    } catch (UnknownHostException e) {
      return Optional.of("the host name cannot be resolved: " + host);
    }
    return refused.isEmpty()
        ? Optional.empty()
        : Optional.of(oneLine("cannot listen on " + host + ": " + String.join(", ", refused)));
  }

  /** A bind that fails does not say which port it was for, so each of them is asked alone. */
  private static Optional<String> whyNot(InetSocketAddress address) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(address);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\s*\\R\\s*", " ").strip();
  }
}
