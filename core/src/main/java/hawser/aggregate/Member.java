package hawser.aggregate;

import hawser.net.IpAddress;
import hawser.net.Prefix;
import java.util.List;

/// A tunnel that is up and belongs to an aggregate.
///
/// @param tunnel the tunnel itself, whatever the caller makes of it
/// @param id the same for the tunnel's whole life
/// @param priority configured order, lower first
/// @param location the peer's location-id, 0.0.0.0 for none
/// @param networks what lies behind the peer: the remote selectors of its SAs
public record Member<T>(
    T tunnel,
    long id,
    int priority,
    int weight,
    Origin origin,
    IpAddress location,
    List<Prefix> networks) {
  public Member {
    networks = List.copyOf(networks);
  }

  /// The same member, with something else for its tunnel.
  public <U> Member<U> with(U other) {
    return new Member<>(other, id, priority, weight, origin, location, networks);
  }

  /// Who made the tunnel.
  public enum Origin {
    /// Configured towards one peer: all such tunnels of an aggregate without location lead to one
    /// place.
    STATIC,
    /// An instance of a dial-up template: without location it is a place of its own.
    DIAL_UP
  }
}
