package hawser.ike;

/// The SPI of a Child SA.
public record Spi(int value) {
  @Override
  public String toString() {
    return String.format("%08x", value);
  }
}
