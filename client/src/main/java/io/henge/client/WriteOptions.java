package io.henge.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How a blob is written or deleted, and what is kept with it. Immutable.
 *
 * <pre>{@code
 * WriteOptions.with(options -> options.contentType("image/jpeg").metadata("album", "summer"))
 * }</pre>
 */
public final class WriteOptions {
  /** As the bucket and the cluster have it; nothing kept besides the bytes. */
  public static final WriteOptions DEFAULT = new WriteOptions(new Builder());

  private final Optional<String> w;
  private final Optional<Boolean> sloppy;
  private final Optional<String> context;
  private final Optional<String> ifMatch;
  private final boolean isNewOnly;
  private final Optional<String> requestId;
  private final Optional<String> contentType;
  private final Map<String, String> metadata;
  private final Map<String, String> headers;
  private final Optional<Duration> timeToLive;
  private final Optional<Instant> expires;
  private final Optional<Duration> timeout;
  private final Optional<TransferListener> listener;

  private WriteOptions(Builder from) {
    w = Optional.ofNullable(from.w);
    sloppy = Optional.ofNullable(from.sloppy);
    context = Optional.ofNullable(from.context);
    ifMatch = Optional.ofNullable(from.ifMatch);
    isNewOnly = from.isNewOnly;
    requestId = Optional.ofNullable(from.requestId);
    contentType = Optional.ofNullable(from.contentType);
    metadata = Map.copyOf(from.metadata);
    headers = Map.copyOf(from.headers);
    timeToLive = Optional.ofNullable(from.timeToLive);
    expires = Optional.ofNullable(from.expires);
    timeout = Optional.ofNullable(from.timeout);
    listener = Optional.ofNullable(from.listener);
  }

  /** The same, for a write that replaces what was found, and only if that is still shown. */
  WriteOptions replacing(Versioned<?> found) {
    Builder builder = new Builder();
    builder.w = w.orElse(null);
    builder.sloppy = sloppy.orElse(null);
    builder.context = found.context().orElse(null);
    builder.ifMatch = found.shown().orElse(null);
    builder.isNewOnly = found.isAbsent();
    builder.contentType = contentType.orElse(null);
    builder.metadata.putAll(metadata);
    builder.headers.putAll(headers);
    builder.timeToLive = timeToLive.orElse(null);
    builder.expires = expires.orElse(null);
    builder.timeout = timeout.orElse(null);
    builder.listener = listener.orElse(null);
    return new WriteOptions(builder);
  }

  /** Options with what is said. */
  public static WriteOptions with(Consumer<Builder> said) {
    Builder builder = new Builder();
    said.accept(builder);
    return new WriteOptions(builder);
  }

  /** What can be said. */
  public static final class Builder {
    private String w;
    private Boolean sloppy;
    private String context;
    private String ifMatch;
    private boolean isNewOnly;
    private String requestId;
    private String contentType;
    private final Map<String, String> metadata = new TreeMap<>();
    private final Map<String, String> headers = new TreeMap<>();
    private Duration timeToLive;
    private Instant expires;
    private Duration timeout;
    private TransferListener listener;

    private Builder() {}

    /** How many durable acks are waited for: a number, {@code one}, {@code quorum}, {@code all}. */
    public Builder w(String acks) {
      w = acks;
      return this;
    }

    /** Whether other nodes may stand in for owners that cannot be reached. */
    public Builder sloppy(boolean wanted) {
      sloppy = wanted;
      return this;
    }

    /** Replaces exactly what this context, of an answer about the same key, has seen. */
    public Builder context(String seen) {
      context = seen;
      return this;
    }

    /** Only if that version is still the one that is shown. */
    public Builder ifVersion(String version) {
      ifMatch = version;
      return this;
    }

    /** Only if nothing is shown under the key. */
    public Builder onlyIfAbsent() {
      isNewOnly = true;
      return this;
    }

    /**
     * Makes this write the same as every other with that id, 1 to 128 printable ASCII characters
     * without blanks; one is drawn otherwise. For one write only.
     */
    public Builder requestId(String id) {
      requestId = id;
      return this;
    }

    /** The blob's {@code Content-Type}. */
    public Builder contentType(String type) {
      contentType = type;
      return this;
    }

    /**
     * Something to be kept with the blob for the user.
     *
     * @param name letters, digits and dashes; upper and lower case are the same
     * @param value printable ASCII
     */
    public Builder metadata(String name, String value) {
      metadata.put(name, value);
      return this;
    }

    /**
     * One of {@code Content-Encoding}, {@code Content-Language}, {@code Content-Disposition} and
     * {@code Cache-Control}, kept with the blob and never interpreted.
     */
    public Builder header(String name, String value) {
      headers.put(name, value);
      return this;
    }

    /** For how long it is to be there, in whole seconds. */
    public Builder timeToLive(Duration wanted) {
      timeToLive = wanted;
      return this;
    }

    /** From when on it is to read as absent. */
    public Builder expires(Instant moment) {
      expires = moment;
      return this;
    }

    /** How long all of it may take, body included; else the client's own limits hold. */
    public Builder timeout(Duration all) {
      timeout = all;
      return this;
    }

    /** Who hears how much has been sent; a delete has nothing to tell. */
    public Builder listener(TransferListener told) {
      listener = told;
      return this;
    }
  }

  /** See {@link Builder#w}. */
  public Optional<String> w() {
    return w;
  }

  /** See {@link Builder#sloppy}. */
  public Optional<Boolean> sloppy() {
    return sloppy;
  }

  /** See {@link Builder#context}. */
  public Optional<String> context() {
    return context;
  }

  /** See {@link Builder#ifVersion}. */
  public Optional<String> ifVersion() {
    return ifMatch;
  }

  /** See {@link Builder#onlyIfAbsent}. */
  public boolean isNewOnly() {
    return isNewOnly;
  }

  /** See {@link Builder#requestId}. */
  public Optional<String> requestId() {
    return requestId;
  }

  /** See {@link Builder#contentType}. */
  public Optional<String> contentType() {
    return contentType;
  }

  /** See {@link Builder#metadata}. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** See {@link Builder#header}. */
  public Map<String, String> headers() {
    return headers;
  }

  /** See {@link Builder#timeToLive}. */
  public Optional<Duration> timeToLive() {
    return timeToLive;
  }

  /** See {@link Builder#expires}. */
  public Optional<Instant> expires() {
    return expires;
  }

  /** See {@link Builder#timeout}. */
  public Optional<Duration> timeout() {
    return timeout;
  }

  /** See {@link Builder#listener}. */
  public Optional<TransferListener> listener() {
    return listener;
  }
}
