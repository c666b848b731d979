package hawser.ike;

import hawser.crypto.EspSuite;
import hawser.crypto.Group;
import hawser.net.TrafficSelector;
import java.time.Duration;
import java.util.List;

/// What a Child SA may be.
///
/// @param pfsGroups groups for perfect forward secrecy, in order of preference; empty without
/// @param local what we have behind us: an offer as initiator, the widest acceptable as responder;
///   IKEv1 uses the first alone
public record ChildConfig(
    String name,
    List<EspSuite> suites,
    List<Group> pfsGroups,
    List<TrafficSelector> local,
    List<TrafficSelector> remote,
    Duration lifetime,
    EsnPolicy esn) {
  public ChildConfig {
    suites = List.copyOf(suites);
    pfsGroups = List.copyOf(pfsGroups);
    local = List.copyOf(local);
    remote = List.copyOf(remote);
  }

  public ChildConfig(
      String name,
      List<EspSuite> suites,
      List<Group> pfsGroups,
      TrafficSelector local,
      TrafficSelector remote,
      Duration lifetime,
      EsnPolicy esn) {
    this(name, suites, pfsGroups, List.of(local), List.of(remote), lifetime, esn);
  }

  /// The same for these selectors.
  public ChildConfig with(List<TrafficSelector> local, List<TrafficSelector> remote) {
    return new ChildConfig(name, suites, pfsGroups, local, remote, lifetime, esn);
  }

  /// Whether an SA has extended sequence numbers.
  public enum Esn {
    NO,
    YES
  }
}
