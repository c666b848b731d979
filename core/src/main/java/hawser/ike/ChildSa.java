package hawser.ike;

import hawser.bytes.Secret;
import hawser.crypto.EspSuite;
import hawser.net.TrafficSelector;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A negotiated Child SA: plain data, ready to be derived into runtime SAs.
///
/// @param inboundKeys [EspSuite#keyMaterialLength()] octets for what we receive
/// @param kilobytes of 1,024 octets that each half may carry; 0 for no limit
/// @param replaces the inbound SPI of the SA that this one is to replace, where the peers said so
public record ChildSa(
    String childName,
    Role role,
    Spi inbound,
    Spi outbound,
    EspSuite suite,
    Secret inboundKeys,
    Secret outboundKeys,
    List<TrafficSelector> local,
    List<TrafficSelector> remote,
    ChildConfig.Esn esn,
    Encapsulation encapsulation,
    Duration lifetime,
    long kilobytes,
    Optional<Spi> replaces) {
  public ChildSa {
    local = List.copyOf(local);
    remote = List.copyOf(remote);
  }

  /// One that may carry what it likes while it lives.
  public ChildSa(
      String childName,
      Role role,
      Spi inbound,
      Spi outbound,
      EspSuite suite,
      Secret inboundKeys,
      Secret outboundKeys,
      List<TrafficSelector> local,
      List<TrafficSelector> remote,
      ChildConfig.Esn esn,
      Encapsulation encapsulation,
      Duration lifetime,
      Optional<Spi> replaces) {
    this(
        childName,
        role,
        inbound,
        outbound,
        suite,
        inboundKeys,
        outboundKeys,
        local,
        remote,
        esn,
        encapsulation,
        lifetime,
        0,
        replaces);
  }
}
