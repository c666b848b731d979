package hawser.config;

import hawser.bytes.Secret;
import hawser.esp.Fragmentation;
import hawser.ike.EsnPolicy;
import hawser.ike.auth.CertificateSignatures;
import hawser.net.IpAddress;
import hawser.net.Prefix;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    Fragmentation fragmentation,
    Peer peer,
    Version1 version1,
    ModeCfg modeCfg,
    Duration negotiateTimeout,
    Optional<CertificateSignatures> signatures) {
  /// Which peer it is.
  ///
  /// @param hostname of `type ddns`; empty otherwise
  /// @param id `peerid` of `peertype one`; empty for any
  public record Peer(String hostname, String id) {}

  /// What concerns IKEv1 alone.
  ///
  /// @param xauth `disable`, `client`, or what a server takes
  /// @param users those of `authusrgrp`, with their passwords
  /// @param fragmentOctets 0 for no fragments
  public record Version1(
      boolean aggressive,
      String xauth,
      String user,
      Optional<Secret> password,
      Map<String, Secret> users,
      int fragmentOctets) {}

  /// Addresses: those that a `dynamic` one gives, or whether a static one asks for one.
  public record ModeCfg(
      boolean enabled,
      IpAddress first,
      IpAddress last,
      List<IpAddress> dns,
      List<Prefix> networks) {}

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
