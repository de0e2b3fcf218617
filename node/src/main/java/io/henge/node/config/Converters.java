package io.henge.node.config;

import io.henge.ring.Address;
import java.time.Duration;
import java.util.function.Supplier;
import picocli.CommandLine;

/** Values of options, from their text. What cannot be one is refused with the reason. */
final class Converters {
  private Converters() {}

  /** {@code host:port}. */
  static final class AddressConverter implements CommandLine.ITypeConverter<Address> {
    @Override
    public Address convert(String text) {
      return refusing(() -> Address.parse(text.strip()));
    }
  }

  /** {@code 32KiB}. */
  static final class SizeConverter implements CommandLine.ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return refusing(() -> ByteSize.parse(text));
    }
  }

  /** {@code 5s}. */
  static final class SpanConverter implements CommandLine.ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return refusing(() -> TimeSpan.parse(text));
    }
  }

  /** {@code 24h} or {@code off}. */
  static final class PeriodConverter implements CommandLine.ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return refusing(() -> TimeSpan.parsePeriod(text));
    }
  }

  /** Not a boolean, which picocli takes for a flag and turns round. */
  enum Switch {
    ON,
    OFF
  }

  /** {@code on} or {@code off}. */
  static final class SwitchConverter implements CommandLine.ITypeConverter<Switch> {
    @Override
    public Switch convert(String text) {
      return switch (text.strip()) {
        case "on" -> Switch.ON;
        case "off" -> Switch.OFF;
        default ->
            throw new CommandLine.TypeConversionException("on or off wanted, not: " + text.strip());
      };
    }
  }

  private static <T> T refusing(Supplier<T> conversion) {
    try {
      return conversion.get();
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new CommandLine.TypeConversionException(e.getMessage());
    }
  }
}
