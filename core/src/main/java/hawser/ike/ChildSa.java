package hawser.ike;

import hawser.bytes.Secret;
import hawser.crypto.EspSuite;
import hawser.net.TrafficSelector;
import java.time.Duration;

/// A negotiated Child SA: plain data, ready to be derived into runtime SAs.
///
/// @param inboundKeys [EspSuite#keyMaterialLength()] octets for what we receive
/// @param kilobytes of 1,024 octets that each half may carry; 0 for no limit
public record ChildSa(
    String childName,
    Role role,
    Spi inbound,
    Spi outbound,
    EspSuite suite,
    Secret inboundKeys,
    Secret outboundKeys,
    TrafficSelector local,
    TrafficSelector remote,
    ChildConfig.Esn esn,
    Encapsulation encapsulation,
    Duration lifetime,
    long kilobytes) {}
