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
/// @param kilobytes of 1,024 octets that each half may carry; 0 for no limit
public record ChildConfig(
    String name,
    List<EspSuite> suites,
    List<Group> pfsGroups,
    List<TrafficSelector> local,
    List<TrafficSelector> remote,
    Duration lifetime,
    long kilobytes,
    EsnPolicy esn) {
  public ChildConfig {
    suites = List.copyOf(suites);
    pfsGroups = List.copyOf(pfsGroups);
    local = List.copyOf(local);
    remote = List.copyOf(remote);
  }

  /// One with a selector on each side, that may carry what it likes while it lives.
  public ChildConfig(
      String name,
      List<EspSuite> suites,
      List<Group> pfsGroups,
      TrafficSelector local,
      TrafficSelector remote,
      Duration lifetime,
      EsnPolicy esn) {
    this(name, suites, pfsGroups, List.of(local), List.of(remote), lifetime, 0, esn);
  }

  /// The same for these selectors.
  public ChildConfig with(List<TrafficSelector> local, List<TrafficSelector> remote) {
    return new ChildConfig(name, suites, pfsGroups, local, remote, lifetime, kilobytes, esn);
  }

  /// Whether an SA has extended sequence numbers.
  public enum Esn {
    NO,
    YES
  }
}
