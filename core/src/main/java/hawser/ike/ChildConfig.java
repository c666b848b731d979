package hawser.ike;

import hawser.crypto.EspSuite;
import hawser.crypto.Group;
import hawser.net.TrafficSelector;
import java.time.Duration;
import java.util.List;

/// What a Child SA may be.
///
/// @param pfsGroups groups for perfect forward secrecy, in order of preference; empty without
/// @param local what we have behind us: an offer as initiator, the widest acceptable as responder
public record ChildConfig(
    String name,
    List<EspSuite> suites,
    List<Group> pfsGroups,
    TrafficSelector local,
    TrafficSelector remote,
    Duration lifetime,
    EsnPolicy esn) {
  public ChildConfig {
    suites = List.copyOf(suites);
    pfsGroups = List.copyOf(pfsGroups);
  }

  /// Whether an SA has extended sequence numbers.
  public enum Esn {
    NO,
    YES
  }
}
