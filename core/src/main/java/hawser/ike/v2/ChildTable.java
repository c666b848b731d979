package hawser.ike.v2;

import hawser.ike.Spi;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The Child SAs of one IKE SA.
final class ChildTable {
  /// As many as one peer may have.
  static final int MOST = 256;

  private final Map<Spi, Child> byInbound = new LinkedHashMap<>();

  List<Child> all() {
    return List.copyOf(byInbound.values());
  }

  boolean isFull() {
    return byInbound.size() >= MOST;
  }

  void add(Child child) {
    byInbound.put(child.inbound(), child);
  }

  void remove(Child child) {
    byInbound.remove(child.inbound(), child);
  }

  void clear() {
    byInbound.clear();
  }

  Optional<Child> byInbound(Spi spi) {
    return Optional.ofNullable(byInbound.get(spi));
  }

  Optional<Child> byOutbound(Spi spi) {
    return byInbound.values().stream().filter(child -> child.sa.outbound().equals(spi)).findFirst();
  }

  /// Hands all children over to the IKE SA that takes the place of this one.
  void moveTo(ChildTable successor) {
    successor.byInbound.putAll(byInbound);
    byInbound.clear();
  }
}
