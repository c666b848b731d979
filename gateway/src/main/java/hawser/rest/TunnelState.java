package hawser.rest;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A tunnel at one moment.
///
/// @param parent the template of a dial-up instance; empty otherwise
/// @param remote the peer's address, without port
/// @param location the peer's location-id; empty for none
/// @param aggregate the aggregate it belongs to; empty for none
/// @param hasCarrier whether the interface below has a link: without, the tunnel carries nothing
/// @param since when phase 1 was established; empty while it is down
/// @param connections how often phase 1 was established
public record TunnelState(
    int serial,
    String name,
    String comments,
    Kind kind,
    String parent,
    int dialupIndex,
    String interfaceName,
    boolean hasCarrier,
    String remote,
    int remotePort,
    String tunnelId,
    String peer,
    String location,
    String aggregate,
    int weight,
    boolean administrativelyDown,
    Optional<Instant> since,
    int connections,
    long rxPackets,
    long txPackets,
    long rxBytes,
    long txBytes,
    List<Selector> selectors) {

  /// Where a tunnel comes from.
  public enum Kind {
    STATIC,
    TEMPLATE,
    INSTANCE
  }

  /// A phase 2 with what it protects.
  ///
  /// @param expires when its SA ends; empty while it is down
  /// @param rxBytes counted as the tunnel's, and so is `txBytes`
  public record Selector(
      String phase2,
      int serial,
      String source,
      String destination,
      int protocol,
      int sourcePort,
      int destinationPort,
      Optional<Instant> expires,
      long rxBytes,
      long txBytes) {
    public boolean isUp() {
      return expires.isPresent();
    }

    private Selector shape() {
      return new Selector(
          phase2,
          serial,
          source,
          destination,
          protocol,
          sourcePort,
          destinationPort,
          expires,
          0,
          0);
    }
  }

  public TunnelState {
    selectors = List.copyOf(selectors);
  }

  public boolean isUp() {
    return selectors.stream().anyMatch(Selector::isUp);
  }

  /// True when packets are sent over it.
  public boolean carries() {
    return isUp() && hasCarrier;
  }

  /// The same without what changes with every packet: equal while nothing but counters moved.
  TunnelState shape() {
    return new TunnelState(
        serial,
        name,
        comments,
        kind,
        parent,
        dialupIndex,
        interfaceName,
        hasCarrier,
        remote,
        remotePort,
        tunnelId,
        peer,
        location,
        aggregate,
        weight,
        administrativelyDown,
        since,
        connections,
        0,
        0,
        0,
        0,
        selectors.stream().map(Selector::shape).toList());
  }
}
