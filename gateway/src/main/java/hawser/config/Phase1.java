package hawser.config;

import hawser.bytes.Secret;
import hawser.esp.Fragmentation;
import hawser.ike.EsnPolicy;
import hawser.net.IpAddress;
import java.time.Duration;
import java.util.List;

/// `vpn ipsec phase1-interface`.
public record Phase1(
    String name,
    Type type,
    int version,
    String interfaceName,
    IpAddress localGateway,
    IpAddress remoteGateway,
    Duration keylife,
    boolean aggregateMember,
    int aggregateWeight,
    List<String> proposals,
    List<Integer> groups,
    Secret psk,
    boolean addRoute,
    Dpd dpd,
    int dpdRetryCount,
    Duration dpdRetryInterval,
    String natTraversal,
    String espEncapsulation,
    Duration keepalive,
    int distance,
    int priority,
    String localId,
    String localIdType,
    boolean autoNegotiate,
    boolean passive,
    EsnPolicy esn,
    boolean rekey,
    boolean reauthenticate,
    Fragmentation fragmentation) {
  /// Towards one peer, or a template for all that dial in.
  public enum Type {
    STATIC,
    DYNAMIC
  }

  /// When a silent peer is probed.
  public enum Dpd {
    DISABLE("disable"),
    ON_IDLE("on-idle"),
    ON_DEMAND("on-demand");

    private final String word;

    Dpd(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }
}
