package hawser.ike;

/// Allocates inbound SPIs that no living SA of this gateway has.
@FunctionalInterface
public interface SpiSource {
  Spi next();
}
