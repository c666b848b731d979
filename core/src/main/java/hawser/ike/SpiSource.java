package hawser.ike;

/// Allocates inbound SPIs that no living SA of this gateway has.
@FunctionalInterface
public interface SpiSource {
  /// An SPI for an SA that `session` negotiates.
  Spi next(Session session);
}
